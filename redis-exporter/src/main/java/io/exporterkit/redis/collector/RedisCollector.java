package io.exporterkit.redis.collector;

import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.info.Info;
import io.exporterkit.scrape.Collector;
import java.util.List;

/// A collector that reads from Redis, and tells beforehand what it will ask, so that all commands of a scrape go out together.
public interface RedisCollector extends Collector<RedisSession> {
  /// Commands it may ask for in the first round, whatever the server; none where INFO is enough.
  default List<Command> commands() {
    return List.of();
  }

  /// What an access list must grant for all that it ever asks for. INFO is left out, which the session needs.
  Rights rights();

  /// Those of [#commands] to ask a server for that answered INFO like this. Whether the server has a command need not be looked at here.
  default List<Command> commands(Info info) {
    return commands();
  }
}
