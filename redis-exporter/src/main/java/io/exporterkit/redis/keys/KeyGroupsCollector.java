package io.exporterkit.redis.keys;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.MILLISECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.session.ConfigReader;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A collector of keys and memory by group of keys. A key's group is the concatenation of the captures of the first Lua
/// pattern that matches the key; keys without a match are in the group `unclassified`. [KeyGroupWalk] reads the groups.
///
/// In:  check-key-groups `^(%a+):%d+(.*)`, the key `user:7:name` of 72 bytes
/// Out: `redis_key_group_count{db="db0",key_group="user:name"} 1`, and 72 in `redis_key_group_memory_usage_bytes`
///
/// Above a limit on the number of groups, the groups with the least memory are summed up as `overflow`.
public final class KeyGroupsCollector implements KeyspaceReader {
  static final MetricDef COUNT =
      gauge("key_group_count", "Keys in a group.").labels("db", "key_group");
  static final MetricDef MEMORY =
      gauge(
              "key_group_memory_usage_bytes",
              BYTES,
              "Memory of a group's keys and values; absent where MEMORY USAGE is refused.")
          .labels("db", "key_group");
  static final MetricDef GROUPS =
      gauge(
              "number_of_distinct_key_groups",
              "Groups of keys in a database, before those with the least memory are summed up; 0 for an empty database.")
          .labels("db");
  static final MetricDef DURATION =
      gauge(
          "last_key_groups_scrape_duration_milliseconds",
          MILLISECONDS,
          "Duration of the last scan for key groups; 0 where none is configured.");

  private final ExporterConfig.Keys keys;
  private final boolean cluster;
  private final ConfigReader config;
  private final SeriesMemory series;
  private final Ticker ticker;

  /// @param cluster whether to read the keys of all masters of a cluster
  public KeyGroupsCollector(
      ExporterConfig.Keys keys,
      boolean cluster,
      ConfigReader config,
      SeriesMemory series,
      Ticker ticker) {
    this.cluster = cluster;
    this.series = series;
    this.keys = keys;
    this.config = config;
    this.ticker = ticker;
  }

  @Override
  public String name() {
    return "key_groups";
  }

  @Override
  public List<MetricDef> metrics() {
    return KeyChecks.withOwn(List.of(COUNT, MEMORY, GROUPS, DURATION));
  }

  @Override
  public boolean asksCluster() {
    return cluster;
  }

  @Override
  public List<Command> commands() {
    if (keys.groups().patterns().isEmpty()) {
      return List.of();
    }
    List<Command> all = new ArrayList<>(config.commands());
    all.addAll(KeyspaceReader.super.commands());
    return all;
  }

  @Override
  public List<Command> commands(ServerIdentity server) {
    if (keys.groups().patterns().isEmpty()) {
      return List.of();
    }
    List<Command> all = new ArrayList<>(config.commands(server));
    if (server.isClusterNode()) {
      all.addAll(KeyspaceReader.super.commands());
    }
    return all;
  }

  @Override
  public boolean isBackgroundScan() {
    return keys.walk().isInBackground() && !keys.groups().patterns().isEmpty();
  }

  /// Returns the rights of the script, and the right to select databases because every database that holds keys is
  /// read.
  @Override
  public Rights rights() {
    return keys.groups().patterns().isEmpty()
        ? Rights.NONE
        : KeyGroupWalk.RIGHTS
            .and(config.rights())
            .and(RedisSession.OTHER_DATABASE)
            .and(clusterRights());
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    if (keys.groups().patterns().isEmpty()) {
      out.add(DURATION, 0);
      return;
    }
    if (session.server().isSentinel()) {
      out.add(DURATION, 0);
    }
    KeyChecks.skipWithoutKeys(session, name(), false, cluster);
    long from = ticker.nanos();
    KeyChecks checks = new KeyChecks("check-key-groups", session, cluster, keys.walk(), out);
    try {
      SeriesMemory.Share memory = series.share(session, out);
      Map<Integer, Database> filled = new TreeMap<>();
      boolean whole =
          checks.onEach(holder -> {
            for (int number : filled(holder)) {
              Database database =
                  filled.computeIfAbsent(number, _ -> new Database(new KeyGroups(memory)));
              KeyGroupWalk walk =
                  new KeyGroupWalk(keys.groups().patterns(), keys.walk().batch(), database.groups);
              database.walks.add(walk);
              var _ = checks.attempt(() -> checks.walkIn(holder, number, () -> walk.run(holder)));
            }
          });
      filled.forEach((number, database) -> database.tell(number, whole, checks, out));
      int databases = config.databases(session);
      for (int i = 0; i < databases; i++) {
        if (whole && !filled.containsKey(i)) {
          out.add(GROUPS, 0, "db" + i);
        }
      }
    } finally {
      out.add(DURATION, Math.floor((ticker.nanos() - from) / 1e6));
    }
    checks.end();
  }

  /// A database that holds keys, on one server or several.
  private final class Database {
    final KeyGroups groups;
    final List<KeyGroupWalk> walks = new ArrayList<>();

    Database(KeyGroups groups) {
      this.groups = groups;
    }

    /// Emits how far the walks came, and the groups if all keys were read.
    ///
    /// @param whole whether all servers could list their databases
    void tell(int number, boolean whole, KeyChecks checks, Samples out) {
      boolean ended = whole && walks.stream().allMatch(KeyGroupWalk::hasEnded);
      if (ended) {
        groups.tell(keys.groups().most(), out, "db" + number);
      }
      long seen = walks.stream().mapToLong(KeyGroupWalk::seen).sum();
      double progress = walks.stream().mapToDouble(KeyGroupWalk::progress).average().orElse(0);
      checks.tell(number, "*", ended, seen, progress);
    }
  }

  /// Returns the databases that hold keys, from INFO.
  private static Set<Integer> filled(RedisSession session) {
    Set<Integer> databases = new HashSet<>();
    for (int line = 0; line < session.info().size(); line++) {
      String field = session.info().field(line);
      int database = Fields.database(field);
      if (database >= 0 && Fields.partNumber(session.info().value(line), "keys") > 0) {
        databases.add(database);
      }
    }
    return databases;
  }
}
