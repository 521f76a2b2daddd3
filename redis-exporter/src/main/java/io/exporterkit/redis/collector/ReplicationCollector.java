package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.Replication;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A collector of the replicas of a master, and of the master of a replica, from INFO Replication.
///
/// In:  `slave0:ip=10.0.0.7,port=6379,state=online,offset=1234,lag=0`
/// Out: `redis_connected_slave_offset_bytes{slave_ip="10.0.0.7",slave_port="6379",slave_state="online"} 1234`
///
/// The samples do not depend on the server's role because some servers have their own names for roles. A server may
/// have several masters, see [Replication].
final class ReplicationCollector implements RedisCollector {
  private static final int MOST_REPLICAS = 10_000;

  static final MetricDef SLAVE_OFFSET =
      gauge(
              "connected_slave_offset_bytes",
              BYTES,
              "Position in the replication stream that a replica has acknowledged.")
          .labels("slave_ip", "slave_port", "slave_state");
  static final MetricDef SLAVE_LAG =
      gauge(
              "connected_slave_lag_seconds",
              SECONDS,
              "Time since the last acknowledgement by a replica.")
          .labels("slave_ip", "slave_port", "slave_state");
  static final MetricDef LINK_UP =
      gauge("master_link_up", BOOLEAN, "Whether the replica's link to its master is up.")
          .labels("master_host", "master_port");
  static final MetricDef LAST_IO =
      gauge(
              "master_last_io_seconds_ago",
              SECONDS,
              "Time since the replica last received data from its master; -1 while the link is down.")
          .labels("master_host", "master_port");
  static final MetricDef SYNCING =
      gauge(
              "master_sync_in_progress",
              BOOLEAN,
              "Whether the replica is receiving a full synchronization from its master.")
          .labels("master_host", "master_port");
  static final MetricDef SLAVE_REPL_OFFSET =
      gauge(
              "slave_repl_offset",
              BYTES,
              "Position in its master's replication stream that the replica has reached.")
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
  public void collect(RedisSession session, Samples out) throws IOException {
    Info info = session.info();
    Map<String, Replica> replicas = new LinkedHashMap<>();
    for (int line = 0; line < info.size(); line++) {
      Pace.keep(session, line);
      if (info.fieldStartsWith(line, "slave")
          && Fields.isNumbered(info.field(line), "slave".length())) {
        Replica replica = Replica.of(info.value(line));
        replicas.merge(replica.name(), replica, Replica::worse);
        if (replicas.size() > MOST_REPLICAS) {
          throw new IOException("INFO lists more than " + MOST_REPLICAS + " replicas");
        }
      }
    }
    for (Replica replica : replicas.values()) {
      out.add(SLAVE_OFFSET, replica.offset, replica.ip, replica.port, replica.state);
      out.add(SLAVE_LAG, replica.lag, replica.ip, replica.port, replica.state);
    }
    for (Replication.Master master : Replication.masters(info)) {
      out.add(LINK_UP, master.linkUp(), master.host(), master.port());
      out.add(LAST_IO, master.lastIo(), master.host(), master.port());
      out.add(SYNCING, master.syncing(), master.host(), master.port());
      out.add(SLAVE_REPL_OFFSET, master.offset(), master.host(), master.port());
    }
  }

  /// A replica as its master sees it; missing numbers are [GoFloat#NONE].
  private record Replica(String ip, String port, String state, double offset, double lag) {
    /// Returns the replica that the value of a line describes.
    ///
    /// In: `ip=10.0.0.7,port=6379,state=online,offset=1234,lag=0`
    static Replica of(String value) {
      return new Replica(
          Fields.part(value, "ip"),
          Fields.part(value, "port"),
          Fields.part(value, "state"),
          Fields.partNumber(value, "offset"),
          Fields.partNumber(value, "lag"));
    }

    /// Returns the labels as one text. Replicas behind the same address translation may have equal labels.
    String name() {
      return ip + '\n' + port + '\n' + state;
    }

    /// Returns the lower offset and the higher lag of two replicas with equal labels.
    Replica worse(Replica other) {
      return new Replica(
          ip,
          port,
          state,
          GoFloat.isNone(offset) || other.offset < offset ? other.offset : offset,
          GoFloat.isNone(lag) || other.lag > lag ? other.lag : lag);
    }
  }
}
