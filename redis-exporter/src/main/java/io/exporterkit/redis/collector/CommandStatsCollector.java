package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.MetricDef.summary;
import static io.exporterkit.metric.Unit.MICROSECONDS;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.info.Info;
import io.exporterkit.text.GoFloat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls and times by command, from INFO Commandstats and Latencystats.
///
/// In:  `cmdstat_get:calls=3,usec=4,usec_per_call=1.33,rejected_calls=0,failed_calls=0`,
///      `latency_percentiles_usec_get:p50=1.003,p99=2.007,p99.9=2.007`
/// Out: `redis_commands_total{cmd="get"} 3`, `redis_latency_percentiles_usec{cmd="get",quantile="99.9"} 2.007`
final class CommandStatsCollector implements RedisCollector {
  static final MetricDef CALLS =
      counter("commands_total", "Calls of a command that were executed.").labels("cmd");
  static final MetricDef DURATION =
      counter("commands_duration_seconds_total", SECONDS, "Time the server spent in a command.")
          .labels("cmd");
  static final MetricDef REJECTED =
      counter(
              "commands_rejected_calls_total",
              "Calls of a command refused before they were executed: wrong arguments, no permission, no memory (Redis 6.2+).")
          .labels("cmd");
  static final MetricDef FAILED =
      counter(
              "commands_failed_calls_total",
              "Calls of a command that were executed and ended in an error (Redis 6.2+).")
          .labels("cmd");
  static final MetricDef SLOW =
      counter(
              "commands_slowlog_total",
              "Calls of a command that went to the slow log (Redis 8.8+).")
          .labels("cmd");
  static final MetricDef SLOW_DURATION =
      counter(
              "commands_slowlog_duration_seconds_total",
              SECONDS,
              "Time of the calls of a command that went to the slow log (Redis 8.8+).")
          .labels("cmd");
  static final MetricDef SLOW_MAX =
      gauge(
              "commands_slowlog_duration_seconds_max",
              SECONDS,
              "Longest call of a command that went to the slow log (Redis 8.8+).")
          .labels("cmd");
  static final MetricDef PERCENTILES =
      summary(
              "latency_percentiles_usec",
              MICROSECONDS,
              "Percentiles of a command's run time since the last CONFIG RESETSTAT; the quantile label is a percentage (Redis 7+).")
          .labels("cmd");

  private static final String PERCENTILES_FIELD = "latency_percentiles_usec_";

  @Override
  public String name() {
    return "commandstats";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(CALLS, DURATION, REJECTED, FAILED, SLOW, SLOW_DURATION, SLOW_MAX, PERCENTILES);
  }

  @Override
  public Rights rights() {
    return Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out) {
    Info info = session.info();
    Map<String, CommandStats> commands = CommandStats.of(info);
    commands.forEach((command, stats) -> {
      out.add(CALLS, stats.calls(), command);
      out.add(DURATION, stats.usec() / 1e6, command);
      part(REJECTED, stats, "rejected_calls", 1, command, out);
      part(FAILED, stats, "failed_calls", 1, command, out);
      if (stats.line().contains("slowlog")) {
        part(SLOW, stats, "slowlog_count", 1, command, out);
        part(SLOW_DURATION, stats, "slowlog_time_ms_sum", 1e3, command, out);
        part(SLOW_MAX, stats, "slowlog_time_ms_max", 1e3, command, out);
      }
    });
    for (int line = 0; line < info.size(); line++) {
      if (info.fieldStartsWith(line, PERCENTILES_FIELD)) {
        String command = info.field(line).substring(PERCENTILES_FIELD.length());
        percentiles(command, info.value(line), commands.get(command), out);
      }
    }
  }

  private static void part(
      MetricDef def, CommandStats stats, String part, double divisor, String command, Samples out) {
    double value = Fields.partNumber(stats.line(), part);
    if (!GoFloat.isNone(value)) {
      out.add(def, value / divisor, command);
    }
  }

  /// In: `p50=1.003,p99=2.007,p99.9=2.007`; parts that are no percentile are passed over.
  private static void percentiles(
      String command, String value, @Nullable CommandStats stats, Samples out) {
    String[] parts = value.split(",", -1);
    double[] quantiles = new double[parts.length];
    double[] values = new double[parts.length];
    int size = 0;
    for (String part : parts) {
      int equals = part.indexOf('=');
      if (part.startsWith("p") && equals > 0) {
        quantiles[size] = GoFloat.parseOrNone(part, 1, equals);
        values[size] = GoFloat.parseOrNone(part, equals + 1, part.length());
        if (!GoFloat.isNone(quantiles[size])
            && !GoFloat.isNone(values[size])
            && isFirst(quantiles, size)) {
          size++;
        }
      }
    }
    if (size > 0) {
      out.summary(
          PERCENTILES,
          Arrays.copyOf(quantiles, size),
          Arrays.copyOf(values, size),
          stats == null ? 0 : stats.usec(),
          stats == null ? 0 : stats.calls(),
          command);
    }
  }

  private static boolean isFirst(double[] quantiles, int at) {
    for (int i = 0; i < at; i++) {
      if (quantiles[i] == quantiles[at]) {
        return false;
      }
    }
    return true;
  }
}
