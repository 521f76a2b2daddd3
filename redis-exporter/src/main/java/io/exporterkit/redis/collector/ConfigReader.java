package io.exporterkit.redis.collector;

import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.RedisErrorException;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Asks for the server's settings: `CONFIG GET *`, under the name the command has there.
final class ConfigReader {
  /// Settings are not asked for.
  static final String NONE = "-";

  private final List<Command> commands;

  /// @param command name of the CONFIG command, or [#NONE]
  ConfigReader(String command) {
    this.commands = command.equals(NONE) ? List.of() : List.of(Command.of(command, "GET", "*"));
  }

  List<Command> commands() {
    return commands;
  }

  /// The settings by name, in the server's order.
  ///
  /// @throws SkippedException when they are not asked for, or refused
  Map<String, String> read(RedisSession session)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    if (commands.isEmpty()) {
      throw new SkippedException("CONFIG is switched off");
    }
    Command command = commands.getFirst();
    return Replies.pairs(session.ask(command), command);
  }
}
