package io.exporterkit.redis.scrape;

import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import io.exporterkit.redis.Main;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.web.ScrapeTimeout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An exporter on a free port of the loopback interface, and the requests that a Prometheus would send to it.
///
/// ```java
/// try (Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
///   assertThat(exporter.metrics().up()).isTrue();
///   assertThat(exporter.scrape(server.uri()).value("redis_db_keys{db=\"db0\"}")).isEqualTo(3);
/// }
/// ```
public final class Exporter implements AutoCloseable {
  /// The time-out of a request, longer than any test waits for a page.
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private final int port;
  private final AutoCloseable running;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Exporter(int port, AutoCloseable running) {
    this.port = port;
    this.running = running;
  }

  /// An answer: its status, its headers by name in lower case, its body, and the duration of the request.
  public record Answer(int status, Map<String, String> headers, String body, Duration took) {
    public Answer {
      headers = Map.copyOf(headers);
    }

    /// Returns the body as metrics.
    ///
    /// @throws AssertionError when the status is not 200
    public Page page() {
      if (status != 200) {
        throw new AssertionError("status " + status + ": " + body);
      }
      return Page.of(body);
    }
  }

  /// Starts an exporter in this JVM, with these flags of the command line and an empty environment.
  public static Exporter start(String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    if (all.stream().noneMatch(flag -> flag.startsWith("-web.listen-address"))) {
      all.add("-web.listen-address=127.0.0.1:0");
    }
    Start start = Main.exporter().start(all, Map.of(), System.out, System.err);
    if (!(start instanceof Start.Serving(RunningExporter exporter))) {
      throw new IllegalArgumentException("the exporter does not start: " + all);
    }
    return new Exporter(exporter.port(), exporter);
  }

  /// Returns a client for an exporter in a separate JVM. Closing the client ends the exporter.
  public static Exporter of(ExporterProcess process) {
    return new Exporter(process.port(), process);
  }

  /// Starts an exporter in a separate JVM, with the settings of the launcher.
  public static Exporter startApart(String... flags) {
    return of(ExporterProcess.start(flags));
  }

  /// Returns the process of an exporter in a separate JVM.
  ///
  /// @throws IllegalStateException when the exporter runs in this JVM
  public ExporterProcess process() {
    if (running instanceof ExporterProcess process) {
      return process;
    }
    throw new IllegalStateException("it runs in this JVM");
  }

  /// Returns all log lines so far of an exporter in a separate JVM.
  public String log() {
    return process().log();
  }

  public int port() {
    return port;
  }

  /// Returns the base URL, `http://127.0.0.1:port`.
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Returns the body of an answer with status 200, to a request without a scrape time-out.
  ///
  /// @param path path and query, encoded: `/metrics`, `/scrape?target=redis%3A%2F%2Fh`
  public String get(String path) {
    return body(fetch(path));
  }

  /// Returns the body of an answer with status 200, to a request with the scraper's time-out in the header.
  public String get(String path, double timeoutSeconds) {
    return body(fetch(path, timeoutSeconds));
  }

  private static String body(Answer answer) {
    if (answer.status() != 200) {
      throw new AssertionError("status " + answer.status() + ": " + answer.body());
    }
    return answer.body();
  }

  public int status(String path) {
    return fetch(path).status();
  }

  /// Returns the answer to a GET, whatever its status.
  public Answer fetch(String path) {
    return fetch("GET", path, Map.of());
  }

  /// Returns the answer to a GET with the scraper's time-out in the header.
  public Answer fetch(String path, double timeoutSeconds) {
    return fetch("GET", path, Map.of(ScrapeTimeout.HEADER, Double.toString(timeoutSeconds)));
  }

  /// Returns the answer to any request. The body is decoded as UTF-8, which excludes gzip.
  public Answer fetch(String method, String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(PATIENCE)
            .method(method, HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    long start = System.nanoTime();
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      Map<String, String> answered = new HashMap<>();
      response.headers().map().forEach((name, all) -> answered.put(name, String.join(", ", all)));
      return new Answer(response.statusCode(), answered, response.body(), took);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Returns the path that scrapes a target: `/scrape?target=...`, encoded.
  public static String scrapePath(String target) {
    return "/scrape?target=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
  }

  /// Returns the page of the telemetry path.
  public Page metrics() {
    return Page.of(get("/metrics"));
  }

  /// Returns the page of a target.
  public Page scrape(String target) {
    return Page.of(get(scrapePath(target)));
  }

  /// Returns the page of a target, with the scraper's time-out in the header.
  public Page scrape(String target, double timeoutSeconds) {
    return Page.of(get(scrapePath(target), timeoutSeconds));
  }

  @Override
  public void close() {
    // The client is closed last: closing its connections first could delay the stop.
    try {
      running.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      client.shutdownNow();
    }
  }
}
