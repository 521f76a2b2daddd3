package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// The exporter that ours replaces, from Debian's package, on a free port of loopback. `close()` kills the process.
public final class Original implements AutoCloseable {
  private final int port;
  private final Program program = new Program("original");
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Original(int port) {
    this.port = port;
  }

  /// Starts the original with these flags, and returns when it listens.
  public static Original start(String... flags) {
    return start(installed(), List.of(flags), System.getenv());
  }

  /// Starts a program with the flags of the original, in the working directory of this JVM.
  public static Original start(Path program, List<String> flags, Map<String, String> environment) {
    return Ports.onFreePort(port -> {
      Original original = new Original(port);
      try {
        original.run(program, flags, environment);
        return original;
      } catch (RuntimeException | Error e) {
        original.close();
        throw e;
      }
    });
  }

  /// Starts the original without a target of its own, for [#scrape].
  public static Original startForTargets(String... flags) {
    List<String> all = new ArrayList<>(List.of("-redis.addr", "", "-redis-only-metrics"));
    Collections.addAll(all, flags);
    return start(all.toArray(String[]::new));
  }

  /// Returns the program of Debian's package.
  public static Path installed() {
    return Installed.program("redis-exporter-original", "redis_exporter");
  }

  private void run(Path file, List<String> flags, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(file.toString());
    command.addAll(flags);
    // The last of several equal flags counts.
    Collections.addAll(command, "-web.listen-address", "127.0.0.1:" + port);
    program.run(command, Path.of("").toAbsolutePath(), environment);
    program.awaitReady(() -> fetch("/health").statusCode() == 200);
  }

  public int port() {
    return port;
  }

  /// Returns `http://127.0.0.1:port`.
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Returns the response to a GET, with any status.
  public HttpResponse<String> fetch(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(30)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Returns the page of the telemetry path.
  public String metrics() {
    return fetch("/metrics").body();
  }

  /// Returns the page of a target.
  public String scrape(String target) {
    return fetch("/scrape?target=" + URLEncoder.encode(target, StandardCharsets.UTF_8)).body();
  }

  @Override
  public void close() {
    http.shutdownNow();
    program.close();
  }
}
