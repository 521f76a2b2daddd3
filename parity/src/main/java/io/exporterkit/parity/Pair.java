package io.exporterkit.parity;

import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import io.exporterkit.options.Option;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.ParseResult;
import io.exporterkit.redis.Main;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.options.RedisStandardOptions;
import io.exporterkit.redis.servers.Original;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The original in a process of its own and ours in this JVM, with the same flags, variables and target. `close()` ends both.
final class Pair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LISTEN = "127.0.0.1:0";

  /// Of the way the page is served, not of what stands on it: left at the defaults.
  private static final List<Option<String>> SERVING =
      List.of(
          RedisOptions.BASIC_AUTH_USERNAME,
          RedisOptions.BASIC_AUTH_PASSWORD,
          RedisOptions.BASIC_AUTH_HASH_PASSWORD,
          RedisOptions.TLS_SERVER_CERT_FILE,
          RedisOptions.TLS_SERVER_KEY_FILE,
          RedisOptions.TLS_SERVER_CA_CERT_FILE,
          RedisOptions.TELEMETRY_PATH);

  private final String namespace;
  private final RunningExporter ours;
  private final Original original;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Pair(String namespace, RunningExporter ours, Original original) {
    this.namespace = namespace;
    this.ours = ours;
    this.original = original;
  }

  /// Says that one of the exporters does not take these flags.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /// Starts both on a target.
  ///
  /// @param program the original
  /// @param target its address, which goes to them as a variable: what stands on a command line can be read by others
  static Pair start(
      Path program, String target, List<String> flags, Map<String, String> environment)
      throws RefusedException {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put(RedisOptions.ADDR.variable().orElseThrow(), target);
    OptionValues given = parsed(flags, variables);
    if (given.source(RedisOptions.ADDR) == OptionValues.Source.FLAG) {
      throw new RefusedException("leave -redis.addr out of the flags: --target names the server");
    }
    List<String> all = new ArrayList<>(flags);
    for (Option<String> option : SERVING) {
      if (given.isSet(option)) {
        all.add("-" + option.name() + "=" + option.defaultText());
      }
    }
    List<String> withAddress = new ArrayList<>(all);
    withAddress.add("-" + RedisOptions.LISTEN_ADDRESS.name() + "=" + LISTEN);
    OptionValues values = parsed(withAddress, variables);
    if (!values.get(RedisOptions.LISTEN_ADDRESS).getLast().toString().equals(LISTEN)) {
      throw new RefusedException(
          "one of the flags is none and ends the others; a boolean is set as -name=false");
    }
    try {
      ExporterConfig config = ExporterConfig.of(values);
      var _ = new RedisStandardOptions().web(values, new ArrayList<>());
      if (!(Main.exporter().start(withAddress, variables, System.out, System.err)
          instanceof Start.Serving(RunningExporter ours))) {
        throw new RefusedException("ours does not start, for the reason in the log above");
      }
      try {
        return new Pair(config.namespace(), ours, Original.start(program, all, variables));
      } catch (RuntimeException | Error e) {
        ours.close();
        throw e;
      }
    } catch (IllegalArgumentException e) {
      throw new RefusedException("ours: " + e.getMessage());
    } catch (IllegalStateException e) {
      // Its first line says what it is about; a usage that may follow shows what the variables
      // hold.
      throw new RefusedException(
          "the original does not start; leave out what ours alone has, if it is that: "
              + String.valueOf(e.getMessage()).lines().limit(2).reduce("", (a, b) -> a + " " + b));
    }
  }

  private static OptionValues parsed(List<String> flags, Map<String, String> environment)
      throws RefusedException {
    return switch (RedisOptions.TABLE.parse(flags, environment)) {
      case ParseResult.Parsed(OptionValues values, List<String> _) -> values;
      case ParseResult.Help _ -> throw new RefusedException("leave -help out of the flags");
      case ParseResult.Usage(String error, String _) -> throw new RefusedException(error);
      case ParseResult.Invalid(String error) -> throw new RefusedException(error);
    };
  }

  /// Fetches the original's page, ours, and the original's again, and compares them.
  Comparison compare(String path) {
    String before = page(original.url() + path);
    String mine = page("http://127.0.0.1:" + ours.port() + path);
    return Comparison.of(
        new Comparison.Pages(before, mine, page(original.url() + path)), namespace);
  }

  /// The body, whatever the status: one that is no page is told as such.
  private String page(String url) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
          .body();
    } catch (IOException e) {
      throw new IllegalStateException(url + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // In this order: the JDK's server waits its full time for a connection that closes while it
    // stops.
    ours.close();
    original.close();
    http.shutdownNow();
  }
}
