package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.SECONDS;
import static io.exporterkit.metric.Unit.TIMESTAMP;

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
import java.util.List;

/// A collector of the latest latency spike of each event, from `LATENCY LATEST`. The reply is empty unless
/// latency-monitor-threshold is set.
///
/// In: `1) 1) "command" 2) 1700000000 (Unix time) 3) 251 (latest, ms) 4) 1001 (highest, ms)`
/// Out: `redis_latency_spike_duration_seconds{event_name="command"} 0.251`
final class LatencyCollector implements RedisCollector {
  static final MetricDef LAST =
      gauge(
              "latency_spike_last",
              TIMESTAMP,
              "When the last latency spike of an event occurred, a duration above latency-monitor-threshold.")
          .labels("event_name");
  static final MetricDef DURATION =
      gauge(
              "latency_spike_duration_seconds",
              SECONDS,
              "Duration of the last latency spike of an event.")
          .labels("event_name");

  private static final Command LATEST = Command.of("LATENCY", "LATEST");

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(LAST, DURATION);
  }

  @Override
  public List<Command> commands() {
    return List.of(LATEST);
  }

  @Override
  public Rights rights() {
    return Rights.to("latency|latest");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    for (Reply entry : Replies.list(session.ask(LATEST), LATEST)) {
      if (entry instanceof Reply.Array(List<Reply> parts)
          && parts.size() >= 3
          && parts.get(0) instanceof Reply.Bulk event
          && parts.get(1) instanceof Reply.Int(long at)
          && parts.get(2) instanceof Reply.Int(long millis)) {
        out.add(LAST, at, event.text());
        out.add(DURATION, millis / 1e3, event.text());
      }
    }
  }
}
