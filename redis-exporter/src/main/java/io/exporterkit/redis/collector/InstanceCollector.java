package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.TIMESTAMP;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.Replication;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.text.GoFloat;
import java.time.InstantSource;
import java.util.List;

/// A collector of the server's identity and start time: version, role and ids, from INFO Server and Replication.
///
/// In: `role:master`, `redis_version:7.0.15`   Out: `redis_instance_info{role="master",redis_version="7.0.15",...} 1`
final class InstanceCollector implements RedisCollector {
  static final MetricDef INSTANCE =
      gauge(
              "instance_info",
              "1, with the server's version, role and other fields of INFO as labels.")
          .labels(
              "role",
              "redis_version",
              "redis_build_id",
              "redis_mode",
              "os",
              "maxmemory_policy",
              "tcp_port",
              "run_id",
              "process_id",
              "master_replid")
          .optionalLabels("valkey_version", "valkey_release_stage", "availability_zone");
  static final MetricDef SLAVE =
      gauge(
              "slave_info",
              "1 on a replica for each of its masters; the label read_only is 1 when the replica refuses writes.")
          .labels("master_host", "master_port", "read_only");
  static final MetricDef START_TIME =
      gauge(
          "start_time_seconds",
          TIMESTAMP,
          "When the server started: the current time less uptime_in_seconds.");
  static final MetricDef HZ =
      gauge("hz", "Runs of the server's background tasks per second, at present.");
  static final MetricDef CONFIGURED_HZ =
      gauge("configured_hz", "Runs of the server's background tasks per second, as configured.");

  private final InstantSource clock;

  InstanceCollector(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "instance";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(INSTANCE, SLAVE, START_TIME, HZ, CONFIGURED_HZ);
  }

  @Override
  public Rights rights() {
    return Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out) {
    Info info = session.info();
    out.add(
        INSTANCE,
        1,
        info.getOrEmpty("role"),
        info.getOrEmpty("redis_version"),
        info.getOrEmpty("redis_build_id"),
        ServerIdentity.mode(info),
        info.getOrEmpty("os"),
        info.getOrEmpty("maxmemory_policy"),
        info.getOrEmpty("tcp_port"),
        info.getOrEmpty("run_id"),
        info.getOrEmpty("process_id"),
        info.getOrEmpty("master_replid"),
        info.getOrEmpty("valkey_version"),
        info.getOrEmpty("valkey_release_stage"),
        info.getOrEmpty("availability_zone"));
    if (Replication.isReplica(info)) {
      String readOnly = info.getOrEmpty("slave_read_only");
      List<Replication.Master> masters = Replication.masters(info);
      for (Replication.Master master : masters) {
        out.add(SLAVE, 1, master.host(), master.port(), readOnly);
      }
      if (masters.isEmpty()) {
        out.add(SLAVE, 1, "", "", readOnly);
      }
    }
    double uptime = GoFloat.parseOrNone(info.getOrEmpty("uptime_in_seconds"));
    if (!GoFloat.isNone(uptime)) {
      out.add(START_TIME, clock.instant().getEpochSecond() - uptime);
    }
    out.add(HZ, GoFloat.parseOrNone(info.getOrEmpty("hz")));
    out.add(CONFIGURED_HZ, GoFloat.parseOrNone(info.getOrEmpty("configured_hz")));
  }
}
