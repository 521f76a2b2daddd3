package io.exporterkit.redis.session;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.Patience;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.Connection.Peer;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The opening of one session: the kept connection is tried first, then new ones. When a target closes a new connection
/// on several commands in one write, the next attempts send one command at a time, and at last INFO without a section.
/// Used by one thread.
final class Opening {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  /// A kept connection has to return its first byte in this time, or in a quarter of the time left, whichever is
  /// shorter.
  private static final long KEPT_SILENCE = TimeUnit.SECONDS.toNanos(1);

  private static final int MOST_ATTEMPTS = 4;
  private static final Command PING = Command.of("PING").everywhere();

  private final SessionOpener opener;
  private final Connector connector;
  private final RedisTarget target;
  private final Patience patience;
  private final Predicate<Command> only;
  private final ConnectTimes times;
  // The command that is sent as INFO.
  private Command info;
  private boolean oneByOne;

  Opening(
      SessionOpener opener,
      RedisTarget target,
      Patience patience,
      Predicate<Command> only,
      ConnectTimes times) {
    this.only = only;
    this.opener = opener;
    this.connector = opener.connector();
    this.target = target;
    this.patience = patience;
    this.times = times;
    this.info = opener.info().of(target);
    this.oneByOne = target.refusals().oneByOne();
  }

  /// Opens the session. See [SessionOpener#open].
  RedisSession run() throws IOException, InterruptedException {
    patience.deadline().enter(SessionOpener.WAITING);
    Connection kept = target.take();
    RedisSession session = kept == null ? null : onKept(kept);
    for (int attempt = 1; session == null; attempt++) {
      session = onNew(attempt);
    }
    patience.deadline().enter("");
    return session;
  }

  /// Returns the session on a kept connection; null when the connection is closed because it is dead or silent, or
  /// leads to another server or role than before.
  private @Nullable RedisSession onKept(Connection kept) throws DeadlineException {
    RedisSession session = null;
    try {
      long silence = Math.min(KEPT_SILENCE, patience.deadline().remainingNanos() / 4);
      Patience impatient = patience.withSilence(silence);
      ping(kept, impatient);
      List<Command> wanted = target.refusals().wanted().stream().filter(only).toList();
      List<Command> round = new ArrayList<>();
      round.add(info);
      round.addAll(wanted);
      kept.send(round);
      kept.awaitByte(impatient);
      Info fields = InfoCommand.parse(target, kept.read(patience));
      if (peer(fields).equals(kept.peer)) {
        times.connected(0);
        session = opener.session(target, kept, fields, patience, wanted, only);
        return session;
      }
      log.debug("{}: another server or role answers: opening a new connection", target.address());
    } catch (DeadlineException e) {
      if (patience.deadline().hasPassed()) {
        throw e;
      }
    } catch (IOException e) {
      log.debug("{}: the kept connection cannot be used: {}", target.address(), e.getMessage());
    } finally {
      if (session == null) {
        kept.close();
      }
    }
    return null;
  }

  /// Returns the session on a new connection; null when the connection was lost and the next attempt will send less.
  ///
  /// @throws IOException when the connection was lost and no other attempt is left
  private @Nullable RedisSession onNew(int attempt) throws IOException, InterruptedException {
    Connection fresh = connector.dial(target, patience, times);
    patience.deadline().enter(SessionOpener.WAITING);
    RedisSession session = null;
    try {
      session = oneByOne || opener.pingsOnConnect() ? stepByStep(fresh) : inOneWrite(fresh);
    } catch (NameRefusedException e) {
      if (attempt == MOST_ATTEMPTS) {
        throw e.lost;
      }
    } catch (ConnectionLostException e) {
      checkLost(fresh);
      sendLess(e);
    } finally {
      if (session == null) {
        fresh.close();
      }
    }
    return session;
  }

  /// Throws an IOException with the reason why a target closed a new connection, if that reason can be found out.
  private void checkLost(Connection lost) throws IOException {
    Reply.Error lastWords = lost.lastWords(patience);
    lost.close();
    if (lastWords != null) {
      Greeting.checkForClosing(target, lastWords);
    }
    connector.checkForTls(target, lost, patience);
  }

  /// Makes the next attempt send one command at a time; after that, INFO without a section.
  ///
  /// @throws ConnectionLostException when both were tried
  private void sendLess(ConnectionLostException lost) throws ConnectionLostException {
    if (!oneByOne) {
      oneByOne = true;
    } else if (!info.equals(InfoCommand.PLAIN)) {
      info = InfoCommand.PLAIN;
    } else {
      throw lost;
    }
  }

  /// Sends the greeting, INFO and COMMAND INFO together.
  private RedisSession inOneWrite(Connection fresh) throws IOException {
    List<Command> greeting = greeting();
    if (setsName()) {
      greeting.add(Greeting.SET_NAME);
    }
    List<Command> round = new ArrayList<>(greeting);
    round.add(info);
    Command lookup = opener.lookup().command();
    List<Command> due = target.refusals().contains(lookup) ? List.of() : List.of(lookup);
    round.addAll(due);
    fresh.send(round);
    new Greeting(target, fresh, patience).read(greeting);
    return begin(fresh, fresh.read(patience), due);
  }

  /// Sends each command alone. Where the target does not accept several commands in one write, CLIENT SETNAME follows
  /// INFO, because proxies may close the connection on it.
  private RedisSession stepByStep(Connection fresh) throws IOException {
    Greeting greeting = new Greeting(target, fresh, patience);
    List<Command> commands = greeting();
    if (!oneByOne && setsName()) {
      commands.add(Greeting.SET_NAME);
    }
    greeting.exchange(commands);
    ping(fresh, patience);
    fresh.send(List.of(info));
    Reply reply = fresh.read(patience);
    if (oneByOne && setsName()) {
      setName(greeting);
    }
    return begin(fresh, reply, List.of());
  }

  private void setName(Greeting greeting) throws IOException {
    try {
      greeting.exchange(List.of(Greeting.SET_NAME));
    } catch (ConnectionLostException e) {
      Refusal refusal =
          new Refusal(Refusal.Kind.HANGS_UP, "the connection is closed on the command");
      target.refusals().add(Greeting.SET_NAME, refusal);
      throw new NameRefusedException(e);
    }
  }

  private List<Command> greeting() {
    return Greeting.commands(target, target.address().database());
  }

  private boolean setsName() {
    return opener.setsClientName() && !target.refusals().contains(Greeting.SET_NAME);
  }

  /// Returns the session on a new connection, after INFO was sent where the server refused `INFO ALL`.
  ///
  /// @param due COMMAND INFO where it was sent after INFO
  private RedisSession begin(Connection fresh, Reply reply, List<Command> due) throws IOException {
    Reply answer = reply;
    Reply lookupReply = null;
    List<Command> stillDue = due;
    if (!info.equals(InfoCommand.PLAIN) && InfoCommand.isWorthPlain(answer)) {
      info = InfoCommand.PLAIN;
      lookupReply = due.isEmpty() ? null : fresh.read(patience);
      stillDue = List.of();
      fresh.send(List.of(info));
      answer = fresh.read(patience);
    }
    Info fields = InfoCommand.parse(target, answer);
    fresh.peer = peer(fields);
    RedisSession session = opener.session(target, fresh, fields, patience, stillDue, only);
    if (info.equals(InfoCommand.PLAIN)) {
      opener.info().recordPlain(target);
    }
    session.lookUpFirst(lookupReply);
    return session;
  }

  /// Sends PING where ping-on-connect is set, and reports its duration.
  private void ping(Connection connection, Patience bounded) throws IOException {
    if (opener.pingsOnConnect() && !target.refusals().contains(PING)) {
      long from = connector.ticker().nanos();
      connection.send(List.of(PING));
      Reply reply = connection.read(bounded);
      times.pinged(connector.secondsSince(from));
      if (reply instanceof Reply.Error error) {
        Greeting.checkForClosing(target, error);
      }
      target.refusals().note(PING, reply);
    }
  }

  private static Peer peer(Info info) {
    return new Peer(info.getOrEmpty("run_id"), info.getOrEmpty("role"));
  }

  /// The target closed the connection on CLIENT SETNAME: the next attempt does not send the command.
  private static final class NameRefusedException extends IOException {
    private static final long serialVersionUID = 1;
    final ConnectionLostException lost;

    NameRefusedException(ConnectionLostException lost) {
      super(lost);
      this.lost = lost;
    }
  }
}
