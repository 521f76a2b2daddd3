package io.exporterkit.redis.servers;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A real Prometheus that scrapes every second, for the first time about 5 s after its start, because its discovery
/// waits for this time. `close()` kills the process.
public final class Prometheus implements AutoCloseable {
  private final int port;
  private final Program program = new Program("prometheus");
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private Prometheus(int port) {
    this.port = port;
  }

  /// An element of an instant vector. `labels` contain the name as `__name__`. A scalar has no labels.
  public record Sample(Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  /// A series of a range query.
  ///
  /// @param labels the labels, which contain the name as `__name__`
  /// @param values the values in the order of their times, without the steps at which the series is absent
  public record Series(Map<String, String> labels, List<Double> values) {
    public Series {
      labels = Map.copyOf(labels);
      values = List.copyOf(values);
    }
  }

  /// Starts a Prometheus.
  ///
  /// @param config the configuration from `scrape_configs:` on, also with `rule_files:` and the like; the section
  ///     `global` is written before it, with an interval and a time-out of 1 s
  public static Prometheus start(String config, String... flags) {
    return Ports.onFreePort(port -> {
      Prometheus prometheus = new Prometheus(port);
      try {
        prometheus.run(config, List.of(flags));
        return prometheus;
      } catch (RuntimeException | Error e) {
        prometheus.close();
        throw e;
      }
    });
  }

  private void run(String config, List<String> flags) {
    Path file = program.directory().resolve("prometheus.yml");
    try {
      Files.writeString(
          file,
          """
          global:
            scrape_interval: 1s
            scrape_timeout: 1s
            evaluation_interval: 1s
          """
              + config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>();
    command.add(Installed.program("prometheus", "prometheus").toString());
    command.add("--config.file=" + file);
    command.add("--storage.tsdb.path=" + program.directory().resolve("tsdb"));
    command.add("--web.listen-address=127.0.0.1:" + port);
    // Without this flag another 5 s pass before a target is scraped.
    command.add("--scrape.discovery-reload-interval=100ms");
    command.addAll(flags);
    program.run(command);
    program.awaitReady(() ->
        program.log().contains("Server is ready to receive web requests")
            && get("/-/ready").statusCode() == 200);
  }

  /// Returns `http://127.0.0.1:port`.
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public String log() {
    return program.log();
  }

  /// Returns the result of an instant query: the elements of a vector in their order, or a scalar as one sample without
  /// labels.
  ///
  /// @throws IllegalArgumentException with Prometheus's error text when it refuses the query
  public List<Sample> query(String promql) {
    return query(promql, Instant.now());
  }

  /// Returns the result of an instant query at a time; see [#query(String)].
  public List<Sample> query(String promql, Instant time) {
    JsonObject answer =
        json(
            "/api/v1/query?query=%s&time=%s"
                .formatted(URLEncoder.encode(promql, StandardCharsets.UTF_8), time));
    JsonObject data = answer.getObject("data");
    if (data.getString("resultType", "").equals("scalar")) {
      return List.of(new Sample(Map.of(), value(data.getArray("result"))));
    }
    List<Sample> samples = new ArrayList<>();
    for (Object element : data.getArray("result")) {
      JsonObject series = (JsonObject) element;
      samples.add(new Sample(labels(series), value(series.getArray("value"))));
    }
    return List.copyOf(samples);
  }

  /// Returns the result of a range query.
  ///
  /// @throws IllegalArgumentException with Prometheus's error text when it refuses the query
  public List<Series> queryRange(String promql, Instant start, Instant end, Duration step) {
    JsonArray result =
        json("/api/v1/query_range?query=%s&start=%s&end=%s&step=%d"
                .formatted(
                    URLEncoder.encode(promql, StandardCharsets.UTF_8),
                    start,
                    end,
                    step.toSeconds()))
            .getObject("data")
            .getArray("result");
    List<Series> all = new ArrayList<>();
    for (Object element : result) {
      JsonObject series = (JsonObject) element;
      all.add(
          new Series(
              labels(series),
              series.getArray("values").stream().map(pair -> value((JsonArray) pair)).toList()));
    }
    return List.copyOf(all);
  }

  private static Map<String, String> labels(JsonObject series) {
    Map<String, String> labels = new TreeMap<>();
    series.getObject("metric").forEach((name, value) -> labels.put(name, (String) value));
    return labels;
  }

  /// Repeats a query until its result is not empty, and returns the result.
  public List<Sample> await(String promql, Duration atMost) {
    List<Sample> samples = new ArrayList<>();
    Await.until(atMost, promql, () -> samples.addAll(query(promql)));
    return List.copyOf(samples);
  }

  /// Returns the parsed JSON of a path of the API, such as `/api/v1/targets`.
  ///
  /// @throws IllegalArgumentException when its status is not `success`
  public JsonObject json(String path) {
    String body = get(path).body();
    try {
      JsonObject answer = JsonParser.object().from(body);
      if (!answer.getString("status", "").equals("success")) {
        throw new IllegalArgumentException(path + ": " + body);
      }
      return answer;
    } catch (JsonParserException e) {
      throw new IllegalArgumentException(path + ": " + body, e);
    }
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Parses the value of a sample. In: `[1700000000.123, "0.25"]` Out: 0.25
  private static double value(JsonArray timeAndValue) {
    String text = timeAndValue.getString(1, "");
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
    program.close();
  }
}
