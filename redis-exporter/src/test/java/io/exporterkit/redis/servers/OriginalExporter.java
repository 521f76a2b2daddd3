package io.exporterkit.redis.servers;

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
import java.util.Collections;
import java.util.List;

/// The exporter that ours replaces, for comparison. `close()` kills it.
public final class OriginalExporter implements AutoCloseable {
  private final int port;
  private final Program program = new Program("original-exporter");

  private OriginalExporter(int port) {
    this.port = port;
  }

  /// Starts it with these flags, without a target of its own, and returns when it listens.
  public static OriginalExporter start(String... flags) {
    return Ports.onFreePort(port -> {
      OriginalExporter exporter = new OriginalExporter(port);
      try {
        exporter.run(flags);
        return exporter;
      } catch (RuntimeException | Error e) {
        exporter.close();
        throw e;
      }
    });
  }

  private void run(String... flags) {
    List<String> command = new ArrayList<>();
    command.add(Installed.program("redis-exporter-original", "redis_exporter").toString());
    Collections.addAll(command, "-web.listen-address", "127.0.0.1:" + port, "-redis.addr", "");
    Collections.addAll(command, "-redis-only-metrics");
    Collections.addAll(command, flags);
    program.run(command);
    program.awaitReady(() -> get("/health").equals("ok"));
  }

  /// The page of the target that its flags name.
  public String page() {
    try {
      return get("/metrics");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The page of a target.
  public String scrape(String target) {
    try {
      return get("/scrape?target=" + URLEncoder.encode(target, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String get(String path) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
