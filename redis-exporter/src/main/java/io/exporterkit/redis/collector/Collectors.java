package io.exporterkit.redis.collector;

import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.scrape.Ticker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// All collectors, in the order in which they run.
public final class Collectors {
  private Collectors() {}

  /// The collectors that this configuration switches on.
  ///
  /// @param keys which keys are looked at, by the flags or by a request's parameters
  /// @param streams which streams
  /// @param series memory that their series may take
  public static List<RedisCollector> of(
      ExporterConfig.Metrics metrics,
      ExporterConfig.Keys keys,
      ExporterConfig.Streams streams,
      SeriesMemory series,
      InstantSource clock,
      Ticker ticker) {
    ConfigReader config = new ConfigReader(metrics.configCommand());
    List<RedisCollector> collectors = new ArrayList<>();
    // INFO alone
    collectors.add(new InfoCollector(metrics.system()));
    collectors.add(new InstanceCollector(clock));
    collectors.add(new CommandStatsCollector());
    collectors.add(new ErrorStatsCollector());
    collectors.add(new ReplicationCollector());
    collectors.add(new ServerPartsCollector());
    // one more reply, or several
    collectors.add(new KeyspaceCollector(metrics.emptyDatabases(), config));
    collectors.add(new ConfigCollector(config, metrics.config(), metrics.redactConfig()));
    collectors.add(new ClusterCollector());
    if (metrics.latency()) {
      collectors.add(new LatencyCollector());
      collectors.add(new LatencyHistogramCollector());
    }
    collectors.add(new SlowlogCollector());
    collectors.add(new CommandlogCollector());
    // many more rounds
    if (!keys.check().isEmpty() || !keys.checkSingle().isEmpty()) {
      collectors.add(new KeysCollector(keys, series));
    }
    if (!keys.count().isEmpty()) {
      collectors.add(new CountKeysCollector(keys));
    }
    if (!streams.check().isEmpty() || !streams.checkSingle().isEmpty()) {
      collectors.add(new StreamsCollector(streams, keys, series));
    }
    collectors.add(new KeyGroupsCollector(keys, config, series, ticker));
    return List.copyOf(collectors);
  }
}
