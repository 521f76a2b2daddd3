package io.exporterkit.redis.collector;

import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.Keyspace;
import io.exporterkit.redis.connection.RedisErrorException;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.Reply;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks for the server's settings: `CONFIG GET *`, under the name the command has there.
final class ConfigReader {
  /// Settings are not asked for.
  static final String NONE = "-";

  private static final int DEFAULT_DATABASES = 16;
  // More are not told when they are empty: nobody has them, and a number from outside must not fill
  // the page.
  private static final int MOST_DATABASES = 100_000;

  private final List<Command> commands;

  /// @param command name of the CONFIG command, or [#NONE]
  ConfigReader(String command) {
    this.commands = command.equals(NONE) ? List.of() : List.of(Command.of(command, "GET", "*"));
  }

  List<Command> commands() {
    return commands;
  }

  /// Access lists know the command by its own name, whatever it was renamed to.
  Rights rights() {
    return commands.isEmpty() ? Rights.NONE : Rights.to("config|get");
  }

  /// The settings by name, in the server's order.
  ///
  /// @throws SkippedException when they are not asked for, or refused
  Map<String, String> read(RedisSession session)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    return Replies.pairs(ask(session), commands.getFirst());
  }

  /// One setting; null where the server has none of this name.
  ///
  /// @throws SkippedException when settings are not asked for, or refused
  @Nullable String read(RedisSession session, String name)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    List<Reply> elements = Replies.list(ask(session), commands.getFirst());
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      if (elements.get(i) instanceof Reply.Bulk key
          && key.length() == name.length()
          && elements.get(i + 1) instanceof Reply.Bulk value
          && key.text().equals(name)) {
        return value.text();
      }
    }
    return null;
  }

  private Reply ask(RedisSession session)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    if (commands.isEmpty()) {
      throw new SkippedException("CONFIG is switched off");
    }
    return session.ask(commands.getFirst());
  }

  /// How many databases the server has: 1 in cluster mode, 16 where CONFIG does not tell.
  int databases(RedisSession session) throws InterruptedException {
    if (Keyspace.isNode(session.info())) {
      return 1;
    }
    try {
      String databases = read(session, "databases");
      double number = databases == null ? GoFloat.NONE : GoFloat.parseOrNone(databases);
      return number >= 1 ? (int) Math.min(number, MOST_DATABASES) : DEFAULT_DATABASES;
    } catch (IOException | RedisErrorException | SkippedException _) {
      // The config collector, which asks for the same, tells of it.
      return DEFAULT_DATABASES;
    }
  }
}
