package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.MetricDef.summary;
import static io.exporterkit.metric.Unit.MICROSECONDS;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.text.GoFloat;
import io.exporterkit.time.DeadlineException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A collector of calls and execution times by command, from INFO Commandstats and Latencystats.
///
/// In:  `cmdstat_get:calls=3,usec=4,usec_per_call=1.33,rejected_calls=0,failed_calls=0`,
///      `latency_percentiles_usec_get:p50=1.003,p99=2.007,p99.9=2.007`
/// Out: `redis_commands_total{cmd="get"} 3`, `redis_latency_percentiles_usec{cmd="get",quantile="99.9"} 2.007`
final class CommandstatsCollector implements RedisCollector {
  static final MetricDef CALLS =
      counter("commands_total", "Executed calls of a command.").labels("cmd");
  static final MetricDef DURATION =
      counter("commands_duration_seconds_total", SECONDS, "Total execution time of a command.")
          .labels("cmd");
  static final MetricDef REJECTED =
      counter(
              "commands_rejected_calls_total",
              "Calls of a command rejected before execution because of wrong arguments, permissions or memory (Redis 6.2+).")
          .labels("cmd");
  static final MetricDef FAILED =
      counter(
              "commands_failed_calls_total",
              "Calls of a command that were executed and failed with an error (Redis 6.2+).")
          .labels("cmd");
  static final MetricDef SLOW =
      counter(
              "commands_slowlog_total",
              "Calls of a command that were logged in the slow log (Redis 8.8+).")
          .labels("cmd");
  static final MetricDef SLOW_DURATION =
      counter(
              "commands_slowlog_duration_seconds_total",
              SECONDS,
              "Total duration of a command's calls that were logged in the slow log (Redis 8.8+).")
          .labels("cmd");
  static final MetricDef SLOW_MAX =
      gauge(
              "commands_slowlog_duration_seconds_max",
              SECONDS,
              "Duration of a command's longest call that was logged in the slow log (Redis 8.8+).")
          .labels("cmd");
  static final MetricDef PERCENTILES =
      summary(
              "latency_percentiles_usec",
              MICROSECONDS,
              "Percentiles of a command's execution time since the last CONFIG RESETSTAT; the quantile label is a percentage (Redis 7+).")
          .labels("cmd");

  private static final String PERCENTILES_FIELD = "latency_percentiles_usec_";
  // Operators configure few percentiles: the limit bounds the cost of long lines.
  private static final int MOST_PERCENTILES = 200;

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
  public void collect(RedisSession session, Samples out) throws DeadlineException {
    Info info = session.info();
    Map<String, CommandStats> commands = new HashMap<>();
    boolean percentiles = false;
    for (int line = 0; line < info.size(); line++) {
      Pace.keep(session, line);
      if (CommandStats.isLine(info, line)) {
        String command = CommandStats.command(info, line);
        CommandStats stats = counters(command, Fields.parts(info, line), out);
        if (stats != null) {
          commands.putIfAbsent(command, stats);
        }
      } else {
        percentiles |= info.fieldStartsWith(line, PERCENTILES_FIELD);
      }
    }
    if (percentiles) {
      percentiles(session, commands, out);
    }
  }

  /// Emits the counters of a command, and returns them; null where the line has none.
  ///
  /// In: `calls=3,usec=4,usec_per_call=1.33,rejected_calls=0,failed_calls=0`
  private static @Nullable CommandStats counters(String command, String parts, Samples out) {
    CommandStats stats = CommandStats.of(parts);
    if (stats == null) {
      return null;
    }
    out.add(CALLS, stats.calls(), command);
    out.add(DURATION, stats.usec() / 1e6, command);
    part(REJECTED, parts, "rejected_calls", 1, command, out);
    part(FAILED, parts, "failed_calls", 1, command, out);
    if (parts.contains("slowlog")) {
      part(SLOW, parts, "slowlog_count", 1, command, out);
      part(SLOW_DURATION, parts, "slowlog_time_ms_sum", 1e3, command, out);
      part(SLOW_MAX, parts, "slowlog_time_ms_max", 1e3, command, out);
    }
    return stats;
  }

  private static void part(
      MetricDef def, String parts, String part, double divisor, String command, Samples out) {
    double value = Fields.partNumber(parts, part);
    if (!GoFloat.isNone(value)) {
      out.add(def, value / divisor, command);
    }
  }

  private static void percentiles(
      RedisSession session, Map<String, CommandStats> commands, Samples out)
      throws DeadlineException {
    Info info = session.info();
    for (int line = 0; line < info.size(); line++) {
      Pace.keep(session, line);
      if (info.fieldStartsWith(line, PERCENTILES_FIELD)) {
        String command = info.field(line).substring(PERCENTILES_FIELD.length());
        percentiles(command, Fields.parts(info, line), commands.get(command), out);
      }
    }
  }

  /// Emits the percentiles of a command. When one is not a number, none is emitted, because a reader cannot see that a
  /// summary is incomplete. Parts that are not percentiles are ignored; of two equal percentiles the first counts.
  ///
  /// In: `p50=1.003,p99=2.007,p99.9=2.007`
  private static void percentiles(
      String command, String parts, @Nullable CommandStats stats, Samples out) {
    double[] quantiles = new double[3];
    double[] values = new double[3];
    int size = 0;
    for (int from = 0; from < parts.length(); from = Fields.endOfPart(parts, from) + 1) {
      int end = Fields.endOfPart(parts, from);
      int begin = Fields.skipBlanks(parts, from, end);
      if (begin == end || parts.charAt(begin) != 'p') {
        continue;
      }
      int equals = parts.indexOf('=', begin, end);
      double quantile = equals < 0 ? GoFloat.NONE : Fields.number(parts, begin + 1, equals);
      double value = equals < 0 ? GoFloat.NONE : Fields.number(parts, equals + 1, end);
      if (GoFloat.isNone(quantile) || GoFloat.isNone(value) || size == MOST_PERCENTILES) {
        return;
      }
      if (contains(quantiles, size, quantile)) {
        continue;
      }
      if (size == quantiles.length) {
        quantiles = Arrays.copyOf(quantiles, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      quantiles[size] = quantile;
      values[size++] = value;
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

  private static boolean contains(double[] quantiles, int size, double quantile) {
    for (int i = 0; i < size; i++) {
      // Double.compare also finds NaN; == also finds that 0 equals -0.
      if (quantiles[i] == quantile || Double.compare(quantiles[i], quantile) == 0) {
        return true;
      }
    }
    return false;
  }
}
