package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.connection.RedisErrorException;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Size, memory and value of keys, named one by one or by patterns that SCAN expands; [KeyPage] asks for them.
///
/// In:  check-keys `user:*`, the hash `user:7` with two fields
/// Out: `redis_key_size{db="db0",key="user:7"} 2`, `redis_key_memory_usage_bytes{db="db0",key="user:7"} 80`
///
/// A key named directly that does not exist has the size 0, in a cluster no series. What was read before the deadline, a fault or the end of the memory for
/// series stands.
final class KeysCollector implements KeyspaceReader {
  static final MetricDef SIZE =
      gauge(
              "key_size",
              "Size of a checked key: bytes of a string, elements of anything else; 0 for one that is named and not there, which in a cluster has no series.")
          .labels("db", "key");
  static final MetricDef MEMORY =
      gauge(
              "key_memory_usage_bytes",
              BYTES,
              "Memory of a checked key and its value, from MEMORY USAGE (Redis 4.0+).")
          .labels("db", "key");
  static final MetricDef VALUE =
      gauge("key_value", "Value of a checked string that is a number.").labels("db", "key");
  static final MetricDef VALUE_AS_STRING =
      gauge(
              "key_value_as_string",
              BOOLEAN,
              "1, with the value of a checked string that is no number, up to 64 KiB.")
          .labels("db", "key", "val");

  // Keys asked for in one round, whatever the number that one SCAN gives.
  private static final int ROUND = 1000;

  private final ExporterConfig.Keys keys;
  private final boolean cluster;
  private final SeriesMemory series;

  /// @param cluster whether keys of a cluster are asked for at the nodes that own them
  KeysCollector(ExporterConfig.Keys keys, boolean cluster, SeriesMemory series) {
    this.keys = keys;
    this.cluster = cluster;
    this.series = series;
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> all = new ArrayList<>(List.of(SIZE, MEMORY, VALUE, VALUE_AS_STRING));
    all.addAll(KeyChecks.METRICS);
    return all;
  }

  @Override
  public boolean asksCluster() {
    return cluster;
  }

  @Override
  public Rights rights() {
    Rights scan =
        keys.check().stream().anyMatch(KeyArgument::isPattern) ? Rights.to("scan") : Rights.NONE;
    return scan.and(KeyPage.rights(keys.values()))
        .and(KeyChecks.rights(keys.check()))
        .and(KeyChecks.rights(keys.checkSingle()))
        .and(clusterRights());
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    if (keys.skipMasters()) {
      KeyChecks.skipMasters(session);
    }
    KeyChecks.skipReplicas(session, cluster);
    KeyChecks checks = new KeyChecks("check-keys", session, cluster, out);
    SeriesMemory.Share memory = series.share(session);
    for (Map.Entry<Integer, List<byte[]>> database :
        KeyChecks.named(keys.checkSingle(), keys.check()).entrySet()) {
      checks.withNamed(
          database.getKey(),
          database.getValue(),
          (holder, names) -> {
            KeyPage page = new KeyPage(holder, out, memory, database.getKey(), keys.values());
            for (List<byte[]> part : parts(names)) {
              page.begin(part, null);
              page.read(!checks.inCluster(), null);
              page.emit();
            }
          });
    }
    for (KeyArgument pattern : keys.check()) {
      if (pattern.isPattern()) {
        var _ =
            checks.walk(
                pattern,
                () -> new KeyScan(pattern.key(), keys.batchSize()),
                (holder, scan) ->
                    walk(
                        holder,
                        scan,
                        new KeyPage(holder, out, memory, pattern.database(), keys.values())));
      }
    }
    checks.end();
  }

  /// Reads all pages. The call for the next one goes out with the first commands for the keys of the page before, and the first commands
  /// for its keys while the samples of the page before are added.
  private static void walk(RedisSession session, KeyScan scan, KeyPage page)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    List<byte[]> keys = scan.next(session);
    while (true) {
      List<List<byte[]>> parts = parts(keys);
      for (int i = 0; i < parts.size(); i++) {
        KeyScan next = i + 1 < parts.size() || scan.hasEnded() ? null : scan;
        try {
          session.deadline().check();
          page.begin(parts.get(i), next);
        } finally {
          page.emit(); // what was read before stands, whatever stops the rest
        }
        keys = page.read(false, next);
        if (next == null && i + 1 == parts.size()) {
          page.emit();
          return;
        }
      }
    }
  }

  private static List<List<byte[]>> parts(List<byte[]> keys) {
    List<List<byte[]>> parts = new ArrayList<>();
    if (keys.isEmpty()) {
      parts.add(keys); // the scan goes on
    }
    for (int from = 0; from < keys.size(); from += ROUND) {
      parts.add(keys.subList(from, Math.min(keys.size(), from + ROUND)));
    }
    return parts;
  }
}
