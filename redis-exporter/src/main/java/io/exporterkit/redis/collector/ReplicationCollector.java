package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.info.Info;
import io.exporterkit.text.GoFloat;
import java.util.List;

/// Replicas of a master, and the master of a replica, from INFO Replication.
///
/// In:  `slave0:ip=10.0.0.7,port=6379,state=online,offset=1234,lag=0`
/// Out: `redis_connected_slave_offset_bytes{slave_ip="10.0.0.7",slave_port="6379",slave_state="online"} 1234`
///
/// On a KeyDB with several masters the fields of the others are numbered: `master_1_host`, `master_1_link_status`.
final class ReplicationCollector implements RedisCollector {
  static final MetricDef SLAVE_OFFSET =
      gauge(
              "connected_slave_offset_bytes",
              BYTES,
              "Position in the replication stream a replica has acknowledged.")
          .labels("slave_ip", "slave_port", "slave_state");
  static final MetricDef SLAVE_LAG =
      gauge(
              "connected_slave_lag_seconds",
              SECONDS,
              "Time since the last acknowledgement of a replica.")
          .labels("slave_ip", "slave_port", "slave_state");
  static final MetricDef LINK_UP =
      gauge("master_link_up", BOOLEAN, "Whether the replica's link to its master is up.")
          .labels("master_host", "master_port");
  static final MetricDef LAST_IO =
      gauge(
              "master_last_io_seconds_ago",
              SECONDS,
              "Time since the replica last heard of its master; -1 while the link is down.")
          .labels("master_host", "master_port");
  static final MetricDef SYNCING =
      gauge(
              "master_sync_in_progress",
              BOOLEAN,
              "Whether the replica is receiving a full copy from its master.")
          .labels("master_host", "master_port");
  static final MetricDef SLAVE_REPL_OFFSET =
      gauge(
              "slave_repl_offset",
              BYTES,
              "Position in its master's replication stream the replica has reached.")
          .labels("master_host", "master_port");

  @Override
  public String name() {
    return "replication";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(SLAVE_OFFSET, SLAVE_LAG, LINK_UP, LAST_IO, SYNCING, SLAVE_REPL_OFFSET);
  }

  @Override
  public Rights rights() {
    return Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out) {
    Info info = session.info();
    boolean slave = info.getOrEmpty("role").equals("slave");
    for (int line = 0; line < info.size(); line++) {
      String field = info.field(line);
      if (field.startsWith("slave") && Fields.isNumbered(field, "slave".length())) {
        replica(info.value(line), out);
      } else if (slave && field.startsWith("master")) {
        master(info, line, field, out);
      } else if (slave && field.equals("slave_repl_offset")) {
        ofMaster(SLAVE_REPL_OFFSET, info.number(line), info, "master_", out);
      }
    }
  }

  private static void replica(String value, Samples out) {
    String ip = Fields.part(value, "ip");
    String port = Fields.part(value, "port");
    String state = Fields.part(value, "state");
    double offset = Fields.partNumber(value, "offset");
    double lag = Fields.partNumber(value, "lag");
    if (!GoFloat.isNone(offset)) {
      out.add(SLAVE_OFFSET, offset, ip, port, state);
    }
    if (!GoFloat.isNone(lag)) {
      out.add(SLAVE_LAG, lag, ip, port, state);
    }
  }

  private static void master(Info info, int line, String field, Samples out) {
    String prefix = prefix(field);
    switch (field.substring(prefix.length())) {
      case "link_status" ->
          ofMaster(LINK_UP, info.value(line).equals("up") ? 1 : 0, info, prefix, out);
      case "last_io_seconds_ago" -> ofMaster(LAST_IO, info.number(line), info, prefix, out);
      case "sync_in_progress" -> ofMaster(SYNCING, info.number(line), info, prefix, out);
      default -> {
        // another field about the master: in the table, or not told
      }
    }
  }

  /// `master_` or `master_1_`: what stands before the name that all masters' fields share.
  private static String prefix(String field) {
    int number = "master_".length();
    int end = number;
    while (end < field.length() && field.charAt(end) >= '0' && field.charAt(end) <= '9') {
      end++;
    }
    boolean numbered = end > number && end < field.length() && field.charAt(end) == '_';
    return field.substring(0, numbered ? end + 1 : Math.min(number, field.length()));
  }

  private static void ofMaster(MetricDef def, double value, Info info, String prefix, Samples out) {
    if (!GoFloat.isNone(value)) {
      out.add(def, value, info.getOrEmpty(prefix + "host"), info.getOrEmpty(prefix + "port"));
    }
  }
}
