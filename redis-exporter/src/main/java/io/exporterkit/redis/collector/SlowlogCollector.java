package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.SECONDS;

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

/// A collector of the slow log's length and newest entry, from `SLOWLOG LEN` and `SLOWLOG GET 1`.
///
/// In:  `:14`, `1) 1) 7 (id) 2) 1700000000 (Unix time) 3) 25000 (microseconds) ...`
/// Out: `redis_slowlog_length 14`, `redis_last_slow_execution_duration_seconds 0.025`
final class SlowlogCollector implements RedisCollector {
  static final MetricDef LENGTH = gauge("slowlog_length", "Entries in the slow log.");
  static final MetricDef LAST_ID =
      gauge("slowlog_last_id", "Id of the newest entry in the slow log; 0 when the log is empty.");
  static final MetricDef LAST_DURATION =
      gauge(
          "last_slow_execution_duration_seconds",
          SECONDS,
          "Duration of the newest entry in the slow log; 0 when the log is empty.");

  private static final Command LEN = Command.of("SLOWLOG", "LEN");
  private static final Command NEWEST = Command.of("SLOWLOG", "GET", "1");

  @Override
  public String name() {
    return "slowlog";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(LENGTH, LAST_ID, LAST_DURATION);
  }

  @Override
  public List<Command> commands() {
    return List.of(LEN, NEWEST);
  }

  @Override
  public Rights rights() {
    return Rights.to("slowlog|len", "slowlog|get");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    out.add(LENGTH, Replies.number(session.ask(LEN), LEN));
    List<Reply> entries = Replies.list(session.ask(NEWEST), NEWEST);
    long id = 0;
    long micros = 0;
    if (!entries.isEmpty()) {
      List<Reply> newest = Replies.list(entries.getFirst(), NEWEST);
      if (newest.size() < 3) {
        throw new IOException(NEWEST + " returned an entry with too few parts");
      }
      id = Replies.number(newest.get(0), NEWEST);
      micros = Replies.number(newest.get(2), NEWEST);
    }
    out.add(LAST_ID, id);
    out.add(LAST_DURATION, micros / 1e6);
  }
}
