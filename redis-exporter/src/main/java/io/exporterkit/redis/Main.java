package io.exporterkit.redis;

import io.exporterkit.Exporter;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.options.RedisStandardOptions;

/// `redis-exporter [flags]`: see [Exporter] for exit codes and signals.
public final class Main {
  private Main() {}

  /// Runs until it is told to end.
  public static void main(String[] args) {
    exporter().run(args);
  }

  /// Returns the program, ready to be run.
  public static Exporter exporter() {
    return Exporter.named("redis")
        .build(RedisExporter.BUILD)
        .options(RedisOptions.TABLE, new RedisStandardOptions())
        .serving(values -> new RedisExporter(ExporterConfig.of(values)));
  }
}
