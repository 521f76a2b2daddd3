package io.exporterkit.redis.keys;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.RATIO;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.cluster.Keyspace;
import io.exporterkit.redis.info.Replication;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// The runner of one check: runs its parts, a pattern or a database each, one after the other on each server that holds
/// the target's keys. A part that fails does not stop the others. Each walk through the keys has metrics that show how
/// far it came.
///
/// Out: `redis_exporter_scan_complete{check="check-keys",db="db0",key="user:*"} 1`
final class KeyChecks {
  static final MetricDef COMPLETE =
      gauge(
              "exporter_scan_complete",
              BOOLEAN,
              "Whether this scrape read all keys of a check; 0 when the deadline, an error or the memory limit for series stopped it.")
          .labels("check", "db", "key");
  static final MetricDef SEEN =
      gauge("exporter_scan_keys", "Keys that this scrape found for a check.")
          .labels("check", "db", "key");
  static final MetricDef PROGRESS =
      gauge(
              "exporter_scan_progress_ratio",
              RATIO,
              "Estimated fraction of the database that this scrape walked through for a check, from the cursor of SCAN; 1 when complete.")
          .labels("check", "db", "key");
  private static final List<MetricDef> METRICS = List.of(COMPLETE, SEEN, PROGRESS);

  private final String check;
  private final RedisSession session;
  private final ExporterConfig.Walk walk;
  private final Samples out;
  // Null where the keyspace could not be determined.
  private @Nullable Keyspace keyspace;
  private @Nullable IOException fault;
  private @Nullable SkippedException skipped;
  private @Nullable DeadlineException late;

  /// @param check the flag that requests the check
  /// @param cluster whether the keys of the other nodes of the target's cluster are read
  KeyChecks(
      String check, RedisSession session, boolean cluster, ExporterConfig.Walk walk, Samples out)
      throws InterruptedException {
    this.walk = walk;
    this.check = check;
    this.session = session;
    this.out = out;
    attempt(() -> keyspace = Keyspace.of(session, cluster));
  }

  /// Returns the metrics of a check: its own, and those of its walks.
  static List<MetricDef> withOwn(List<MetricDef> own) {
    return Stream.concat(own.stream(), METRICS.stream()).toList();
  }

  /// Returns the rights needed to select the databases of these keys.
  static Rights rights(List<KeyArgument> keys) {
    boolean elsewhere = keys.stream().anyMatch(key -> key.database() > 0);
    return elsewhere ? RedisSession.OTHER_DATABASE : Rights.NONE;
  }

  /// An action on a server that holds keys.
  @FunctionalInterface
  interface OnShard {
    /// Runs the action on this server.
    void run(RedisSession session) throws IOException, SkippedException, InterruptedException;
  }

  /// An action on keys and the server that holds them.
  @FunctionalInterface
  interface WithKeys {
    /// Runs the action on these keys.
    void run(RedisSession session, List<byte[]> keys)
        throws IOException, SkippedException, InterruptedException;
  }

  /// A walk through the keys of one server.
  @FunctionalInterface
  interface Walk {
    /// Reads all batches of the scan.
    void run(RedisSession session, KeyScan scan)
        throws IOException, SkippedException, InterruptedException;
  }

  /// Whether the keys are spread over a cluster.
  boolean inCluster() {
    return keyspace != null && keyspace.isCluster();
  }

  /// Runs an action on named keys of a database, on each server that holds some of the keys.
  void withNamed(int database, List<byte[]> keys, WithKeys action) throws InterruptedException {
    if (keyspace != null) {
      for (Map.Entry<Keyspace.Shard, List<byte[]>> part : keyspace.split(keys).entrySet()) {
        attempt(() -> {
          RedisSession holder = part.getKey().session();
          holder.inDatabase(database, () -> action.run(holder, part.getValue()));
        });
      }
    }
  }

  /// Walks through the keys of a pattern, on one server after the other, and emits how far the walk came.
  ///
  /// @param scans creates a scan for each server
  /// @return the number of keys; empty where not all keys were read
  OptionalLong walk(KeyArgument argument, Function<RedisSession, KeyScan> scans, Walk each)
      throws InterruptedException {
    List<KeyScan> all = new ArrayList<>();
    boolean well =
        onEach(holder -> {
          KeyScan scan = scans.apply(holder);
          all.add(scan);
          walkIn(holder, argument.database(), () -> each.run(holder, scan));
        });
    // A server that could not be reached has no scan.
    int servers = keyspace == null ? 1 : keyspace.shards().size();
    long ended = all.stream().filter(KeyScan::hasEnded).count();
    long seen = all.stream().mapToLong(KeyScan::seen).sum();
    double progress = all.stream().mapToDouble(KeyScan::progress).sum() / servers;
    // A scan can have ended although the keys of its last batches could not be read.
    boolean complete = well && ended == servers;
    tell(argument.database(), argument.label(), complete, seen, progress);
    return complete ? OptionalLong.of(seen) : OptionalLong.empty();
  }

  /// Runs a walk through the keys of a database, which uses at most the configured share of the server's time.
  void walkIn(RedisSession holder, int database, RedisSession.InDatabase action)
      throws IOException, SkippedException, InterruptedException {
    holder.inDatabase(database, () -> holder.paced(walk.maxShare(), action));
  }

  /// A reader of keys of one database.
  interface Reading {
    /// Reads named keys on the server that holds them.
    void names(RedisSession session, int database, List<byte[]> keys)
        throws IOException, SkippedException, InterruptedException;

    /// Reads all keys that a scan finds on a server.
    void walk(RedisSession session, int database, KeyScan scan)
        throws IOException, SkippedException, InterruptedException;
  }

  /// Reads the named keys of each database, and then the keys of each pattern.
  ///
  /// @param single keys, used without interpreting them as patterns
  /// @param others keys and patterns
  void readAll(List<KeyArgument> single, List<KeyArgument> others, Reading reading)
      throws InterruptedException {
    for (Map.Entry<Integer, List<byte[]>> named : named(single, others).entrySet()) {
      int database = named.getKey();
      withNamed(
          database, named.getValue(), (holder, keys) -> reading.names(holder, database, keys));
    }
    for (KeyArgument pattern : others) {
      if (pattern.isPattern()) {
        var _ =
            walk(
                pattern,
                holder -> new KeyScan(holder, pattern.key(), walk.batch()),
                (holder, scan) -> reading.walk(holder, pattern.database(), scan));
      }
    }
  }

  /// Throws SkippedException when a check cannot read keys on this target: a sentinel, a replica in a cluster, or a
  /// master while masters are skipped.
  ///
  /// @param collector the name of the collector, for the log
  /// @param skipMasters whether masters are skipped
  /// @param cluster whether the keys of a replica in a cluster are read from its master
  static void skipWithoutKeys(
      RedisSession session, String collector, boolean skipMasters, boolean cluster)
      throws SkippedException {
    skipSentinels(session, collector);
    if (skipMasters) {
      skipMasters(session, collector);
    }
    skipReplicas(session, collector, cluster);
  }

  /// Runs an action on each server that holds keys. Returns whether the action succeeded on all servers.
  boolean onEach(OnShard action) throws InterruptedException {
    if (keyspace == null) {
      return false;
    }
    boolean well = true;
    for (Keyspace.Shard shard : keyspace.shards()) {
      well &= attempt(() -> action.run(shard.session()));
    }
    return well;
  }

  /// Runs an action unless the deadline has passed, and records its exception for [#end]. Returns whether the action
  /// succeeded.
  boolean attempt(RedisSession.InDatabase action) throws InterruptedException {
    try {
      session.checkTime();
      action.run();
      return true;
    } catch (DeadlineException e) {
      late = late == null ? e : late;
    } catch (SkippedException e) {
      skipped = skipped == null ? e : skipped;
    } catch (IOException e) {
      fault = fault == null ? e : fault;
    }
    return false;
  }

  /// Emits how far a walk came.
  ///
  /// @param ended whether the walk read all keys
  /// @param seen number of keys found
  /// @param progress fraction of the database, from 0 to 1
  void tell(int database, String key, boolean ended, long seen, double progress) {
    String db = "db" + database;
    out.add(COMPLETE, ended ? 1 : 0, check, db, key);
    out.add(SEEN, seen, check, db, key);
    out.add(PROGRESS, progress, check, db, key);
  }

  /// Throws the most severe of the recorded exceptions: the deadline's, then an error's, then a skip's.
  void end() throws IOException, SkippedException {
    if (late != null) {
      throw late;
    }
    if (fault != null) {
      throw fault;
    }
    if (skipped != null) {
      throw skipped;
    }
  }

  /// Throws SkippedException when the target is a sentinel, which has no keys.
  ///
  /// @param collector the name of the collector that checks, for the log
  static void skipSentinels(RedisSession session, String collector) throws SkippedException {
    if (session.server().isSentinel()) {
      throw session.idle(Level.INFO, collector, "no keys are checked: a sentinel has none");
    }
  }

  /// Throws SkippedException unless the target is a replica: the check skips masters.
  ///
  /// @param collector the name of the collector that checks, for the log
  static void skipMasters(RedisSession session, String collector) throws SkippedException {
    if (!Replication.isReplica(session.info())) {
      throw session.idle(
          Level.INFO,
          collector,
          "no keys are checked: the target is not a replica, and skip-checkkeys-for-role-master is set");
    }
  }

  /// Throws SkippedException when the target is a replica in a cluster. It would redirect each read to its master and
  /// count each redirection as an error.
  ///
  /// @param collector the name of the collector that checks, for the log
  /// @param cluster whether the keys are read from the master instead
  private static void skipReplicas(RedisSession session, String collector, boolean cluster)
      throws SkippedException {
    if (!cluster && session.server().isClusterNode() && Replication.isReplica(session.info())) {
      throw session.idle(
          Level.INFO,
          collector,
          "no keys are checked: a replica in a cluster cannot read keys, and its master is read only with is-cluster");
    }
  }

  /// Returns the keys named directly, by database: all of the first list, and those of the second that are not
  /// patterns.
  static Map<Integer, List<byte[]>> named(List<KeyArgument> single, List<KeyArgument> others) {
    Map<Integer, List<byte[]>> named = new TreeMap<>();
    Consumer<KeyArgument> add =
        key -> named.computeIfAbsent(key.database(), _ -> new ArrayList<>()).add(key.key());
    single.forEach(add);
    others.stream().filter(key -> !key.isPattern()).forEach(add);
    return named;
  }
}
