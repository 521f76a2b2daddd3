package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.RATIO;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.connection.RedisErrorException;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the parts of one check, a pattern or a database each, one after the other: one that fails takes no other along, and what each
/// walk through the keys came to is told.
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
  static final List<MetricDef> METRICS = List.of(COMPLETE, SEEN, PROGRESS);

  private final String check;
  private final RedisSession session;
  private final Samples out;
  private @Nullable Exception fault;
  private @Nullable SkippedException skipped;
  private @Nullable DeadlineException late;

  /// @param check the flag that asks for it
  KeyChecks(String check, RedisSession session, Samples out) {
    this.check = check;
    this.session = session;
    this.out = out;
  }

  /// The rights to go where these keys are.
  static Rights rights(List<KeyArgument> keys) {
    boolean elsewhere = keys.stream().anyMatch(key -> key.database() > 0);
    return elsewhere ? RedisSession.OTHER_DATABASE : Rights.NONE;
  }

  /// Does something in a database; what goes wrong is kept for [#end].
  void in(int database, RedisSession.InDatabase action) throws InterruptedException {
    if (late != null) {
      return;
    }
    try {
      session.inDatabase(database, action);
    } catch (DeadlineException e) {
      late = e;
    } catch (SkippedException e) {
      skipped = skipped == null ? e : skipped;
    } catch (IOException | RedisErrorException e) {
      fault = fault == null ? e : fault;
    }
  }

  /// Walks through the keys of a pattern, and tells how far that came.
  void walk(KeyArgument argument, KeyScan scan, RedisSession.InDatabase action)
      throws InterruptedException {
    in(argument.database(), action);
    tell(argument.database(), argument.label(), scan.hasEnded(), scan.seen(), scan.progress());
  }

  /// Tells how far a walk came; complete only where nothing went wrong.
  void tell(int database, String key, boolean ended, long seen, double progress) {
    String db = "db" + database;
    out.add(COMPLETE, ended ? 1 : 0, check, db, key);
    out.add(SEEN, seen, check, db, key);
    out.add(PROGRESS, progress, check, db, key);
  }

  /// Ends as the worst of the parts did.
  void end() throws IOException, SkippedException, RedisErrorException {
    if (late != null) {
      throw late;
    }
    switch (fault) {
      case null -> {}
      case IOException e -> throw e;
      case RedisErrorException e -> throw e;
      default -> throw new IllegalStateException(fault);
    }
    if (skipped != null) {
      throw skipped;
    }
  }

  /// Ends a check that masters are to be spared, on anything but a replica.
  static void skipMasters(RedisSession session) throws SkippedException {
    String role = session.info().getOrEmpty("role");
    if (!role.equals("slave")) {
      throw new SkippedException("keys are checked on replicas only");
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
