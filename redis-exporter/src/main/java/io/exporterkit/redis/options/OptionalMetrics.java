package io.exporterkit.redis.options;

import io.exporterkit.options.OptionValues;
import java.util.EnumSet;
import java.util.Set;

/// Metrics of a target that one flag switches on or off.
public enum OptionalMetrics {
  LATENCY,
  HOST_MEMORY,
  EMPTY_DATABASES,
  RDB_FILE_SIZE,
  SENTINEL_PEERS,
  MODULES,
  TILE38;

  /// Returns the metrics that these values switch on.
  static Set<OptionalMetrics> of(OptionValues options) {
    Set<OptionalMetrics> all = EnumSet.noneOf(OptionalMetrics.class);
    for (OptionalMetrics metrics : values()) {
      if (metrics.isOn(options)) {
        all.add(metrics);
      }
    }
    return all;
  }

  private boolean isOn(OptionValues options) {
    return switch (this) {
      case LATENCY -> !options.get(RedisOptions.EXCLUDE_LATENCY_HISTOGRAM_METRICS);
      case HOST_MEMORY -> options.get(RedisOptions.INCLUDE_SYSTEM_METRICS);
      case EMPTY_DATABASES -> options.get(RedisOptions.INCLUDE_METRICS_FOR_EMPTY_DATABASES);
      case RDB_FILE_SIZE -> options.get(RedisOptions.INCLUDE_RDB_FILE_SIZE_METRIC);
      case SENTINEL_PEERS -> options.get(RedisOptions.INCLUDE_SENTINEL_PEER_INFO);
      case MODULES -> options.get(RedisOptions.INCLUDE_MODULES_METRICS);
      case TILE38 -> options.get(RedisOptions.IS_TILE38);
    };
  }
}
