package io.exporterkit.redis.session;

import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `COMMAND INFO` with the names of all commands that a scrape may send: its reply shows which of them a server has,
/// and so which ones belong to the first round of the next scrapes.
final class CommandLookup {
  private final FirstRound firstRound;
  private final List<String> names;
  private final Command command;

  CommandLookup(FirstRound firstRound) {
    this.firstRound = firstRound;
    this.names = firstRound.all().stream().map(Command::lookup).distinct().toList();
    String[] words =
        Stream.concat(Stream.of("COMMAND", "INFO"), names.stream()).toArray(String[]::new);
    this.command = Command.of(words).everywhere();
  }

  Command command() {
    return command;
  }

  /// Records which commands a server has, and the first round that follows from its version and kind.
  ///
  /// @param reply to COMMAND INFO; null where there is none, so that INFO alone decides which commands are sent
  void record(Refusals refusals, @Nullable Reply reply, ServerIdentity server) {
    if (reply != null) {
      refusals.note(command, reply);
      refusals.learn(names, reply);
    }
    refusals.setFirstRound(firstRound.of(server));
  }
}
