package io.exporterkit.browser;

import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import io.exporterkit.redis.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The exporter in this JVM. `close()` ends the exporter.
final class Served implements AutoCloseable {
  private final RunningExporter exporter;

  private Served(RunningExporter exporter) {
    this.exporter = exporter;
  }

  /// Starts the exporter with these flags on a free port of the loopback interface.
  static Served start(String... flags) {
    return startOn(0, flags);
  }

  static Served startOn(int port, String... flags) {
    List<String> all = new ArrayList<>(List.of("-web.listen-address=127.0.0.1:" + port));
    all.addAll(List.of(flags));
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(log, true, StandardCharsets.UTF_8);
    if (Main.exporter().start(all, Map.of(), to, to) instanceof Start.Serving(RunningExporter e)) {
      return new Served(e);
    }
    throw new IllegalStateException(log.toString(StandardCharsets.UTF_8));
  }

  int port() {
    return exporter.port();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/";
  }

  @Override
  public void close() {
    exporter.close();
  }
}
