package io.exporterkit.redis.session;

import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import java.util.List;

/// The commands that a scrape sends in one write together with INFO.
public interface FirstRound {
  /// A first round of INFO alone.
  FirstRound NONE =
      new FirstRound() {
        @Override
        public List<Command> all() {
          return List.of(Command.of("SCAN"));
        }

        @Override
        public List<Command> of(ServerIdentity server) {
          return List.of();
        }
      };

  /// Returns all commands that may be part of the first round, whatever the server. Never empty.
  List<Command> all();

  /// Returns the commands for this server.
  List<Command> of(ServerIdentity server);
}
