package io.exporterkit.redis.session;

import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.ServerTexts;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The commands that one target has and refuses: the [Knowledge] of its present server on the clock of the target. Each
/// refusal is logged once. Safe for use by several threads.
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final TargetAddress address;
  private final Credentials credentials;
  private final Ticker ticker;
  // The reasons why collectors have nothing to read in the present role, by collector.
  private final Map<String, String> idle = new ConcurrentHashMap<>();
  private volatile Knowledge knowledge;

  /// @param room see [RefusedKeys#room()]
  Refusals(TargetAddress address, Credentials credentials, Semaphore room, Ticker ticker) {
    this.address = address;
    this.credentials = credentials;
    this.ticker = ticker;
    this.knowledge = new Knowledge(ServerIdentity.UNKNOWN, room);
  }

  /// Records which server answers. What is known of another server is dropped, except refusals since a moment of the
  /// ticker.
  void sawServer(ServerIdentity server, long sinceNanos) {
    Knowledge now = knowledge;
    if (!now.server().equals(server)) {
      knowledge = now.of(server, sinceNanos);
    }
  }

  /// Records that the target has another role, in which collectors may have something to read.
  void sawOtherRole() {
    idle.clear();
  }

  /// Records the reply to COMMAND INFO with these names.
  void learn(List<String> names, Reply answer) {
    knowledge.learn(names, answer);
  }

  /// Records which commands are sent to this server together with INFO.
  void setFirstRound(List<Command> commands) {
    knowledge.setFirstRound(commands);
  }

  /// Returns the commands to send together with INFO, as [Knowledge#wanted] does.
  List<Command> wanted() {
    return knowledge.wanted(ticker.nanos());
  }

  /// Whether commands are sent one by one, because a proxy closes the connection on several commands at once.
  boolean oneByOne() {
    return knowledge.oneByOne(ticker.nanos());
  }

  void setOneByOne() {
    knowledge.setOneByOne(ticker.nanos());
  }

  /// Whether the server has the command.
  boolean has(Command command) {
    return knowledge.has(command);
  }

  boolean contains(Command command) {
    return find(command) != null;
  }

  /// Returns the refusal of a command; null where there is none, or where it is time to send the command again.
  @Nullable Refusal find(Command command) {
    return knowledge.refusal(command, ticker.nanos());
  }

  /// Returns the exception that ends a collector when a command is refused.
  ///
  /// @throws IOException when the reply to the command could not be read, which is a failure
  SkippedException exception(Command command) throws IOException {
    Refusal refusal = find(command);
    return refusal == null
        ? new SkippedException("the server has no " + command)
        : refusal.exception(command);
  }

  Standing standing(Command kind) {
    return knowledge.standing(kind, ticker.nanos());
  }

  /// Records the reply to an untried kind of command.
  void tried(Command kind, Reply reply) {
    if (reply instanceof Reply.Error error && Knowledge.isAboutCommand(error)) {
      add(kind, error);
    } else {
      knowledge.setWorks(kind);
    }
  }

  /// Records the reply to a command: that the right to it is granted, or that it is refused.
  void note(Command command, Reply reply) {
    if (!(reply instanceof Reply.Error error)) {
      knowledge.grant(command);
    } else if (Knowledge.isLasting(error)) {
      add(command, error);
    }
  }

  /// Records that a command is refused, and logs it the first time.
  void add(Command command, Refusal refusal) {
    if (knowledge.refuse(command, refusal, ticker.nanos())) {
      logRefusal(command, refusal.reason(), "");
    }
  }

  /// Records a lasting error, and logs it the first time. When a right is missing, the log line contains the command
  /// that grants it.
  void add(Command command, Reply.Error error) {
    Refusal refusal = new Refusal(Refusal.kind(error), reason(error));
    boolean denied = error.code().equals("NOPERM");
    if (knowledge.refuse(command, refusal, ticker.nanos())) {
      logRefusal(command, refusal.reason(), denied ? grant(command, refusal.reason()) : "");
    }
    if (denied) {
      knowledge.forbid(command, refusal, ticker.nanos());
    }
  }

  /// Returns the text of an error without secrets, and without numbers that change from scrape to scrape.
  String reason(Reply.Error error) {
    return ServerTexts.clean(error.message(), credentials);
  }

  private void logRefusal(Command command, String why, String grant) {
    log.atWarn()
        .addKeyValue("target", address)
        .addKeyValue("command", command)
        .addKeyValue("reason", why)
        .log(
            "{}: {} refused, not sent in the next {} minutes: {}{}",
            address,
            command,
            Knowledge.REFUSAL_LASTS.toMinutes(),
            why,
            grant.isEmpty() ? "" : "; to permit it: " + grant);
  }

  /// Returns the command that grants a right.
  ///
  /// In: the command `CONFIG GET *`, refused to the user `exporter`   Out: `ACL SETUSER exporter +config|get`
  private String grant(Command command, String why) {
    String user = credentials.user();
    String rule = why.contains(" key") ? "~*" : "+" + knowledge.rule(command);
    return "ACL SETUSER " + (user.isEmpty() ? "default" : user) + " " + rule;
  }

  /// Records that a kind of command was refused for this key. The number of recorded keys is bounded.
  void addKey(Command kind, int database, byte[] key) {
    knowledge.refusedKeys().add(kind, database, key, ticker.nanos());
  }

  boolean containsKey(Command kind, int database, byte[] key) {
    return knowledge.refusedKeys().contains(kind, database, key, ticker.nanos());
  }

  boolean isMissingDatabase(int database) {
    return knowledge.isMissingDatabase(database, ticker.nanos());
  }

  /// Records that the server does not have a database, and logs it the first time.
  void addMissingDatabase(int database, String why) {
    if (knowledge.addMissingDatabase(database, ticker.nanos())) {
      log.warn(
          "{}: database {} refused; it and higher ones are not selected in the next {} minutes: {}",
          address,
          database,
          Knowledge.REFUSAL_LASTS.toMinutes(),
          why);
    }
  }

  /// Returns the COUNT for SCAN: the wanted one, or a smaller one where a batch of keys was too large.
  long scanCount(long wanted) {
    return Math.min(wanted, knowledge.mostScanned());
  }

  /// Records that SCAN returns too many keys at once with more than this COUNT.
  void limitScanCount(long count) {
    knowledge.limitScanned(count);
    log.info("{}: a reply to SCAN was too large: COUNT is at most {} from now on", address, count);
  }

  /// Logs the reason why a collector has nothing to read, unless it was logged since the last change of the target's
  /// role.
  void logIdle(Level level, String collector, String reason) {
    if (!reason.equals(idle.put(collector, reason))) {
      log.atLevel(level)
          .addKeyValue("target", address)
          .addKeyValue("collector", collector)
          .addKeyValue("reason", reason)
          .log("{}: {} skipped: {}", address, collector, reason);
    }
  }

  /// Forgets all refusals, so that the commands are sent again.
  void forgetAll() {
    knowledge.forgetRefusals();
  }

  /// Forgets the keys for which commands were refused, and records no key from then on.
  void close() {
    knowledge.forgetKeys();
  }
}
