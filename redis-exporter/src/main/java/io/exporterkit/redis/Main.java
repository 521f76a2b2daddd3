package io.exporterkit.redis;

import io.exporterkit.Exporter;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.options.RedisStandardOptions;

/// The program `redis-exporter [flags]`. [Exporter] describes exit codes and signals.
public final class Main {
  private Main() {}

  /// Runs the exporter until a signal ends it.
  public static void main(String[] args) {
    exporter().run(args);
  }

  /// Returns the exporter, which is not started yet.
  public static Exporter exporter() {
    return Exporter.named("redis")
        .build(RedisExporter.BUILD)
        .options(RedisOptions.TABLE, new RedisStandardOptions())
        .serving(values -> new RedisExporter(ExporterConfig.of(values)));
  }
}
