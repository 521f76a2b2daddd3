package io.exporterkit.redis.session;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.net.Patience;
import io.exporterkit.net.ProtocolException;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.NoRoomException;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.ReplyTooLargeException;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// One scrape's use of a target: INFO, answered already, and the replies of the commands asked for.
///
/// Commands of the first round were written together; [#ask] reads replies in order up to the one wanted, so that what came before a
/// stall or a cut can be used. When the connection is cut in the middle of a round, the rest is asked for again on a new one, one
/// command at a time; a command on which the target hangs up is remembered and left out from then on. Used by one thread.
public final class RedisSession implements AutoCloseable {
  /// What [#inDatabase] needs for any but the target's own.
  public static final Rights OTHER_DATABASE = Rights.to("select");

  private static final int MOST_RECONNECTS = 4;
  private static final Command SELECT = Command.of("SELECT");

  private final SessionOpener opener;
  private final RedisTarget target;
  private final Refusals refusals;
  private final Info info;
  private final ServerIdentity server;
  private final Patience patience;
  private @Nullable Redirections redirections;
  // Shared with the sessions of other nodes.
  private AtomicLong keptBack = new AtomicLong();
  private final Deque<Command> unread;
  private final Map<Command, Reply> answers = new HashMap<>();
  // Commands that ended the connection, for those who ask again in this scrape.
  private final Map<Command, IOException> culprits = new HashMap<>();
  private @Nullable Connection connection;
  private boolean learning;
  private @Nullable Reply learned;
  private int reconnects;
  // Rounds that this side gave up, and no other.
  private int tooLarge;
  private final List<Runnable> atEnd = new ArrayList<>();
  private int database;
  // Replies that are due to what was begun, and what that was.
  private int begun;
  private @Nullable Batch round;
  private @Nullable IOException broken;

  RedisSession(
      SessionOpener opener,
      RedisTarget target,
      Connection connection,
      Info info,
      ServerIdentity server,
      Patience patience,
      List<Command> unread) {
    this.opener = opener;
    this.target = target;
    this.refusals = target.refusals();
    this.connection = connection;
    this.info = info;
    this.server = server;
    this.patience = patience;
    this.unread = new ArrayDeque<>(unread);
    this.database = target.address().database();
  }

  /// Makes the first [#ask] read COMMAND INFO's answer, if it was sent, and then send the rest of the round.
  void learnFirst(@Nullable Reply answer) {
    learning = true;
    learned = answer;
    if (answer != null) {
      unread.remove(opener.commandInfo());
    }
  }

  /// Which server answers.
  public ServerIdentity server() {
    return server;
  }

  /// The answer to INFO.
  public Info info() {
    return info;
  }

  public Deadline deadline() {
    return patience.deadline();
  }

  /// Goes on quietly as long as there is time for more, or ends what runs over.
  ///
  /// @throws DeadlineException when what is left until the deadline is kept back for what follows
  public void checkTime() throws DeadlineException {
    if (deadline().remainingNanos() <= keptBack.get()) {
      throw new DeadlineException("timed out");
    }
  }

  /// Keeps back time for what follows when all was asked: to write a page that grows.
  public void keepBack(long nanos) {
    keptBack.addAndGet(nanos);
  }

  /// The reply to a command without arguments that vary: from the first round where it was in it, else asked for now. Never an error.
  ///
  /// @throws SkippedException when the server does not have the command, or refuses it
  /// @throws RedisErrorException when it cannot answer it at the moment
  /// @throws DeadlineException when the reply did not come in time
  /// @throws IOException when the connection was lost
  public Reply ask(Command command) throws IOException, SkippedException, InterruptedException {
    learn();
    IOException ended = culprits.get(command);
    if (ended != null) {
      throw ended;
    }
    Reply reply = answers.get(command);
    if (reply == null) {
      if (!refusals.has(command)) {
        throw new SkippedException("the server has no " + command);
      }
      Refusal refusal = refusals.find(command);
      if (refusal != null) {
        throw refusal.exception(command);
      }
      if (!unread.contains(command)) {
        sendHeldBack(command);
      }
      reply = unread.contains(command) ? readUpTo(command) : exchange(command);
      answers.put(command, reply);
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

  /// Writes commands together and reads a reply for each, in the same order; an error is a reply like any other. Nothing of it is
  /// remembered or sent a second time. Replies of an earlier round must not be used any more: their memory is free again.
  ///
  /// @return all replies, or those that arrived before the round ended early
  /// @throws DeadlineException when the commands could not be written in time
  /// @throws IOException when the connection was lost before the commands were written
  public Round round(Batch batch) throws IOException, InterruptedException {
    begin(batch);
    return finish();
  }

  /// The first half of a [#round]: writes the commands, so that the server works on them meanwhile. Nothing else may be asked before
  /// [#finish] has read the replies.
  public void begin(Batch batch) throws IOException, InterruptedException {
    if (begun > 0) {
      throw new IllegalStateException("a round has begun already");
    }
    learn();
    Connection open = ready();
    try {
      open.forgetReplies();
      open.send(batch, patience.deadline(), opener.dialer());
      begun = batch.size();
      round = batch;
    } catch (ConnectionLostException | ProtocolException | ReplyTooLargeException e) {
      drop();
      throw e;
    } catch (DeadlineException e) {
      breakOff(e);
      throw e;
    }
  }

  /// The second half of a round: reads the replies to what [#begin] wrote.
  public Round finish() throws IOException, InterruptedException {
    Connection open = connected();
    List<Reply> replies = new ArrayList<>(begun);
    IOException end = null;
    try {
      for (; begun > 0; begun--) {
        replies.add(open.read(patience));
      }
    } catch (ConnectionLostException | ProtocolException | ReplyTooLargeException e) {
      tooLarge += e instanceof ReplyTooLargeException ? 1 : 0;
      drop();
      end = e;
    } catch (DeadlineException e) {
      breakOff(e);
      end = e;
    }
    Round read = new Round(replies, end);
    return redirections == null || round == null ? read : redirections.follow(this, round, read);
  }

  /// A [#round] in a database, whatever the one in use.
  public Round roundIn(int wanted, Batch batch) throws IOException, InterruptedException {
    if (wanted == database) {
      return round(batch);
    }
    List<Round> rounds = new ArrayList<>();
    try {
      inDatabase(wanted, () -> rounds.add(round(batch)));
    } catch (SkippedException e) {
      throw new IOException(e.getMessage(), e);
    }
    return rounds.getFirst();
  }

  /// Who follows replies that lead to other servers; null for nobody.
  public @Nullable Redirections redirections() {
    return redirections;
  }

  /// Has replies that lead to other servers followed from now on.
  public void follow(Redirections other) {
    redirections = other;
  }

  /// Opens a session with another server that this one leads to, with the credentials of this one. The session keeps back the same time for
  /// what follows.
  ///
  /// @param silenceNanos longest silence of the other server while the session is opened
  public RedisSession openOther(TargetAddress other, long silenceNanos)
      throws IOException, InterruptedException {
    RedisSession session = opener.nodes().open(target, other, patience.withSilence(silenceNanos));
    session.keptBack = keptBack;
    return session;
  }

  /// The address of the server.
  public TargetAddress address() {
    return target.address();
  }

  /// Host of the server; `localhost` for a unix socket.
  public String host() {
    return target.address().hostOfNeighbours();
  }

  /// Whether the connection is one of TLS.
  public boolean speaksTls() {
    return target.address().transport() == Transport.TLS;
  }

  /// Number of the database in use.
  public int database() {
    return database;
  }

  /// Runs something when the scrape has ended: to give back what was taken for it.
  public void onClose(Runnable action) {
    atEnd.add(action);
  }

  /// What is known of a kind of command on this target: `Command.of("MEMORY", "USAGE")` for all keys. An untried one goes out for one
  /// key first, and its reply to [#tried].
  public Standing standing(Command kind) throws IOException, InterruptedException {
    learn();
    return refusals.standing(kind);
  }

  /// Enters the reply to an untried kind of command. A refusal is logged, and lasts as those of [#ask].
  public void tried(Command kind, Reply reply) {
    refusals.tried(kind, reply);
  }

  /// Records that a kind of command is of no use there, so that its [#standing] is refused, and logs why the first time.
  public void refuse(Command kind, String why) {
    Reply.Error error = new Reply.Error(why);
    refusals.add(kind, new Refusal(Refusal.kind(error), refusals.reason(error)));
  }

  /// Returns what ends a collector that needs a command whose [#standing] is refused.
  ///
  /// @throws IOException when the reply to the command could not be read, which is a failure
  public SkippedException refusal(Command kind) throws IOException {
    Refusal refusal = refusals.find(kind);
    return refusal == null
        ? new SkippedException("the server has no " + kind)
        : refusal.exception(kind);
  }

  /// Returns what ends a collector that has nothing to read from this target, and logs why: once, and once more after each change of the
  /// target's role.
  ///
  /// @param collector its name
  public SkippedException idle(Level level, String collector, String reason) {
    refusals.logIdle(level, collector, reason);
    return new SkippedException(reason);
  }

  /// Remembers that a kind of command was refused for this key of the current database. Bounded: of very many, some are not remembered.
  public void refuseKey(Command kind, byte[] key) {
    refusals.addKey(kind, database, key);
  }

  /// Whether a kind of command was refused for this key of the current database, not long ago.
  public boolean isRefusedKey(Command kind, byte[] key) {
    return refusals.containsKey(kind, database, key);
  }

  /// The COUNT for SCAN on this target: the wanted one, or a smaller one where a page was too large.
  public long scanCount(long wanted) {
    return refusals.scanCount(wanted);
  }

  /// Remembers for this and later scrapes that pages of SCAN are too large with more than this COUNT.
  public void limitScanCount(long count) {
    refusals.limitScanCount(count);
  }

  /// The error that answered a command in this scrape; null where none did.
  public Reply.@Nullable Error errorOf(Command command) {
    return answers.get(command) instanceof Reply.Error error ? error : null;
  }

  /// An error reply as an exception, without secrets.
  public RedisErrorException exception(Command asked, Reply.Error error) {
    return new RedisErrorException(asked + ": " + refusals.reason(error));
  }

  /// Does something in another database, and goes back to the target's own afterwards.
  ///
  /// @throws SkippedException when the server does not have the database
  /// @throws RedisErrorException when it cannot select it at the moment
  public void inDatabase(int other, InDatabase action)
      throws IOException, SkippedException, InterruptedException {
    int own = target.address().database();
    if (other == own) {
      try {
        action.run();
      } finally {
        if (begun > 0) {
          drop();
        }
      }
      return;
    }
    select(other);
    try {
      action.run();
    } finally {
      database = own;
      if (begun > 0) {
        drop();
      }
      // A new connection, after a loss, is in the target's own database.
      if (connection != null) {
        goHome(own);
      }
    }
  }

  /// Selects the target's own database again. Whatever stands against it, the connection is given up where that fails: it would answer from
  /// the wrong database.
  private void goHome(int own) throws IOException, InterruptedException {
    boolean home = false;
    try {
      Batch batch = new Batch().command("SELECT", Integer.toString(own));
      home = !(round(batch).all().getFirst() instanceof Reply.Error);
    } finally {
      if (!home) {
        drop();
      }
    }
  }

  /// What is done in a database.
  @FunctionalInterface
  public interface InDatabase {
    /// Does it.
    void run() throws IOException, SkippedException, InterruptedException;
  }

  private void select(int wanted) throws IOException, SkippedException, InterruptedException {
    learn();
    if (refusals.isMissingDatabase(wanted)) {
      throw new SkippedException("the server has no database " + wanted);
    }
    if (standing(SELECT) == Standing.REFUSED) {
      throw refusal(SELECT);
    }
    Batch batch = new Batch().command("SELECT", Integer.toString(wanted));
    if (round(batch).all().getFirst() instanceof Reply.Error error) {
      String why = refusals.reason(error);
      if (!Knowledge.isLasting(error)) {
        throw new RedisErrorException("SELECT refused: " + why);
      }
      if (Knowledge.isAboutCommand(error)) {
        refusals.add(SELECT, error);
        throw refusal(SELECT);
      }
      refusals.addMissingDatabase(wanted, why);
      throw new SkippedException("SELECT refused: " + why);
    }
    database = wanted;
  }

  /// Reads what COMMAND INFO answered, and sends the rest of the first round.
  private void learn() throws IOException, InterruptedException {
    if (!learning) {
      return;
    }
    learning = false;
    Command commandInfo = opener.commandInfo();
    if (learned == null && !refusals.contains(commandInfo)) {
      try {
        learned = unread.contains(commandInfo) ? readUpTo(commandInfo) : exchange(commandInfo);
      } catch (ConnectionLostException | ProtocolException | ReplyTooLargeException _) {
        // known as refused from now on; what INFO says of the server has to do
      }
    }
    if (learned != null) {
      refusals.note(commandInfo, learned);
    }
    opener.learn(target, learned, server);
    sendRound(refusals.wanted());
  }

  /// Sends what was left out of the first round until the right to it was known, if this command is among that.
  private void sendHeldBack(Command wanted) throws IOException, InterruptedException {
    List<Command> round = refusals.wanted();
    if (round.contains(wanted)) {
      readUnread();
      round.removeAll(answers.keySet());
      sendRound(round);
    }
  }

  /// Writes commands together, on the connection of the first round; where that is gone, they are asked for one by one.
  private void sendRound(List<Command> round) {
    if (reconnects > 0 || connection == null || round.isEmpty()) {
      return;
    }
    try {
      connection.send(round);
      unread.addAll(round);
    } catch (IOException _) {
      drop();
    }
  }

  private void readUnread() throws IOException, InterruptedException {
    while (!unread.isEmpty() && connection != null) {
      Command last = unread.getLast();
      answers.put(last, readUpTo(last));
    }
  }

  /// Reads replies in order until that of this command.
  private Reply readUpTo(Command wanted) throws IOException, InterruptedException {
    try {
      while (true) {
        Command next = unread.getFirst();
        Reply reply = connected().read(patience);
        unread.removeFirst();
        refusals.note(next, reply);
        if (next.equals(wanted)) {
          return reply;
        }
        answers.put(next, reply);
      }
    } catch (ConnectionLostException _) {
      drop();
    } catch (ReplyTooLargeException | ProtocolException e) {
      Command culprit = unread.getFirst();
      hold(culprit, e);
      drop();
      if (culprit.equals(wanted)) {
        throw e;
      }
    } catch (DeadlineException e) {
      breakOff(e);
      throw e;
    }
    return exchange(wanted);
  }

  /// Sends one command alone and reads its reply, on a new connection where there is none.
  private Reply exchange(Command command) throws IOException, InterruptedException {
    Connection open = ready();
    try {
      open.send(List.of(command));
      Reply reply = open.read(patience);
      refusals.note(command, reply);
      return reply;
    } catch (ConnectionLostException | ProtocolException | ReplyTooLargeException e) {
      hold(command, e);
      drop();
      throw e;
    } catch (DeadlineException e) {
      breakOff(e);
      throw e;
    }
  }

  /// A connection on which the next reply is that of the next command.
  private Connection ready() throws IOException, InterruptedException {
    if (broken != null) {
      throw broken;
    }
    readUnread();
    if (connection != null) {
      return connection;
    }
    try {
      if (++reconnects > MOST_RECONNECTS + tooLarge) {
        throw new ConnectionLostException();
      }
      Connection fresh = opener.reconnect(target, patience);
      connection = fresh;
      reselect(fresh);
      return fresh;
    } catch (IOException e) {
      breakOff(e);
      throw e;
    }
  }

  /// Has a new connection, which is in the target's own database, answer from the one in use.
  private void reselect(Connection fresh) throws IOException {
    if (database != target.address().database()) {
      fresh.send(List.of(Command.of("SELECT", Integer.toString(database))));
      if (fresh.read(patience) instanceof Reply.Error) {
        throw new ConnectionLostException();
      }
    }
  }

  /// Holds the end of a connection against a command: for this scrape, and for the next ones unless there was no room for its reply, which
  /// other targets may have taken.
  private void hold(Command culprit, IOException end) {
    culprits.put(culprit, end);
    if (!(end instanceof NoRoomException)) {
      Refusal.Kind kind =
          end instanceof ConnectionLostException ? Refusal.Kind.HANGS_UP : Refusal.Kind.UNREADABLE;
      Refusal refusal = new Refusal(kind, String.valueOf(end.getMessage()));
      refusals.add(culprit, refusal);
    }
  }

  private Connection connected() throws IOException {
    if (connection == null) {
      throw broken != null ? broken : new ConnectionLostException();
    }
    return connection;
  }

  /// Gives the connection up; what was unread on it has to be asked for again.
  private void drop() {
    unread.clear();
    begun = 0;
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  /// Gives the target up for this scrape.
  private void breakOff(IOException why) {
    broken = why;
    drop();
  }

  /// Reads what nobody asked for, and keeps the connection for the next scrape where it is good.
  @Override
  public void close() {
    atEnd.forEach(Runnable::run);
    if (begun > 0) {
      drop();
    }
    if (reconnects > tooLarge && culprits.isEmpty() && broken == null) {
      refusals.setOneByOne();
    }
    try {
      while (!unread.isEmpty() && connection != null) {
        refusals.note(unread.getFirst(), connection.read(patience));
        unread.removeFirst();
      }
    } catch (ConnectionLostException | ProtocolException | ReplyTooLargeException e) {
      // Nobody wanted the reply, so that nobody will ask whether it was the command's fault.
      hold(unread.getFirst(), e);
      drop();
    } catch (IOException _) {
      drop();
    }
    if (connection != null && connection.peer != null) {
      target.keep(connection);
      connection = null;
    }
    drop();
  }
}
