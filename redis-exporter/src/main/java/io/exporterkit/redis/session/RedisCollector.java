package io.exporterkit.redis.session;

import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
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

  /// Those of [#commands] to ask this server for. Whether the server has a command need not be looked at here.
  default List<Command> commands(ServerIdentity server) {
    return commands();
  }
}
