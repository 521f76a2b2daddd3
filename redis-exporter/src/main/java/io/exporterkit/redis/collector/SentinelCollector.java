package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.time.DeadlineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A collector of a sentinel's masters and its own state, from INFO Sentinel. Emits no samples for other servers.
///
/// In:  `sentinel_masters:1`, `master0:name=mymaster,status=ok,address=10.0.0.7:6379,slaves=2,sentinels=3`
/// Out: `redis_sentinel_masters 1`,
///      `redis_sentinel_master_slaves{master_name="mymaster",master_address="10.0.0.7:6379"} 2`
final class SentinelCollector implements RedisCollector {
  static final MetricDef STATUS =
      gauge(
              "sentinel_master_status",
              BOOLEAN,
              "Whether the sentinel considers the master healthy; the label master_status is the state in the sentinel's words.")
          .labels("master_name", "master_address", "master_status");
  static final MetricDef SLAVES =
      gauge("sentinel_master_slaves", "Replicas of the master known to the sentinel.")
          .labels("master_name", "master_address");
  static final MetricDef SENTINELS =
      gauge(
              "sentinel_master_sentinels",
              "Sentinels that monitor the master and are known to this sentinel, including itself.")
          .labels("master_name", "master_address");

  private static final Map<String, MetricDef> SINGLE = single();

  /// Returns the addresses of the masters by name, from INFO.
  static Map<String, String> masters(Info info) {
    Map<String, String> masters = new LinkedHashMap<>();
    for (int line = 0; line < info.size(); line++) {
      if (isMaster(info, line)) {
        String value = info.value(line);
        masters.put(Fields.part(value, "name"), Fields.part(value, "address"));
      }
    }
    return masters;
  }

  @Override
  public String name() {
    return "sentinel";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> metrics = new ArrayList<>(SINGLE.values());
    metrics.addAll(List.of(STATUS, SLAVES, SENTINELS));
    return metrics;
  }

  @Override
  public Rights rights() {
    return Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out) throws DeadlineException {
    Info info = session.info();
    if (!session.server().isSentinel()) {
      return;
    }
    for (int line = 0; line < info.size(); line++) {
      Pace.keep(session, line);
      MetricDef single = SINGLE.get(info.field(line));
      if (single != null) {
        out.add(single, Fields.number(info, line));
      } else if (isMaster(info, line)) {
        master(info.value(line), out);
      }
    }
  }

  private static boolean isMaster(Info info, int line) {
    return info.fieldStartsWith(line, "master")
        && Fields.isNumbered(info.field(line), "master".length())
        && !Fields.part(info.value(line), "name").isEmpty();
  }

  private static void master(String value, Samples out) {
    String name = Fields.part(value, "name");
    String address = Fields.part(value, "address");
    String status = Fields.part(value, "status");
    out.add(STATUS, status.equals("ok") ? 1 : 0, name, address, status);
    out.add(SLAVES, Fields.partNumber(value, "slaves"), name, address);
    out.add(SENTINELS, Fields.partNumber(value, "sentinels"), name, address);
  }

  private static Map<String, MetricDef> single() {
    List<MetricDef> defs =
        List.of(
            gauge("sentinel_masters", "Masters that the sentinel monitors."),
            gauge(
                "sentinel_tilt",
                BOOLEAN,
                "Whether the sentinel is in TILT mode, in which it does not start failovers because its clock jumped."),
            gauge("sentinel_running_scripts", "User scripts that the sentinel is running."),
            gauge("sentinel_scripts_queue_length", "User scripts that wait to be run."),
            gauge(
                "sentinel_simulate_failure_flags",
                "Flags of the failures that the sentinel simulates for tests; 0 means none."));
    Map<String, MetricDef> byField = new LinkedHashMap<>();
    defs.forEach(def -> byField.put(def.name(), def));
    return byField;
  }
}
