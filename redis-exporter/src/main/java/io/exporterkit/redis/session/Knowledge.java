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

/// What a target was seen to understand and to refuse, so that it is asked for nothing in vain. Begins anew when the server behind the
/// address is another one, or another version. Safe for use by several threads.
final class Knowledge {
  /// After this long a refused command is tried again, so that a right granted meanwhile shows.
  static final Duration REFUSAL_LASTS = Duration.ofMinutes(5);

  /// Error codes of a passing state of the server: they say nothing about the command.
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

  /// Commands whose refusal is remembered: more than any configuration asks for.
  private static final int MOST_REFUSALS = 256;

  /// Databases that a server may refuse before no other is tried: each refusal is an error in the server's statistics.
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

  /// A refusal, with the moment it was met.
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

  /// What is known when INFO tells that another server answers: what was refused since that moment, since it was this one that did.
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

  /// Enters what COMMAND INFO answered: one element a name, nil for a command the server does not have.
  void learn(List<String> names, Reply answer) {
    if (answer instanceof Reply.Array(List<Reply> elements) && elements.size() == names.size()) {
      for (int i = 0; i < names.size(); i++) {
        boolean known =
            elements.get(i) instanceof Reply.Array(List<Reply> words) && !words.isEmpty();
        // Before 7.0 COMMAND INFO knows no subcommands.
        if (known || !names.get(i).contains("|") || server.isAtLeast(7, 0)) {
          has.put(names.get(i), known);
        }
      }
    }
  }

  /// Whether the server has the command: from COMMAND INFO, or, where that is refused, from what INFO says the server is.
  boolean has(Command command) {
    Boolean told = has.get(command.lookup());
    if (told != null) {
      return told;
    }
    return command.isExpectedOf(server);
  }

  /// Enters what this server is to be asked for beside INFO.
  void setFirstRound(List<Command> commands) {
    firstRound = List.copyOf(commands);
  }

  /// What to ask for beside INFO in one write: commands of the first round that the server has and does not refuse. Of those that
  /// one right stands for, one alone as long as it is not known to be granted, so that one try is refused where it is not. None as
  /// long as commands have to go one by one.
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

  /// What an access list grants: a subcommand, before Redis 7 a command.
  private String right(Command command) {
    return server.isAtLeast(7, 0) ? command.subcommand() : command.name();
  }

  /// Enters that the user may use a command, and those that the same right stands for.
  void grant(Command command) {
    granted.add(right(command));
  }

  /// Returns the right to a command as an access list names it: `config|get`, before Redis 7 `config`.
  String rule(Command command) {
    boolean container = command.hasSubcommand() && server.isAtLeast(7, 0);
    return (container ? command.subcommand().replace(' ', '|') : command.name())
        .toLowerCase(Locale.ROOT);
  }

  /// Records that the user may use none of the commands that the right to this one stands for.
  void forbid(Command command, Refusal refusal, long nowNanos) {
    String right = right(command);
    granted.remove(right);
    for (Command other : firstRound) {
      if (right(other).equals(right)) {
        refused.putIfAbsent(other, new Refused(nowNanos, refusal));
      }
    }
  }

  /// Whether the target refused the command, not so long ago that it should be tried again.
  boolean isRefused(Command command, long nowNanos) {
    return refusal(command, nowNanos) != null;
  }

  /// Returns what stands against a command; null where nothing does, or where it is time to try the command again.
  @Nullable Refusal refusal(Command command, long nowNanos) {
    Refused met = refused.get(command);
    return met != null && nowNanos - met.atNanos < REFUSAL_LASTS.toNanos() ? met.refusal : null;
  }

  /// Records a refusal. Returns false when one was recorded before, so that it is logged once, or when so many are recorded that this one
  /// is not.
  boolean refuse(Command command, Refusal refusal, long nowNanos) {
    if (refused.size() >= MOST_REFUSALS && !refused.containsKey(command)) {
      return false;
    }
    return refused.put(command, new Refused(nowNanos, refusal)) == null;
  }

  /// Whether a database need not be selected: the server has refused it or a lower one, or so many that no other is tried for a while.
  boolean isMissingDatabase(int database, long nowNanos) {
    return missingSelects > 0
        && nowNanos - missingSince < REFUSAL_LASTS.toNanos()
        && (database >= lowestMissing || missingSelects >= MOST_SELECTS);
  }

  /// Records that the server has no database of this number. Returns whether this is the first one in a while, so that it is logged once.
  synchronized boolean addMissingDatabase(int database, long nowNanos) {
    if (missingSelects == 0 || nowNanos - missingSince >= REFUSAL_LASTS.toNanos()) {
      missingSince = nowNanos;
      missingSelects = 0;
      lowestMissing = database;
    }
    lowestMissing = Math.min(lowestMissing, database);
    return missingSelects++ == 0;
  }

  /// Forgets the keys for which commands were refused, for good.
  void forgetKeys() {
    refusedKeys.close();
  }

  /// Has everything that was refused tried again.
  void forgetRefusals() {
    refused.clear();
    missingSelects = 0;
    oneByOne = false;
    mostScanned = Long.MAX_VALUE;
  }

  /// What is known of a kind of command.
  Standing standing(Command kind, long nowNanos) {
    if (isRefused(kind, nowNanos) || !has(kind)) {
      return Standing.REFUSED;
    }
    return works.contains(kind) ? Standing.WORKS : Standing.UNTRIED;
  }

  /// Enters that a kind of command was answered.
  void setWorks(Command kind) {
    works.add(kind);
  }

  /// Keys for which a kind of command was refused.
  RefusedKeys refusedKeys() {
    return refusedKeys;
  }

  /// Whether an error is about the command, and not about the key or the data it was sent for.
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

  /// Whether an error says that the command will not be answered next time either.
  static boolean isLasting(Reply.Error error) {
    return !PASSING.contains(error.code().toUpperCase(Locale.ROOT))
        && !error.message().contains("max number of clients");
  }

  /// Whether commands go one at a time, since something on the way cannot bear several.
  boolean oneByOne(long nowNanos) {
    return oneByOne && nowNanos - oneByOneAt < REFUSAL_LASTS.toNanos();
  }

  void setOneByOne(long nowNanos) {
    oneByOneAt = nowNanos;
    oneByOne = true;
  }

  /// The largest COUNT for SCAN with which no page was too large.
  long mostScanned() {
    return mostScanned;
  }

  /// Records that pages of SCAN are too large with more than this COUNT.
  void limitScanned(long count) {
    mostScanned = count;
  }
}
