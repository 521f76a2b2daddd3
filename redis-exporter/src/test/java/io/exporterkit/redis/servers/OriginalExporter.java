package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The exporter that this one replaces, as the distribution packages it, on a free port of loopback. `close()` kills it.
public final class OriginalExporter implements AutoCloseable {
  private final int port;
  private final Program program = new Program("original");

  private OriginalExporter(int port) {
    this.port = port;
  }

  /// Starts it with these flags and returns when it listens.
  ///
  /// @throws IllegalStateException when it is not installed; the text says how to install it
  public static OriginalExporter start(String... flags) {
    return Ports.onFreePort(port -> {
      OriginalExporter exporter = new OriginalExporter(port);
      try {
        List<String> command = new ArrayList<>();
        command.add(Installed.program("redis-exporter-original", "redis_exporter").toString());
        Collections.addAll(command, "-web.listen-address", "127.0.0.1:" + port);
        Collections.addAll(command, flags);
        exporter.program.run(command);
        exporter.program.awaitReady(() -> exporter.get("/health").contains("ok"));
        return exporter;
      } catch (RuntimeException | Error e) {
        exporter.close();
        throw e;
      }
    });
  }

  /// Its page of metrics.
  public String page() {
    return get("/metrics");
  }

  private String get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try (InputStream in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
