package io.exporterkit.redis.collector;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.FieldRow;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.InfoTable;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.List;

/// A collector of a Tile38 server's statistics, from `SERVER EXT`: names and values alternately. A name without the
/// prefix `tile38_` receives it.
///
/// In: `1) "sys_cpus" 2) "8" 3) "tile38_num_points" 4) "120"`
/// Out: `redis_tile38_cpus_total 8`, `redis_tile38_num_points_total 120`
final class Tile38Collector implements RedisCollector {
  private static final String PREFIX = "tile38_";
  private static final Command SERVER_EXT = Command.of("SERVER", "EXT");

  @Override
  public String name() {
    return "tile38";
  }

  @Override
  public List<MetricDef> metrics() {
    return InfoTable.tile38Rows().stream().map(FieldRow::def).toList();
  }

  @Override
  public List<Command> commands() {
    return List.of(SERVER_EXT);
  }

  /// Returns no rights because Tile38 has no access lists.
  @Override
  public Rights rights() {
    return Rights.NONE;
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    List<Reply> elements = Replies.list(session.ask(SERVER_EXT), SERVER_EXT);
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      String name = Replies.text(elements.get(i));
      FieldRow row = InfoTable.find(name.startsWith(PREFIX) ? name : PREFIX + name);
      if (row != null) {
        row.add(Fields.number(Replies.text(elements.get(i + 1))), out);
      }
    }
  }
}
