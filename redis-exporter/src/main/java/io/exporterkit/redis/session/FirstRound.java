package io.exporterkit.redis.session;

import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import java.util.List;

/// The commands that a scrape sends beside INFO, in one write.
public interface FirstRound {
  /// Nothing but INFO.
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

  /// All commands that may be sent, whatever the server.
  List<Command> all();

  /// Those for this server.
  List<Command> of(ServerIdentity server);
}
