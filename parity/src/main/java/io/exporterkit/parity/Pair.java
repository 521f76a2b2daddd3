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

/// A pair of exporters with the same flags, variables and target: the original in a process of its own, and ours in
/// this JVM. `close()` ends both.
final class Pair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LISTEN = "127.0.0.1:0";

  /// Options that change how the page is served, not its contents. They are set to their defaults.
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

  /// Thrown if one of the exporters refuses the flags.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /// Starts both exporters for a target.
  ///
  /// @param program the original
  /// @param target the address, which both receive as a variable, because other users can read command lines
  /// @throws RefusedException if an exporter refuses the flags, or does not start
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
          "one of the words is no flag: all flags after it are ignored; a boolean is set as -name=false");
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
      // Only the first lines: the usage below them shows the values of the variables.
      throw new RefusedException(
          "the original does not start; if it lacks one of the flags, leave the flag out: "
              + String.valueOf(e.getMessage()).lines().limit(2).reduce("", (a, b) -> a + " " + b));
    }
  }

  private static OptionValues parsed(List<String> flags, Map<String, String> environment)
      throws RefusedException {
    return switch (RedisOptions.TABLE.parse(flags, environment)) {
      case ParseResult.Parsed(OptionValues values, List<String> _) -> values;
      case ParseResult.Help _ -> throw new RefusedException("leave -help out of the flags");
      case ParseResult.Usage(String error) -> throw new RefusedException(error);
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

  /// Returns the body, whatever the status is; the comparison reports a body that is not a page.
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
    // Ends both servers before the client closes its connections, because a server may wait for a
    // connection that is closed while the server stops.
    ours.close();
    original.close();
    http.shutdownNow();
  }
}
