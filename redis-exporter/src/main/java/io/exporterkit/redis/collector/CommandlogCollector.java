package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.List;

/// A collector of the lengths of the three command logs, from `COMMANDLOG LEN` (Valkey 8.1+).
///
/// In: `:3`   Out: `redis_commandlog_slow_length 3`
final class CommandlogCollector implements RedisCollector {
  static final MetricDef SLOW =
      gauge("commandlog_slow_length", "Entries in the log of slow commands (Valkey 8.1+).");
  static final MetricDef LARGE_REQUEST =
      gauge(
          "commandlog_large_request_length", "Entries in the log of large requests (Valkey 8.1+).");
  static final MetricDef LARGE_REPLY =
      gauge("commandlog_large_reply_length", "Entries in the log of large replies (Valkey 8.1+).");

  private static final Command LEN_SLOW = commandlogLen("slow");
  private static final Command LEN_REQUEST = commandlogLen("large-request");
  private static final Command LEN_REPLY = commandlogLen("large-reply");

  private static Command commandlogLen(String log) {
    return Command.of("COMMANDLOG", "LEN", log)
        .expectedWhere(server -> server.isValkeyAtLeast(8, 1));
  }

  @Override
  public String name() {
    return "commandlog";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(SLOW, LARGE_REQUEST, LARGE_REPLY);
  }

  @Override
  public List<Command> commands() {
    return List.of(LEN_SLOW, LEN_REQUEST, LEN_REPLY);
  }

  @Override
  public Rights rights() {
    return Rights.on(Rights.Where.VALKEY_8_1, "commandlog|len");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    out.add(SLOW, Replies.number(session.ask(LEN_SLOW), LEN_SLOW));
    out.add(LARGE_REQUEST, Replies.number(session.ask(LEN_REQUEST), LEN_REQUEST));
    out.add(LARGE_REPLY, Replies.number(session.ask(LEN_REPLY), LEN_REPLY));
  }
}
