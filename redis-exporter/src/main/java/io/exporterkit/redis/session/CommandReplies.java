package io.exporterkit.redis.session;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.ProtocolException;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.NoRoomException;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.ReplyTooLargeException;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The replies to commands with fixed arguments in one scrape. The commands of the first round are sent together; each
/// reply is read when it is needed, and kept until the scrape ends. When the connection is cut in the middle of the
/// round, the other commands are sent one by one on new connections, and the command at which the target closes the
/// connection is recorded as refused. Used by one thread.
final class CommandReplies {
  private final ScrapeConnection connection;
  private final Refusals refusals;
  private final CommandLookup lookup;
  private final ServerIdentity server;
  private final Predicate<Command> only;
  private final Map<Command, Reply> replies = new HashMap<>();
  // Commands that ended a connection, with the exceptions that later calls throw again.
  private final Map<Command, IOException> failures = new HashMap<>();
  // Whether COMMAND INFO is still to be read, and the rest of the first round to be sent.
  private boolean lookupPending;
  private @Nullable Reply lookupReply;

  /// @param only commands that are sent in advance
  CommandReplies(
      ScrapeConnection connection,
      Refusals refusals,
      CommandLookup lookup,
      ServerIdentity server,
      Predicate<Command> only) {
    this.only = only;
    this.connection = connection;
    this.refusals = refusals;
    this.lookup = lookup;
    this.server = server;
  }

  /// Makes the next call read the reply to COMMAND INFO first, and send the rest of the first round.
  ///
  /// @param reply to COMMAND INFO where it was read already, else null
  void lookUpFirst(@Nullable Reply reply) {
    lookupPending = true;
    lookupReply = reply;
  }

  /// Returns the reply to a command. See [RedisSession#ask].
  Reply get(Command command) throws IOException, SkippedException, InterruptedException {
    lookUp();
    IOException failure = failures.get(command);
    if (failure != null) {
      throw failure;
    }
    Reply reply = replies.get(command);
    if (reply == null) {
      reply = read(command);
      replies.put(command, reply);
    }
    if (reply instanceof Reply.Error error) {
      String why = refusals.reason(error);
      if (Knowledge.isLasting(error)) {
        throw new Refusal(Refusal.kind(error), why).exception(command);
      }
      throw new RedisErrorException(command + ": " + why);
    }
    return reply;
  }

  /// Returns the error with which the server answered a command in this scrape; null where there was none.
  Reply.@Nullable Error error(Command command) {
    return replies.get(command) instanceof Reply.Error error ? error : null;
  }

  private Reply read(Command command) throws IOException, SkippedException, InterruptedException {
    if (!refusals.has(command)) {
      throw new SkippedException("the server has no " + command);
    }
    Refusal refusal = refusals.find(command);
    if (refusal != null) {
      throw refusal.exception(command);
    }
    if (!connection.isDue(command)) {
      sendHeldBack(command);
    }
    return dueOrNew(command);
  }

  private Reply dueOrNew(Command command) throws IOException, InterruptedException {
    return connection.isDue(command) ? readUpTo(command) : exchange(command);
  }

  /// Reads the reply to COMMAND INFO where that is still to be done, and sends the rest of the first round.
  void lookUp() throws IOException, InterruptedException {
    if (!lookupPending) {
      return;
    }
    lookupPending = false;
    if (lookupReply == null && !refusals.contains(lookup.command())) {
      try {
        lookupReply = dueOrNew(lookup.command());
      } catch (ConnectionLostException | ProtocolException | ReplyTooLargeException _) {
        // The command is recorded as refused; INFO alone says which commands the server has.
      }
    }
    lookup.record(refusals, lookupReply, server);
    sendRound(refusals.wanted().stream().filter(only).toList());
  }

  /// Sends the commands that were left out of the first round until the right to them was known, if `wanted` is one of
  /// them.
  private void sendHeldBack(Command wanted) throws IOException, InterruptedException {
    List<Command> round = refusals.wanted();
    if (round.contains(wanted)) {
      readAllDue();
      round.removeIf(only.negate());
      round.removeAll(replies.keySet());
      sendRound(round);
    }
  }

  /// Sends commands in one write on the first connection of the scrape. Once that one is lost, commands are sent one by
  /// one.
  private void sendRound(List<Command> round) {
    if (!connection.isFirst() || round.isEmpty()) {
      return;
    }
    try {
      connection.send(round);
    } catch (IOException _) {
      connection.close();
    }
  }

  /// Reads all replies that are due, so that the next reply is that of the next command.
  void readAllDue() throws IOException, InterruptedException {
    while (connection.hasDue()) {
      Command last = connection.lastDue();
      replies.put(last, readUpTo(last));
    }
  }

  /// Reads replies until that of a command. Sends the command alone when the connection is lost before its reply.
  private Reply readUpTo(Command wanted) throws IOException, InterruptedException {
    try {
      while (true) {
        Command next = connection.firstDue();
        Reply reply = connection.readDue();
        refusals.note(next, reply);
        if (next.equals(wanted)) {
          return reply;
        }
        replies.put(next, reply);
      }
    } catch (ReplyTooLargeException | ProtocolException e) {
      Command culprit = connection.firstDue();
      recordFailure(culprit, e);
      connection.closeAfter(e);
      if (culprit.equals(wanted)) {
        throw e;
      }
    } catch (IOException e) {
      connection.closeAfter(e);
    }
    return exchange(wanted);
  }

  /// Sends one command alone and reads its reply, on a new connection where there is none.
  private Reply exchange(Command command) throws IOException, InterruptedException {
    readAllDue();
    connection.open();
    try {
      Reply reply = connection.exchange(command);
      refusals.note(command, reply);
      return reply;
    } catch (IOException e) {
      if (!(e instanceof DeadlineException)) {
        recordFailure(command, e);
      }
      connection.closeAfter(e);
      throw e;
    }
  }

  /// Records that a command ended its connection: for this scrape, and for the next ones unless other targets have left
  /// no memory for the reply.
  private void recordFailure(Command culprit, IOException failure) {
    failures.put(culprit, failure);
    if (!(failure instanceof NoRoomException)) {
      Refusal.Kind kind =
          failure instanceof ConnectionLostException
              ? Refusal.Kind.HANGS_UP
              : Refusal.Kind.UNREADABLE;
      refusals.add(culprit, new Refusal(kind, String.valueOf(failure.getMessage())));
    }
  }

  /// Reads the replies that no collector needed, so that the connection can be kept. Records that commands have to be
  /// sent one by one when the connection was lost and no command is known to be the cause.
  void close() {
    if (connection.wasLost() && failures.isEmpty()) {
      refusals.setOneByOne();
    }
    try {
      while (connection.hasDue()) {
        Command next = connection.firstDue();
        refusals.note(next, connection.readDue());
      }
    } catch (IOException e) {
      // No collector will send the command again to find out whether it ended the connection.
      if (!(e instanceof DeadlineException)) {
        recordFailure(connection.firstDue(), e);
      }
      connection.close();
    }
  }
}
