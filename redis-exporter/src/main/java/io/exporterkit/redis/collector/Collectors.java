package io.exporterkit.redis.collector;

import io.exporterkit.redis.keys.CountKeysCollector;
import io.exporterkit.redis.keys.KeyGroupsCollector;
import io.exporterkit.redis.keys.KeysCollector;
import io.exporterkit.redis.keys.SeriesMemory;
import io.exporterkit.redis.keys.StreamsCollector;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.ExporterConfig.Checked;
import io.exporterkit.redis.options.ExporterConfig.ClientSeries;
import io.exporterkit.redis.options.ExporterConfig.ShownSettings;
import io.exporterkit.redis.options.LuaScript;
import io.exporterkit.redis.options.OptionalMetrics;
import io.exporterkit.redis.session.ConfigReader;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.time.Ticker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The list of all collectors, in the order in which they run.
public final class Collectors {
  private Collectors() {}

  /// Returns the collectors that this configuration switches on.
  ///
  /// @param scripts returns the scripts to run, at each scrape; whether there are any does not change
  /// @param series the memory limit for series of keys
  public static List<RedisCollector> of(
      ExporterConfig all,
      Supplier<List<LuaScript>> scripts,
      SeriesMemory series,
      InstantSource clock,
      Ticker ticker) {
    ExporterConfig.Metrics metrics = all.metrics();
    ExporterConfig.Features features = all.features();
    ExporterConfig.Keys keys = all.keys();
    ExporterConfig.Streams streams = all.streams();
    boolean cluster = features.cluster().isOn();
    ConfigReader config = config(all);
    List<RedisCollector> collectors = new ArrayList<>();
    // collectors that read INFO only
    collectors.add(new InfoCollector(metrics.has(OptionalMetrics.HOST_MEMORY)));
    collectors.add(new InstanceCollector(clock));
    collectors.add(new CommandstatsCollector());
    collectors.add(new ErrorstatsCollector());
    collectors.add(new ReplicationCollector());
    collectors.add(new ServerPartsCollector());
    collectors.add(new SentinelCollector());
    // collectors that read one more reply, or several, in the first round
    collectors.add(new KeyspaceCollector(metrics.has(OptionalMetrics.EMPTY_DATABASES), config));
    collectors.add(new ConfigCollector(config, metrics.settings().shown()));
    collectors.add(new ClusterCollector());
    if (metrics.has(OptionalMetrics.LATENCY)) {
      collectors.add(new LatencyCollector());
      collectors.add(new LatencyHistogramCollector());
    }
    collectors.add(new SlowlogCollector());
    collectors.add(new CommandlogCollector());
    if (features.clients() != ClientSeries.NONE) {
      boolean port = features.clients() == ClientSeries.WITH_PORT;
      collectors.add(new ClientsCollector(port, clock));
    }
    if (metrics.has(OptionalMetrics.MODULES)) {
      collectors.add(new ModulesCollector());
    }
    if (metrics.has(OptionalMetrics.TILE38)) {
      collectors.add(new Tile38Collector());
    }
    if (metrics.has(OptionalMetrics.RDB_FILE_SIZE)) {
      collectors.add(new RdbFileSizeCollector(config));
    }
    if (metrics.settings().shown() != ShownSettings.NONE) {
      collectors.add(new SentinelConfigCollector());
    }
    // collectors with several rounds
    collectors.add(new SentinelMastersCollector(metrics.has(OptionalMetrics.SENTINEL_PEERS)));
    features.searchIndexes().ifPresent(names -> collectors.add(new SearchIndexesCollector(names)));
    if (!scripts.get().isEmpty()) {
      collectors.add(new ScriptsCollector(scripts, features.scripts().readOnly()));
    }
    // collectors with many more rounds
    boolean apart = keys.walk().isInBackground();
    checked("keys", keys.checked(), apart)
        .forEach((name, some) ->
            collectors.add(new KeysCollector(name, keys.with(some), cluster, series)));
    if (!keys.count().isEmpty()) {
      collectors.add(new CountKeysCollector(keys, cluster));
    }
    checked("streams", streams.checked(), apart)
        .forEach((name, some) ->
            collectors.add(
                new StreamsCollector(name, streams.with(some), keys.walk(), cluster, series)));
    collectors.add(new KeyGroupsCollector(keys, cluster, config, series, ticker));
    return List.copyOf(collectors);
  }

  /// Returns the keys or streams of each collector, by its name. Where scans run in the background, patterns are read
  /// by a collector of their own, so that scrapes read the named keys.
  private static Map<String, Checked> checked(String name, Checked all, boolean apart) {
    Map<String, Checked> collectors = new LinkedHashMap<>();
    if (apart && all.hasPatterns()) {
      collectors.put(name, all.named());
      collectors.put(name + "_scan", all.patterns());
    } else {
      collectors.put(name, all);
    }
    collectors.values().removeIf(Checked::isEmpty);
    return collectors;
  }

  /// Returns the reader of the settings that these collectors need.
  private static ConfigReader config(ExporterConfig all) {
    ExporterConfig.Metrics metrics = all.metrics();
    if (metrics.settings().shown() != ShownSettings.NONE) {
      return ConfigReader.ofAll(metrics.settings().command());
    }
    List<String> settings = new ArrayList<>(ConfigCollector.settings());
    if (metrics.has(OptionalMetrics.EMPTY_DATABASES) || !all.keys().groups().patterns().isEmpty()) {
      settings.add(ConfigReader.DATABASES);
    }
    if (metrics.has(OptionalMetrics.RDB_FILE_SIZE)) {
      settings.addAll(List.of(RdbFileSizeCollector.DIR, RdbFileSizeCollector.FILE_NAME));
    }
    return ConfigReader.of(
        metrics.settings().command(), settings, ConfigCollector.settingsOfValkey());
  }
}
