package io.exporterkit.redis.demo;

import io.exporterkit.RunningExporter;
import io.exporterkit.redis.Main;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// The program `bin/redis-exporter demo [flags]`: starts its own Redis, generates a load on it, and runs the exporter
/// until a signal ends it.
public final class Demo {
  private final EmbeddedRedis redis;
  private final Load load;
  private final PrintStream out;

  private Demo(EmbeddedRedis redis, Load load, PrintStream out) {
    this.redis = redis;
    this.load = load;
    this.out = out;
  }

  /// Runs the demo until a signal ends it, then stops the load, Redis and the exporter.
  public static void main(String[] args) throws IOException {
    EmbeddedRedis redis = EmbeddedRedis.start();
    Demo demo = new Demo(redis, Load.on(redis.port()), System.out);
    List<String> flags = new ArrayList<>();
    flags.add("-redis.addr=redis://127.0.0.1:" + redis.port());
    flags.addAll(List.of(args));
    Main.exporter().onStart(demo::started).onEnd(demo::ended).run(flags.toArray(String[]::new));
  }

  private void started(RunningExporter exporter) {
    String here = "http://localhost:" + exporter.port();
    out.println();
    out.println(
        "  Open " + here + "/ to see Redis live. Port " + redis.port() + " has a small load.");
    out.println("    " + here + exporter.telemetryPath() + "   the metrics");
    out.println(
        "    " + here + "/scrape?target=redis://127.0.0.1:" + redis.port() + "   as a probe");
    out.println("  Press Ctrl-C to stop the demo.");
    out.println();
  }

  private void ended() {
    load.close();
    redis.close();
  }
}
