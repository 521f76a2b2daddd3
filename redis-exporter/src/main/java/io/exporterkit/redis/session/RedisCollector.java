package io.exporterkit.redis.session;

import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.scrape.Collector;
import java.util.List;

/// A collector that reads from Redis. It declares its commands in advance, so that all commands of a scrape are sent
/// together.
public interface RedisCollector extends Collector<RedisSession> {
  /// Returns the commands that the collector may need in the first round, whatever the server; none where INFO is
  /// enough.
  default List<Command> commands() {
    return List.of();
  }

  /// Returns the rights for all commands that the collector ever sends, except INFO, which every session needs.
  Rights rights();

  /// Returns whether the collector scans keys in the background, in sessions whose first round is INFO alone.
  default boolean isBackgroundScan() {
    return false;
  }

  /// Returns the [#commands] for this server. The session leaves out commands that the server does not have.
  default List<Command> commands(ServerIdentity server) {
    return commands();
  }
}
