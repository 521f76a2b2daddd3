package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.session.ConfigReader;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.text.GoFloat;
import io.exporterkit.time.DeadlineException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A collector of keys by database, from INFO Keyspace, which lists the databases that hold keys.
///
/// In:  `db0:keys=13,expires=1,avg_ttl=1500`
/// Out: `redis_db_keys{db="db0"} 13`, `redis_db_avg_ttl_seconds{db="db0"} 1.5`
///
/// The number of databases comes from CONFIG; where CONFIG does not answer, it is 16, or 1 in cluster mode.
final class KeyspaceCollector implements RedisCollector {
  static final MetricDef KEYS = gauge("db_keys", "Keys in a database.").labels("db");
  static final MetricDef EXPIRING =
      gauge("db_keys_expiring", "Keys in a database that have a time to live.").labels("db");
  static final MetricDef AVG_TTL =
      gauge(
              "db_avg_ttl_seconds",
              SECONDS,
              "Average time to live of the keys that have one, as estimated by the server; 0 when unknown.")
          .labels("db");
  static final MetricDef CACHED =
      gauge(
              "db_keys_cached",
              "Keys of a database that are cached in memory in front of the storage on disk (KeyDB).")
          .labels("db");
  static final MetricDef EXPIRING_ITEMS =
      gauge(
              "db_keys_with_expiring_items",
              "Keys in a database with a time to live on some of their fields (Redis 7.4+, Valkey 9+).")
          .labels("db");

  private final boolean emptyDatabases;
  private final ConfigReader config;

  /// @param emptyDatabases whether databases without keys are emitted
  KeyspaceCollector(boolean emptyDatabases, ConfigReader config) {
    this.emptyDatabases = emptyDatabases;
    this.config = config;
  }

  @Override
  public String name() {
    return "keyspace";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(KEYS, EXPIRING, AVG_TTL, CACHED, EXPIRING_ITEMS);
  }

  @Override
  public Rights rights() {
    return emptyDatabases ? config.rights() : Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws DeadlineException, InterruptedException {
    Info info = session.info();
    Set<String> listed = new HashSet<>();
    for (int line = 0; line < info.size(); line++) {
      Pace.keep(session, line);
      if (!info.fieldStartsWith(line, "db")) {
        continue;
      }
      String field = info.field(line);
      if (Fields.database(field) >= 0) {
        String value = info.value(line);
        if (!GoFloat.isNone(Fields.partNumber(value, "keys"))) {
          listed.add(field);
          add(KEYS, value, "keys", 1, field, out);
          add(EXPIRING, value, "expires", 1, field, out);
          // The value is -1 on servers that do not know the average.
          if (Fields.partNumber(value, "avg_ttl") >= 0) {
            add(AVG_TTL, value, "avg_ttl", 1e3, field, out);
          }
          add(CACHED, value, "cached_keys", 1, field, out);
          add(EXPIRING_ITEMS, value, "subexpiry", 1, field, out);
          add(EXPIRING_ITEMS, value, "keys_with_volatile_items", 1, field, out);
        }
      }
    }
    if (emptyDatabases) {
      int databases = config.databases(session);
      for (int i = 0; i < databases; i++) {
        Pace.keep(session, i);
        String db = "db" + i;
        if (!listed.contains(db)) {
          out.add(KEYS, 0, db);
          out.add(EXPIRING, 0, db);
        }
      }
    }
  }

  private static void add(
      MetricDef def, String value, String part, double divisor, String db, Samples out) {
    double number = Fields.partNumber(value, part);
    if (!GoFloat.isNone(number)) {
      out.add(def, number / divisor, db);
    }
  }
}
