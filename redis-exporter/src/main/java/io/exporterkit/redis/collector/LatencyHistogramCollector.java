package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.histogram;
import static io.exporterkit.metric.Unit.MICROSECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A collector of execution times by command, from `LATENCY HISTOGRAM` (Redis 7+). The sums come from INFO
/// Commandstats.
///
/// In:  `1) "set" 2) 1) "calls" 2) 8 3) "histogram_usec" 4) 1) 1 2) 5 3) 2 4) 6` (bound, calls up to it, ...)
/// Out: `redis_commands_latencies_usec_bucket{cmd="set",le="2"} 6`
final class LatencyHistogramCollector implements RedisCollector {
  static final MetricDef LATENCIES =
      histogram(
              "commands_latencies_usec",
              MICROSECONDS,
              "Calls of a command by execution time, since the last CONFIG RESETSTAT (Redis 7+).")
          .labels("cmd");

  private static final Command HISTOGRAM =
      Command.of("LATENCY", "HISTOGRAM").knownBy("latency|histogram").since(7, 0);

  @Override
  public String name() {
    return "latency_histogram";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(LATENCIES);
  }

  @Override
  public List<Command> commands() {
    return List.of(HISTOGRAM);
  }

  @Override
  public Rights rights() {
    return Rights.on(Rights.Where.REDIS_7, "latency|histogram");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    List<Reply> reply = Replies.list(session.ask(HISTOGRAM), HISTOGRAM);
    Map<String, Double> sums = sums(CommandStats.of(session.info()));
    for (int i = 0; i + 1 < reply.size(); i += 2) {
      if (reply.get(i) instanceof Reply.Bulk command
          && reply.get(i + 1) instanceof Reply.Array(List<Reply> parts)) {
        String name = command.text();
        add(name, parts, sums.getOrDefault(name, 0.0), out);
      }
    }
  }

  /// Returns the microseconds by command. A command's sum includes its subcommands because its histogram counts them.
  private static Map<String, Double> sums(Map<String, CommandStats> commands) {
    Map<String, Double> sums = HashMap.newHashMap(commands.size() * 2);
    commands.forEach((name, stats) -> {
      sums.merge(name, stats.usec(), Double::sum);
      int bar = name.indexOf('|');
      if (bar > 0) {
        sums.merge(name.substring(0, bar), stats.usec(), Double::sum);
      }
    });
    return sums;
  }

  private static void add(String command, List<Reply> parts, double sum, Samples out) {
    long calls = -1;
    List<Reply> points = List.of();
    for (int i = 0; i + 1 < parts.size(); i += 2) {
      if (parts.get(i) instanceof Reply.Bulk key) {
        // Later versions of the server may add parts.
        if (parts.get(i + 1) instanceof Reply.Int(long value) && key.text().equals("calls")) {
          calls = value;
        } else if (parts.get(i + 1) instanceof Reply.Array(List<Reply> list)
            && key.text().equals("histogram_usec")) {
          points = list;
        }
      }
    }
    if (calls < 0) {
      return;
    }
    double[] bounds = new double[points.size() / 2];
    double[] counts = new double[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      if (!(points.get(i * 2) instanceof Reply.Int(long bound)
          && points.get(i * 2 + 1) instanceof Reply.Int(long count)
          && (i == 0 || bound > bounds[i - 1]))) {
        return; // not a histogram
      }
      bounds[i] = bound;
      counts[i] = count;
    }
    out.histogram(LATENCIES, bounds, counts, sum, calls, command);
  }
}
