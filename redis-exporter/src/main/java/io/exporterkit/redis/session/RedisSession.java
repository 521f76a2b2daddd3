package io.exporterkit.redis.session;

import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// One scrape of a target, from the reply to INFO on: sends commands and returns their replies. Used by one thread.
///
/// Commands with fixed arguments are sent together in the first round, and [#ask] returns their replies. Commands whose
/// arguments vary, such as those for keys, are sent with [#round]. Replies that were read before a stall or a cut of
/// the connection can be used; see [CommandReplies].
public final class RedisSession implements AutoCloseable {
  /// The right that [#inDatabase] needs for every database but the target's own.
  public static final Rights OTHER_DATABASE = Rights.to("select");

  private static final Semaphore NEVER = new Semaphore(0);

  private final SessionOpener opener;
  private final RedisTarget target;
  private final Refusals refusals;
  private final Info info;
  private final ServerIdentity server;
  private final ScrapeConnection connection;
  private final CommandReplies replies;
  private final BatchRounds rounds;
  private final Databases databases;
  private final List<Runnable> atEnd = new ArrayList<>();
  // Shared with the sessions of other nodes.
  private AtomicLong reservedNanos = new AtomicLong();
  private @Nullable Redirections redirections;
  private double share = 1; // of the server's time for rounds
  private long sentAt;

  /// @param only commands that are sent in advance
  RedisSession(
      SessionOpener opener,
      RedisTarget target,
      ScrapeConnection connection,
      Info info,
      Predicate<Command> only) {
    this.opener = opener;
    this.target = target;
    this.refusals = target.refusals();
    this.info = info;
    this.server = ServerIdentity.of(info);
    this.connection = connection;
    this.replies = new CommandReplies(connection, refusals, opener.lookup(), server, only);
    this.rounds = new BatchRounds(connection, replies);
    int own = target.address().database();
    this.databases = new Databases(connection, rounds, replies, refusals, own);
  }

  /// Makes the next [#ask] read the reply to COMMAND INFO first, and send the rest of the first round.
  ///
  /// @param reply to COMMAND INFO where it was read already, else null
  void lookUpFirst(@Nullable Reply reply) {
    replies.lookUpFirst(reply);
  }

  /// Returns the kind and version of the server, as INFO shows them.
  public ServerIdentity server() {
    return server;
  }

  /// Returns the fields of INFO.
  public Info info() {
    return info;
  }

  public Deadline deadline() {
    return connection.patience().deadline();
  }

  /// Checks that there is time for more commands.
  ///
  /// @throws DeadlineException when no more time is left until the deadline than [#keepBack] has reserved
  public void checkTime() throws DeadlineException {
    if (deadline().remainingNanos() <= reservedNanos.get()) {
      throw new DeadlineException("timed out");
    }
  }

  /// Reserves more time before the deadline, for writing a page that grows.
  public void keepBack(long nanos) {
    reservedNanos.addAndGet(nanos);
  }

  /// Returns the reply to a command with fixed arguments: from the first round where the command was part of it, else
  /// after sending the command now. The reply is never an error, and is the same one at each call.
  ///
  /// @throws SkippedException when the server does not have the command, or refuses it
  /// @throws RedisErrorException when the server cannot answer the command at the moment
  /// @throws DeadlineException when the reply did not arrive in time
  /// @throws IOException when the connection was lost
  public Reply ask(Command command) throws IOException, SkippedException, InterruptedException {
    return replies.get(command);
  }

  /// Returns the error with which the server answered a command in this scrape; null where there was none.
  Reply.@Nullable Error errorOf(Command command) {
    return replies.error(command);
  }

  /// Writes commands together and reads a reply for each, in the same order; an error is a reply like any other. No
  /// reply is remembered, and no command is sent a second time. Replies of an earlier round must not be used any more,
  /// because their memory is free again.
  ///
  /// @return all replies, or those that arrived before the round ended early
  /// @throws DeadlineException when the commands could not be written in time
  /// @throws IOException when the connection was lost before the commands were written
  public Round round(Batch batch) throws IOException, InterruptedException {
    begin(batch);
    return finish();
  }

  /// Writes the commands of a [#round], so that the server works on them meanwhile. No other command may be sent before
  /// [#finish] has read the replies.
  ///
  /// @throws IllegalStateException when a round has begun already
  public void begin(Batch batch) throws IOException, InterruptedException {
    if (share < 1) {
      awaitTurn();
    }
    rounds.begin(batch);
    sentAt = connection.patience().ticker().nanos();
  }

  private void awaitTurn() throws DeadlineException, InterruptedException {
    long wait = target.pace().nanosToWait();
    if (wait > 0) {
      long left = deadline().remainingNanos() - reservedNanos.get();
      var _ = NEVER.tryAcquire(Math.min(wait, left), TimeUnit.NANOSECONDS);
      checkTime();
    }
  }

  /// Runs an action whose rounds use at most a share of the server's time, together with those of other sessions with
  /// the target: after a round of 2 ms and with a share of 0.05, the next round begins 38 ms later.
  ///
  /// @param most more than 0; with 1, rounds do not wait
  public void paced(double most, InDatabase action)
      throws IOException, SkippedException, InterruptedException {
    double before = share;
    share = most;
    try {
      action.run();
    } finally {
      share = before;
    }
  }

  /// Reads the replies to the commands that [#begin] has written.
  public Round finish() throws IOException, InterruptedException {
    Batch batch = rounds.batch();
    Round round = rounds.finish();
    if (share < 1) {
      target.pace().ended(sentAt, share);
    }
    return redirections == null || batch == null ? round : redirections.follow(this, batch, round);
  }

  /// Runs a [#round] in a database, and selects the target's own one afterwards.
  ///
  /// @throws IOException also when the server does not have the database
  public Round roundIn(int wanted, Batch batch) throws IOException, InterruptedException {
    if (wanted == database()) {
      return round(batch);
    }
    List<Round> read = new ArrayList<>();
    try {
      inDatabase(wanted, () -> read.add(round(batch)));
    } catch (SkippedException e) {
      throw new IOException(e.getMessage(), e);
    }
    return read.getFirst();
  }

  /// Runs an action in a database, and selects the target's own one afterwards.
  ///
  /// @throws SkippedException when the server does not have the database
  /// @throws RedisErrorException when the server cannot select it at the moment
  public void inDatabase(int number, InDatabase action)
      throws IOException, SkippedException, InterruptedException {
    databases.run(number, action);
  }

  /// An action in a database.
  @FunctionalInterface
  public interface InDatabase {
    /// Runs the action.
    void run() throws IOException, SkippedException, InterruptedException;
  }

  /// Returns the number of the database in use.
  public int database() {
    return connection.database();
  }

  /// Returns the object that follows replies which lead to other servers; null for none.
  public @Nullable Redirections redirections() {
    return redirections;
  }

  /// Sets the object that follows replies which lead to other servers.
  public void follow(Redirections other) {
    redirections = other;
  }

  /// Opens a session with another server that this one leads to, with the credentials of this one. Both sessions share
  /// the time that [#keepBack] reserves. The caller closes the session.
  ///
  /// @param silenceNanos longest silence of the other server while the session is opened
  public RedisSession openOther(TargetAddress other, long silenceNanos)
      throws IOException, InterruptedException {
    RedisSession session =
        opener.nodes().open(target, other, connection.patience().withSilence(silenceNanos));
    session.reservedNanos = reservedNanos;
    return session;
  }

  /// Returns the address of the server.
  public TargetAddress address() {
    return target.address();
  }

  /// Returns the host of the server; `localhost` for a unix socket.
  public String host() {
    return target.address().hostOfNeighbours();
  }

  /// Whether the connection uses TLS.
  public boolean speaksTls() {
    return target.address().transport() == Transport.TLS;
  }

  /// Registers an action that runs at the end of the scrape, to free what the scrape holds.
  public void onClose(Runnable action) {
    atEnd.add(action);
  }

  /// Returns whether a kind of command works on this target: `Command.of("MEMORY", "USAGE")` for all keys. The caller
  /// sends an untried command for one key first, and passes the reply to [#tried].
  public Standing standing(Command kind) throws IOException, InterruptedException {
    replies.lookUp();
    return refusals.standing(kind);
  }

  /// Records the reply to an untried kind of command. A refusal is logged, and lasts for some minutes.
  public void tried(Command kind, Reply reply) {
    refusals.tried(kind, reply);
  }

  /// Records that a kind of command cannot be used on this target, so that its [#standing] is refused, and logs the
  /// reason the first time.
  public void refuse(Command kind, String why) {
    Reply.Error error = new Reply.Error(why);
    refusals.add(kind, new Refusal(Refusal.kind(error), refusals.reason(error)));
  }

  /// Returns the exception that ends a collector when the [#standing] of a command is refused.
  ///
  /// @throws IOException when the reply to the command could not be read, which is a failure
  public SkippedException refusal(Command kind) throws IOException {
    return refusals.exception(kind);
  }

  /// Returns the exception that ends a collector which has nothing to read from this target. Logs the reason once, and
  /// once more after each change of the target's role.
  ///
  /// @param collector its name
  public SkippedException idle(Level level, String collector, String reason) {
    refusals.logIdle(level, collector, reason);
    return new SkippedException(reason);
  }

  /// Records that a kind of command was refused for this key of the database in use. The number of recorded keys is
  /// bounded.
  public void refuseKey(Command kind, byte[] key) {
    refusals.addKey(kind, database(), key);
  }

  /// Whether a kind of command was refused for this key of the database in use in the last minutes.
  public boolean isRefusedKey(Command kind, byte[] key) {
    return refusals.containsKey(kind, database(), key);
  }

  /// Returns the COUNT for SCAN on this target: the wanted one, or a smaller one where a batch of keys was too large.
  public long scanCount(long wanted) {
    return refusals.scanCount(wanted);
  }

  /// Records, for this and later scrapes, that SCAN returns too many keys at once with more than this COUNT.
  public void limitScanCount(long count) {
    refusals.limitScanCount(count);
  }

  /// Returns an error reply as an exception, without secrets.
  public RedisErrorException exception(Command asked, Reply.Error error) {
    return new RedisErrorException(asked + ": " + refusals.reason(error));
  }

  /// Reads the replies that no collector needed, and keeps the connection for the next scrape where it still works.
  @Override
  public void close() {
    atEnd.forEach(Runnable::run);
    connection.closeIfBatchIsDue();
    replies.close();
    connection.keepOrClose();
  }
}
