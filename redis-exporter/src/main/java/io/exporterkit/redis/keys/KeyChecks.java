package io.exporterkit.redis.keys;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.RATIO;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.cluster.Keyspace;
import io.exporterkit.redis.info.Replication;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.scrape.SkippedException;
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

/// Runs the parts of one check, a pattern or a database each, one after the other, on each server that holds keys of the target: one
/// that fails takes no other along, and what each walk through the keys came to is told.
///
/// Out: `redis_exporter_scan_complete{check="check-keys",db="db0",key="user:*"} 1`
final class KeyChecks {
  static final MetricDef COMPLETE =
      gauge(
              "exporter_scan_complete",
              BOOLEAN,
              "Whether this scrape walked through all keys that a check asks for: 0 when the deadline, a fault or the memory allowed for series ended it before.")
          .labels("check", "db", "key");
  static final MetricDef SEEN =
      gauge("exporter_scan_keys", "Keys that this scrape's walk for a check came by.")
          .labels("check", "db", "key");
  static final MetricDef PROGRESS =
      gauge(
              "exporter_scan_progress_ratio",
              RATIO,
              "Estimated share of the database that this scrape's walk for a check came through, from the cursor of SCAN; 1 when complete.")
          .labels("check", "db", "key");
  private static final List<MetricDef> METRICS = List.of(COMPLETE, SEEN, PROGRESS);

  private final String check;
  private final RedisSession session;
  private final Samples out;
  // Null where the target does not tell it.
  private @Nullable Keyspace keyspace;
  private @Nullable IOException fault;
  private @Nullable SkippedException skipped;
  private @Nullable DeadlineException late;

  /// @param check the flag that asks for it
  /// @param cluster whether the other nodes of the target's cluster are asked for their keys
  KeyChecks(String check, RedisSession session, boolean cluster, Samples out)
      throws InterruptedException {
    this.check = check;
    this.session = session;
    this.out = out;
    attempt(() -> keyspace = Keyspace.of(session, cluster));
  }

  /// Returns the metrics of a check: those of its own, and those of its walks.
  static List<MetricDef> withOwn(List<MetricDef> own) {
    return Stream.concat(own.stream(), METRICS.stream()).toList();
  }

  /// The rights to go where these keys are.
  static Rights rights(List<KeyArgument> keys) {
    boolean elsewhere = keys.stream().anyMatch(key -> key.database() > 0);
    return elsewhere ? RedisSession.OTHER_DATABASE : Rights.NONE;
  }

  /// What is done with a server that holds keys.
  @FunctionalInterface
  interface OnShard {
    /// Does it.
    void run(RedisSession session) throws IOException, SkippedException, InterruptedException;
  }

  /// What is done with keys on the server that holds them.
  @FunctionalInterface
  interface WithKeys {
    /// Does it.
    void run(RedisSession session, List<byte[]> keys)
        throws IOException, SkippedException, InterruptedException;
  }

  /// A walk through the keys of one server.
  @FunctionalInterface
  interface Walk {
    /// Reads all pages of the scan.
    void run(RedisSession session, KeyScan scan)
        throws IOException, SkippedException, InterruptedException;
  }

  /// Whether the keys are spread over a cluster.
  boolean inCluster() {
    return keyspace != null && keyspace.isCluster();
  }

  /// Does something with named keys of a database, on each server that holds some of them.
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

  /// Walks through the keys of a pattern, on one server after the other, and tells how far that came.
  ///
  /// @param scans a new scan for each server
  /// @return the number of keys; empty where not all were seen
  OptionalLong walk(KeyArgument argument, Function<RedisSession, KeyScan> scans, Walk walk)
      throws InterruptedException {
    List<KeyScan> all = new ArrayList<>();
    boolean well =
        onEach(holder -> {
          KeyScan scan = scans.apply(holder);
          all.add(scan);
          holder.inDatabase(argument.database(), () -> walk.run(holder, scan));
        });
    // A server that could not be asked has no scan.
    int servers = keyspace == null ? 1 : keyspace.shards().size();
    long ended = all.stream().filter(KeyScan::hasEnded).count();
    long seen = all.stream().mapToLong(KeyScan::seen).sum();
    double progress = all.stream().mapToDouble(KeyScan::progress).sum() / servers;
    // A scan has ended before the keys of its last pages were read.
    boolean complete = well && ended == servers;
    tell(argument.database(), argument.label(), complete, seen, progress);
    return complete ? OptionalLong.of(seen) : OptionalLong.empty();
  }

  /// What reads keys of one database.
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
  /// @param single keys, taken as they are
  /// @param others keys and patterns
  /// @param batchSize keys that the server looks at for a page of a walk
  void readAll(List<KeyArgument> single, List<KeyArgument> others, long batchSize, Reading reading)
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
                holder -> new KeyScan(holder, pattern.key(), batchSize),
                (holder, scan) -> reading.walk(holder, pattern.database(), scan));
      }
    }
  }

  /// Ends a check that cannot read anything on this target: a sentinel, a replica in a cluster, a master that is spared.
  ///
  /// @param collector that the log names
  /// @param skipMasters whether masters are spared
  /// @param cluster whether the master of a replica in a cluster is asked
  static void skipWithoutKeys(
      RedisSession session, String collector, boolean skipMasters, boolean cluster)
      throws SkippedException {
    skipSentinels(session, collector);
    if (skipMasters) {
      skipMasters(session, collector);
    }
    skipReplicas(session, collector, cluster);
  }

  /// Does something on each server that holds keys; whether that went well on all of them.
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

  /// Does something, as long as there is time; what goes wrong is kept for [#end].
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

  /// Tells how far a walk came; complete only where nothing went wrong.
  void tell(int database, String key, boolean ended, long seen, double progress) {
    String db = "db" + database;
    out.add(COMPLETE, ended ? 1 : 0, check, db, key);
    out.add(SEEN, seen, check, db, key);
    out.add(PROGRESS, progress, check, db, key);
  }

  /// Ends as the worst of the parts did.
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

  /// Throws SkippedException unless the target is a replica: the check spares masters.
  ///
  /// @param collector the name of the collector that checks, for the log
  static void skipMasters(RedisSession session, String collector) throws SkippedException {
    if (!Replication.isReplica(session.info())) {
      throw session.idle(
          Level.INFO,
          collector,
          "no keys are checked: the target is no replica, and skip-checkkeys-for-role-master is set");
    }
  }

  /// Throws SkippedException when the target is a replica in a cluster, which would send each reader of keys to its master and count that
  /// as an error.
  ///
  /// @param collector the name of the collector that checks, for the log
  /// @param cluster whether the master is asked anyway
  private static void skipReplicas(RedisSession session, String collector, boolean cluster)
      throws SkippedException {
    if (!cluster && session.server().isClusterNode() && Replication.isReplica(session.info())) {
      throw session.idle(
          Level.INFO,
          collector,
          "no keys are checked: a replica in a cluster reads none, and its master is asked with is-cluster only");
    }
  }

  /// The keys that are named directly, by database: all single ones, and those of the others that are no pattern.
  static Map<Integer, List<byte[]>> named(List<KeyArgument> single, List<KeyArgument> others) {
    Map<Integer, List<byte[]>> named = new TreeMap<>();
    Consumer<KeyArgument> add =
        key -> named.computeIfAbsent(key.database(), _ -> new ArrayList<>()).add(key.key());
    single.forEach(add);
    others.stream().filter(key -> !key.isPattern()).forEach(add);
    return named;
  }
}
