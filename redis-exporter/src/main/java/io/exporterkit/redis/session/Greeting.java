package io.exporterkit.redis.session;

import io.exporterkit.net.Patience;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.ServerTexts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The first commands on a new connection: AUTH, SELECT and CLIENT SETNAME, each only where it is needed.
final class Greeting {
  static final Command SET_NAME = Command.of("CLIENT", "SETNAME", "redis_exporter").everywhere();

  private final RedisTarget target;
  private final Connection connection;
  private final Patience patience;

  Greeting(RedisTarget target, Connection connection, Patience patience) {
    this.target = target;
    this.connection = connection;
    this.patience = patience;
  }

  /// Returns AUTH where the target has a password, and SELECT for a database other than 0; a modifiable list.
  static List<Command> commands(RedisTarget target, int database) {
    List<Command> commands = new ArrayList<>();
    if (target.credentials().areGiven()) {
      commands.add(target.credentials().auth());
    }
    if (database > 0) {
      commands.add(Command.of("SELECT", Integer.toString(database)));
    }
    return commands;
  }

  /// Sends each command after the reply to the one before was read, because some proxies close the connection on
  /// several commands at once.
  ///
  /// @throws RedisErrorException as [#read] does
  void exchange(List<Command> commands) throws IOException {
    for (Command command : commands) {
      connection.send(List.of(command));
      read(List.of(command));
    }
  }

  /// Reads the replies to commands that were sent. An error in reply to CLIENT SETNAME is recorded and otherwise
  /// ignored.
  ///
  /// @throws RedisErrorException when the server refuses AUTH or SELECT, or closes the connection with an error
  void read(List<Command> commands) throws IOException {
    for (Command command : commands) {
      if (connection.read(patience) instanceof Reply.Error error) {
        checkForClosing(target, error);
        switch (command.name()) {
          // Servers without AUTH repeat its arguments, which must not be shown.
          case "AUTH" ->
              throw new RedisErrorException(
                  "AUTH refused: " + ServerTexts.ofAuth(error.message(), target.credentials()));
          case "SELECT" ->
              throw new RedisErrorException("SELECT refused: " + target.refusals().reason(error));
          default -> {
            if (Knowledge.isLasting(error)) {
              target.refusals().add(command, error);
            }
          }
        }
      }
    }
  }

  /// Throws RedisErrorException when a server closes the connection with this error, whatever the command was, because
  /// the server is full or in protected mode.
  static void checkForClosing(RedisTarget target, Reply.Error error) throws RedisErrorException {
    if (error.code().equals("DENIED") || error.message().contains("max number of clients")) {
      throw new RedisErrorException(
          "the target closes the connection: " + target.refusals().reason(error));
    }
  }
}
