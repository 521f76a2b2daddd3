package io.exporterkit.redis.session;

import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The commands that one server has, accepts and refuses, as its replies have shown. The knowledge is dropped when
/// another server or another version answers at the address. Safe for use by several threads.
final class Knowledge {
  /// The duration after which a refused command is sent again, so that a right which was granted meanwhile is noticed.
  static final Duration REFUSAL_LASTS = Duration.ofMinutes(5);

  /// Error codes for a passing state of the server, which say nothing about the command.
  private static final Set<String> PASSING =
      Set.of(
          "LOADING",
          "BUSY",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "NOREPLICAS",
          "MISCONF",
          "OOM",
          "READONLY",
          "NOAUTH",
          "DENIED",
          "UNKILLABLE");

  /// Number of refused commands that are recorded, which is more than any configuration needs.
  private static final int MOST_REFUSALS = 256;

  /// Number of refused databases after which no other one is selected, because each refusal counts as an error in the
  /// server's statistics.
  private static final int MOST_SELECTS = 16;

  private final ServerIdentity server;
  private final Map<String, Boolean> has = new ConcurrentHashMap<>();
  private final Map<Command, Refused> refused = new ConcurrentHashMap<>();
  private final Set<Command> works = ConcurrentHashMap.newKeySet();
  private final Set<String> granted = ConcurrentHashMap.newKeySet();
  private final RefusedKeys refusedKeys;
  private final Semaphore room;
  private volatile int missingSelects;
  private volatile int lowestMissing;
  private volatile long missingSince;
  private volatile List<Command> firstRound = List.of();
  private volatile long oneByOneAt;
  private volatile boolean oneByOne;
  private volatile long mostScanned = Long.MAX_VALUE;

  /// A refusal and the moment of the ticker at which it was received, in nanoseconds.
  private record Refused(long atNanos, Refusal refusal) {}

  /// @param room see [RefusedKeys#room()]
  Knowledge(ServerIdentity server, Semaphore room) {
    this.server = server;
    this.room = room;
    this.refusedKeys = new RefusedKeys(REFUSAL_LASTS, room);
  }

  ServerIdentity server() {
    return server;
  }

  /// Returns the knowledge for another server. Refusals since `sinceNanos` are kept, because the other server has sent
  /// them.
  Knowledge of(ServerIdentity other, long sinceNanos) {
    Knowledge fresh = new Knowledge(other, room);
    refused.forEach((command, now) -> {
      if (now.atNanos - sinceNanos >= 0) {
        fresh.refused.put(command, now);
      }
    });
    forgetKeys();
    return fresh;
  }

  /// Records the reply to COMMAND INFO: one element for each name, nil or empty for a command that the server does not
  /// have.
  void learn(List<String> names, Reply answer) {
    if (answer instanceof Reply.Array(List<Reply> elements) && elements.size() == names.size()) {
      for (int i = 0; i < names.size(); i++) {
        boolean known =
            elements.get(i) instanceof Reply.Array(List<Reply> words) && !words.isEmpty();
        // COMMAND INFO has subcommands from 7.0 on.
        if (known || !names.get(i).contains("|") || server.isAtLeast(7, 0)) {
          has.put(names.get(i), known);
        }
      }
    }
  }

  /// Whether the server has the command, according to COMMAND INFO, or to INFO where COMMAND INFO is refused.
  boolean has(Command command) {
    Boolean told = has.get(command.lookup());
    if (told != null) {
      return told;
    }
    return command.isExpectedOf(server);
  }

  /// Records which commands are sent to this server together with INFO.
  void setFirstRound(List<Command> commands) {
    firstRound = List.copyOf(commands);
  }

  /// Returns the commands to send together with INFO: those of the first round that the server has and does not refuse.
  /// Until a right is known to be granted, only one of the commands that need it is returned, so that a denial is
  /// logged once by the server. Empty while commands have to be sent one by one.
  List<Command> wanted(long nowNanos) {
    if (oneByOne(nowNanos)) {
      return List.of();
    }
    List<Command> wanted = new ArrayList<>();
    Set<String> tried = new HashSet<>();
    for (Command command : firstRound) {
      if (has(command) && !isRefused(command, nowNanos)) {
        String right = right(command);
        if (granted.contains(right) || tried.add(right)) {
          wanted.add(command);
        }
      }
    }
    return wanted;
  }

  /// Returns the unit in which access lists grant a command: the subcommand, before Redis 7 the whole command.
  private String right(Command command) {
    return server.isAtLeast(7, 0) ? command.subcommand() : command.name();
  }

  /// Records that the user may use a command, and all commands that need the same right.
  void grant(Command command) {
    granted.add(right(command));
  }

  /// Returns the rule for a command in an access list: `config|get`, before Redis 7 `config`.
  String rule(Command command) {
    boolean container = command.hasSubcommand() && server.isAtLeast(7, 0);
    return (container ? command.subcommand().replace(' ', '|') : command.name())
        .toLowerCase(Locale.ROOT);
  }

  /// Records that the user may use none of the commands that need the same right as this one.
  void forbid(Command command, Refusal refusal, long nowNanos) {
    String right = right(command);
    granted.remove(right);
    for (Command other : firstRound) {
      if (right(other).equals(right)) {
        refused.putIfAbsent(other, new Refused(nowNanos, refusal));
      }
    }
  }

  /// Whether the target refused the command in the last minutes.
  boolean isRefused(Command command, long nowNanos) {
    return refusal(command, nowNanos) != null;
  }

  /// Returns the refusal of a command; null where there is none, or where it is time to send the command again.
  @Nullable Refusal refusal(Command command, long nowNanos) {
    Refused met = refused.get(command);
    return met != null && nowNanos - met.atNanos < REFUSAL_LASTS.toNanos() ? met.refusal : null;
  }

  /// Records a refusal. Returns whether it is the first one of the command, so that it is logged once; false as well
  /// when it is not recorded because too many refusals are.
  boolean refuse(Command command, Refusal refusal, long nowNanos) {
    if (refused.size() >= MOST_REFUSALS && !refused.containsKey(command)) {
      return false;
    }
    return refused.put(command, new Refused(nowNanos, refusal)) == null;
  }

  /// Whether a database need not be selected, because the server has refused it, a lower one, or too many other ones in
  /// the last minutes.
  boolean isMissingDatabase(int database, long nowNanos) {
    return missingSelects > 0
        && nowNanos - missingSince < REFUSAL_LASTS.toNanos()
        && (database >= lowestMissing || missingSelects >= MOST_SELECTS);
  }

  /// Records that the server does not have a database. Returns whether it is the first one in the last minutes, so that
  /// it is logged once.
  synchronized boolean addMissingDatabase(int database, long nowNanos) {
    if (missingSelects == 0 || nowNanos - missingSince >= REFUSAL_LASTS.toNanos()) {
      missingSince = nowNanos;
      missingSelects = 0;
      lowestMissing = database;
    }
    lowestMissing = Math.min(lowestMissing, database);
    return missingSelects++ == 0;
  }

  /// Forgets the keys for which commands were refused, and records no key from then on.
  void forgetKeys() {
    refusedKeys.close();
  }

  /// Forgets all refusals, so that the commands are sent again.
  void forgetRefusals() {
    refused.clear();
    missingSelects = 0;
    oneByOne = false;
    mostScanned = Long.MAX_VALUE;
  }

  /// Returns whether a kind of command works.
  Standing standing(Command kind, long nowNanos) {
    if (isRefused(kind, nowNanos) || !has(kind)) {
      return Standing.REFUSED;
    }
    return works.contains(kind) ? Standing.WORKS : Standing.UNTRIED;
  }

  /// Records that a kind of command was answered without an error.
  void setWorks(Command kind) {
    works.add(kind);
  }

  /// Returns the keys for which a kind of command was refused.
  RefusedKeys refusedKeys() {
    return refusedKeys;
  }

  /// Whether an error is about the command, and not about the key or the data for which it was sent.
  static boolean isAboutCommand(Reply.Error error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return switch (error.code()) {
      case "NOPERM" -> !message.contains("key");
      case "ERR" ->
          message.contains("unknown command")
              || message.contains("unknown subcommand")
              || message.contains("not allowed")
              || message.contains("not permitted")
              || message.contains("not supported")
              || message.contains("unsupported")
              || message.contains("disabled");
      default -> false;
    };
  }

  /// Whether an error is likely to be the reply to the same command in the next scrape.
  static boolean isLasting(Reply.Error error) {
    return !PASSING.contains(error.code().toUpperCase(Locale.ROOT))
        && !error.message().contains("max number of clients");
  }

  /// Whether commands are sent one by one, because a proxy closes the connection on several commands at once.
  boolean oneByOne(long nowNanos) {
    return oneByOne && nowNanos - oneByOneAt < REFUSAL_LASTS.toNanos();
  }

  void setOneByOne(long nowNanos) {
    oneByOneAt = nowNanos;
    oneByOne = true;
  }

  /// Returns the largest COUNT for SCAN with which no batch of keys was too large.
  long mostScanned() {
    return mostScanned;
  }

  /// Records that SCAN returns too many keys at once with more than this COUNT.
  void limitScanned(long count) {
    mostScanned = count;
  }
}
