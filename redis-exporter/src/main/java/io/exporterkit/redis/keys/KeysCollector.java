package io.exporterkit.redis.keys;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.List;

/// A collector of size, memory and value of keys, named one by one or found with SCAN by patterns. [KeyReader] reads
/// them.
///
/// In:  check-keys `user:*`, the hash `user:7` with two fields
/// Out: `redis_key_size{db="db0",key="user:7"} 2`, `redis_key_memory_usage_bytes{db="db0",key="user:7"} 80`
///
/// A key that is named directly and does not exist has the size 0; in a cluster it has no series. Samples read before
/// the deadline, an error or the memory limit for series are emitted.
public final class KeysCollector implements KeyspaceReader {
  static final MetricDef SIZE =
      gauge(
              "key_size",
              "Size of a checked key: bytes of a string, elements of other types; 0 for a named key that does not exist, which has no series in a cluster.")
          .labels("db", "key");
  static final MetricDef MEMORY =
      gauge(
              "key_memory_usage_bytes",
              BYTES,
              "Memory of a checked key and its value, from MEMORY USAGE (Redis 4.0+).")
          .labels("db", "key");
  static final MetricDef VALUE =
      gauge("key_value", "Numeric value of a checked string.").labels("db", "key");
  static final MetricDef VALUE_AS_STRING =
      gauge(
              "key_value_as_string",
              BOOLEAN,
              "1, with the value of a checked string that is not a number as a label, up to 64 KiB.")
          .labels("db", "key", "val");

  private final String name;
  private final ExporterConfig.Keys keys;
  private final boolean cluster;
  private final SeriesMemory series;

  /// @param name `keys`, or another one where the keys of several collectors are read
  /// @param cluster whether the keys of a cluster are read on the nodes that own them
  public KeysCollector(
      String name, ExporterConfig.Keys keys, boolean cluster, SeriesMemory series) {
    this.name = name;
    this.keys = keys;
    this.cluster = cluster;
    this.series = series;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<MetricDef> metrics() {
    return KeyChecks.withOwn(List.of(SIZE, MEMORY, VALUE, VALUE_AS_STRING));
  }

  @Override
  public boolean asksCluster() {
    return cluster;
  }

  @Override
  public boolean isBackgroundScan() {
    return keys.walk().isInBackground() && keys.checked().hasPatterns();
  }

  @Override
  public Rights rights() {
    Rights scan =
        keys.checked().keys().stream().anyMatch(KeyArgument::isPattern)
            ? Rights.to("scan")
            : Rights.NONE;
    return scan.and(KeyPage.rights(keys.values()))
        .and(KeyChecks.rights(keys.checked().keys()))
        .and(KeyChecks.rights(keys.checked().single()))
        .and(clusterRights());
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    KeyChecks.skipWithoutKeys(session, name(), keys.walk().skipMasters(), cluster);
    KeyChecks checks = new KeyChecks("check-keys", session, cluster, keys.walk(), out);
    SeriesMemory.Share memory = series.share(session, out);
    KeyChecks.Reading reading =
        new KeyChecks.Reading() {
          @Override
          public void names(RedisSession holder, int database, List<byte[]> names)
              throws IOException, SkippedException, InterruptedException {
            reader(holder, database).read(names, !checks.inCluster());
          }

          @Override
          public void walk(RedisSession holder, int database, KeyScan scan)
              throws IOException, SkippedException, InterruptedException {
            reader(holder, database).walk(scan);
          }

          private KeyReader reader(RedisSession holder, int database) {
            return new KeyReader(holder, new KeySamples(out, memory, database, keys.values()));
          }
        };
    checks.readAll(keys.checked().single(), keys.checked().keys(), reading);
    checks.end();
  }
}
