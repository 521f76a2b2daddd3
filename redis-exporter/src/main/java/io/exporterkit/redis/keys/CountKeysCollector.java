package io.exporterkit.redis.keys;

import static io.exporterkit.metric.MetricDef.gauge;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.List;

/// A collector of the number of keys that match a pattern. It counts the keys of each SCAN reply without storing their
/// names.
///
/// In:  count-keys `db3=job:*`, SCAN replies with 7 and 5 keys   Out: `redis_keys_count{db="db3",key="job:*"} 12`
///
/// An incomplete count is not emitted because it would look as if keys had vanished.
public final class CountKeysCollector implements KeyspaceReader {
  static final MetricDef COUNT =
      gauge("keys_count", "Keys of a database that match a pattern of count-keys.")
          .labels("db", "key");

  private final ExporterConfig.Keys keys;
  private final boolean cluster;

  /// @param cluster whether to count the keys of all masters of a cluster
  public CountKeysCollector(ExporterConfig.Keys keys, boolean cluster) {
    this.keys = keys;
    this.cluster = cluster;
  }

  @Override
  public String name() {
    return "count_keys";
  }

  @Override
  public List<MetricDef> metrics() {
    return KeyChecks.withOwn(List.of(COUNT));
  }

  @Override
  public boolean asksCluster() {
    return cluster;
  }

  @Override
  public boolean isBackgroundScan() {
    return keys.walk().isInBackground();
  }

  @Override
  public Rights rights() {
    return Rights.to("scan").and(KeyChecks.rights(keys.count())).and(clusterRights());
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    KeyChecks.skipSentinels(session, name());
    if (keys.walk().skipMasters()) {
      KeyChecks.skipMasters(session, name());
    }
    KeyChecks checks = new KeyChecks("count-keys", session, cluster, keys.walk(), out);
    for (KeyArgument pattern : keys.count()) {
      checks
          .walk(
              pattern,
              holder -> new KeyScan(holder, pattern.key(), keys.walk().batch()),
              CountKeysCollector::count)
          .ifPresent(count -> out.add(COUNT, count, "db" + pattern.database(), pattern.label()));
    }
    checks.end();
  }

  private static void count(RedisSession session, KeyScan scan)
      throws IOException, SkippedException, InterruptedException {
    List<Reply> page = scan.first();
    while (!scan.hasEnded()) {
      session.checkTime();
      // The server reads the next batch of keys while this one is counted.
      Batch batch = new Batch();
      scan.ask(batch);
      session.begin(batch);
      var _ = scan.distinct(page);
      Round round = session.finish();
      page =
          round.isTooLarge() && scan.shrink() ? scan.first() : scan.advance(round.all().getFirst());
    }
    var _ = scan.distinct(page);
  }
}
