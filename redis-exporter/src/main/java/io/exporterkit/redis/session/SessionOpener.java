package io.exporterkit.redis.session;

import io.exporterkit.net.ConnectionLostException;
import io.exporterkit.net.ConnectionPool;
import io.exporterkit.net.Descriptors;
import io.exporterkit.net.Dialer;
import io.exporterkit.net.Patience;
import io.exporterkit.net.ProtocolException;
import io.exporterkit.net.Wire;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.Connection.Peer;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.ReplyLimits;
import io.exporterkit.redis.protocol.ReplyMemory;
import io.exporterkit.redis.protocol.ServerTexts;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.scrape.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens sessions: finds a connection that is good, and has INFO answered on it.
///
/// On a kept connection all commands this server is known to understand go out in one write, INFO first. On a new one the first
/// write holds AUTH, SELECT, SETNAME, INFO and COMMAND INFO, which every server of the family knows; the rest follows when INFO and
/// COMMAND INFO have told what the server has. A kept connection that proves dead or silent, or on which another server or role
/// answers than before, is replaced within the scrape.
public final class SessionOpener {
  private static final Logger log = LoggerFactory.getLogger(SessionOpener.class);

  /// A kept connection must give its first byte in this time, or a quarter of what is left of the scrape.
  private static final long KEPT_SILENCE = TimeUnit.SECONDS.toNanos(1);

  private static final String WAITING = "waiting for INFO";
  private static final int MOST_ATTEMPTS = 4;
  private static final Command PING = Command.of("PING").everywhere();
  private static final Command SET_NAME =
      Command.of("CLIENT", "SETNAME", "redis_exporter").everywhere();
  static final Command INFO_ALL = Command.of("INFO", "ALL").everywhere();
  static final Command INFO = Command.of("INFO").everywhere();

  private final ConnectionSettings settings;
  private final FirstRound firstRound;
  private final ReplyLimits limits;
  private final ReplyMemory memory;
  private final Descriptors descriptors;
  private final ConnectionPool<RedisTarget, Connection> connections;
  private final Ticker ticker;
  private final Dialer dialer;
  private final NodeSessions nodes;
  private final Command wholeInfo;
  private final List<String> lookups;
  private final Command commandInfo;

  /// @param wholeInfo what is asked for first: INFO ALL, or INFO where that is enough
  /// @param nodes sessions with other nodes of a cluster
  /// @param connections closed where descriptors are needed for new ones
  SessionOpener(
      ConnectionSettings settings,
      Dialer dialer,
      Command wholeInfo,
      FirstRound firstRound,
      NodeSessions nodes,
      ReplyLimits limits,
      ReplyMemory memory,
      Descriptors descriptors,
      ConnectionPool<RedisTarget, Connection> connections,
      Ticker ticker) {
    this.descriptors = descriptors;
    this.connections = connections;
    this.wholeInfo = wholeInfo;
    this.nodes = nodes;
    this.settings = settings;
    this.dialer = dialer;
    this.firstRound = firstRound;
    this.limits = limits;
    this.memory = memory;
    this.ticker = ticker;
    Set<String> names = new LinkedHashSet<>();
    firstRound.all().forEach(command -> names.add(command.lookup()));
    this.lookups = List.copyOf(names);
    List<String> words = new ArrayList<>(List.of("COMMAND", "INFO"));
    words.addAll(names);
    this.commandInfo = Command.of(words.toArray(String[]::new)).everywhere();
  }

  /// What a session needs by itself, whatever is collected.
  ///
  /// @param database of the target's address
  public static Rights rights(ConnectionSettings settings, int database) {
    Rights rights = Rights.on(Rights.Where.ANYWHERE, "info", "command|info");
    if (settings.setClientName()) {
      rights = rights.and(Rights.on(Rights.Where.ANYWHERE, "client|setname"));
    }
    if (settings.pingOnConnect()) {
      rights = rights.and(Rights.on(Rights.Where.ANYWHERE, "ping"));
    }
    return database > 0 ? rights.and(RedisSession.OTHER_DATABASE) : rights;
  }

  /// Opens a session: when this returns, INFO has been answered.
  ///
  /// @throws DeadlineException when it was not answered in time
  /// @throws IOException when the target cannot be reached or is no Redis
  /// @throws RedisErrorException when it refused to answer
  public RedisSession open(RedisTarget target, Deadline deadline, ConnectTimes times)
      throws IOException, InterruptedException {
    return open(target, patience(deadline), times);
  }

  Patience patience(Deadline deadline) {
    return new Patience(deadline, settings.timeoutNanos(), ticker);
  }

  RedisSession open(RedisTarget target, Patience patience, ConnectTimes times)
      throws IOException, InterruptedException {
    RedisSession session = opened(target, patience, times);
    patience.deadline().enter("");
    return session;
  }

  private RedisSession opened(RedisTarget target, Patience patience, ConnectTimes times)
      throws IOException, InterruptedException {
    patience.deadline().enter(WAITING);
    Connection kept = target.take();
    if (kept != null) {
      RedisSession session = onKept(target, kept, patience, times);
      if (session != null) {
        return session;
      }
    }
    boolean oneByOne = target.refusals().oneByOne();
    Command info = info(target);
    for (int attempt = 1; ; attempt++) {
      Connection fresh = dial(target, patience, times);
      try {
        return onFresh(target, fresh, patience, times, info, oneByOne);
      } catch (HungUpException e) {
        fresh.close();
        if (attempt == MOST_ATTEMPTS) {
          throw e.lost;
        }
      } catch (ConnectionLostException e) {
        Reply.Error words = fresh.lastWords(patience);
        fresh.close();
        if (words != null) {
          refuseClosing(target, words);
        }
        refuseTls(target, fresh, patience);
        if (!oneByOne) {
          oneByOne = true;
        } else if (!info.equals(INFO)) {
          info = INFO;
        } else {
          throw e;
        }
      } catch (IOException | RuntimeException | Error e) {
        fresh.close();
        throw e;
      }
    }
  }

  /// Ends the attempts where a connection in plain text was closed on the first bytes, because the port speaks TLS.
  private void refuseTls(RedisTarget target, Connection lost, Patience patience)
      throws ProtocolException {
    if (!lost.hasAnswered()
        && dialer.speaksTls(target.address().endpoint(), lost.wire(), patience)) {
      throw new ProtocolException(ServerTexts.SPEAKS_TLS);
    }
  }

  /// The session on a kept connection; null when it is good for nothing more, and closed.
  private @Nullable RedisSession onKept(
      RedisTarget target, Connection kept, Patience patience, ConnectTimes times)
      throws DeadlineException {
    try {
      Patience impatient =
          patience.withSilence(Math.min(KEPT_SILENCE, patience.deadline().remainingNanos() / 4));
      ping(target, kept, impatient, times);
      List<Command> asked = target.refusals().wanted();
      List<Command> round = new ArrayList<>();
      round.add(info(target));
      round.addAll(asked);
      kept.send(round);
      kept.awaitByte(impatient);
      Info info = infoIn(target, kept.read(patience));
      if (peer(info).equals(kept.peer)) {
        times.connected(0);
        return session(target, kept, info, patience, asked);
      }
      log.debug("{}: another server or role answers: connecting anew", target.address());
    } catch (DeadlineException e) {
      if (patience.deadline().hasPassed()) {
        kept.close();
        throw e;
      }
    } catch (IOException e) {
      log.debug("{}: kept connection of no more use: {}", target.address(), e.getMessage());
    } catch (RuntimeException | Error e) {
      kept.close();
      throw e;
    }
    kept.close();
    return null;
  }

  private RedisSession onFresh(
      RedisTarget target,
      Connection fresh,
      Patience patience,
      ConnectTimes times,
      Command info,
      boolean oneByOne)
      throws IOException {
    boolean batch = !oneByOne && !settings.pingOnConnect();
    Command name = nameToSet(target);
    List<Command> greeting = greeting(target, name);
    Reply answer;
    if (batch) {
      List<Command> round = new ArrayList<>(greeting);
      round.add(info);
      boolean learn = !target.refusals().contains(commandInfo);
      if (learn) {
        round.add(commandInfo);
      }
      fresh.send(round);
      readGreeting(target, fresh, greeting, patience);
      answer = fresh.read(patience);
      return begin(target, fresh, patience, info, answer, learn);
    }
    if (oneByOne) {
      greeting.remove(SET_NAME);
    }
    for (Command command : greeting) {
      fresh.send(List.of(command));
      readGreeting(target, fresh, List.of(command), patience);
    }
    ping(target, fresh, patience, times);
    fresh.send(List.of(info));
    answer = fresh.read(patience);
    if (oneByOne && name != null) {
      try {
        fresh.send(List.of(name));
        readGreeting(target, fresh, List.of(name), patience);
      } catch (ConnectionLostException e) {
        target
            .refusals()
            .add(
                name,
                new Refusal(Refusal.Kind.HANGS_UP, "the connection is closed on the command"));
        throw new HungUpException(e);
      }
    }
    return begin(target, fresh, patience, info, answer, false);
  }

  /// The session of a new connection on which INFO was answered; where INFO ALL failed, after asking for INFO.
  ///
  /// @param learning whether COMMAND INFO was sent behind INFO
  private RedisSession begin(
      RedisTarget target,
      Connection fresh,
      Patience patience,
      Command asked,
      Reply answer,
      boolean learning)
      throws IOException {
    Reply learned = null;
    boolean plain = asked.equals(INFO);
    if (!plain && isWorthFallback(answer)) {
      plain = true;
      if (learning) {
        learned = fresh.read(patience);
      }
      fresh.send(List.of(INFO));
      answer = fresh.read(patience);
    }
    Info info = infoIn(target, answer);
    fresh.peer = peer(info);
    RedisSession session =
        session(target, fresh, info, patience, learning ? List.of(commandInfo) : List.of());
    Refusals refusals = target.refusals();
    if (plain && !wholeInfo.equals(INFO) && !refusals.contains(wholeInfo)) {
      refusals.add(wholeInfo, new Refusal(Refusal.Kind.LACKS, "INFO is asked instead"));
    }
    session.learnFirst(learned);
    return session;
  }

  /// The session on a connection on which INFO was answered; the target is now known as that server.
  ///
  /// @param unread commands whose replies are still to be read
  private RedisSession session(
      RedisTarget target,
      Connection connection,
      Info info,
      Patience patience,
      List<Command> unread) {
    ServerIdentity server = ServerIdentity.of(info);
    target.sawServer(server, info.getOrEmpty("role"));
    return new RedisSession(this, target, connection, info, server, patience, unread);
  }

  /// Connects anew in the middle of a scrape, with AUTH and SELECT done.
  Connection reconnect(RedisTarget target, Patience patience)
      throws IOException, InterruptedException {
    Connection fresh = dial(target, patience, null);
    try {
      for (Command command : greeting(target, null)) {
        fresh.send(List.of(command));
        readGreeting(target, fresh, List.of(command), patience);
      }
      patience.deadline().enter("");
      return fresh;
    } catch (IOException | RuntimeException | Error e) {
      fresh.close();
      throw e;
    }
  }

  Dialer dialer() {
    return dialer;
  }

  NodeSessions nodes() {
    return nodes;
  }

  Command commandInfo() {
    return commandInfo;
  }

  /// Enters what COMMAND INFO answered, and with it what this server is to be asked for from now on.
  void learn(RedisTarget target, @Nullable Reply answer, ServerIdentity server) {
    target.refusals().learn(lookups, answer);
    target.refusals().setFirstRound(firstRound.of(server));
  }

  private Connection dial(RedisTarget target, Patience patience, @Nullable ConnectTimes times)
      throws IOException, InterruptedException {
    long from = ticker.nanos();
    try {
      Wire wire =
          descriptors.open(
              () -> dialer.dial(target.address().endpoint(), target.tlsServerName(), patience),
              connections);
      patience.deadline().enter(WAITING);
      return new Connection(wire, limits, memory, ticker.nanos(), descriptors::release);
    } finally {
      if (times != null) {
        times.connected((ticker.nanos() - from) / 1e9);
      }
    }
  }

  private @Nullable Command nameToSet(RedisTarget target) {
    boolean wanted = settings.setClientName() && !target.refusals().contains(SET_NAME);
    return wanted ? SET_NAME : null;
  }

  private static List<Command> greeting(RedisTarget target, @Nullable Command name) {
    List<Command> greeting = new ArrayList<>();
    if (target.credentials().areGiven()) {
      greeting.add(target.credentials().auth());
    }
    if (target.address().database() > 0) {
      greeting.add(Command.of("SELECT", Integer.toString(target.address().database())));
    }
    if (name != null) {
      greeting.add(name);
    }
    return greeting;
  }

  private void readGreeting(
      RedisTarget target, Connection connection, List<Command> greeting, Patience patience)
      throws IOException {
    for (Command command : greeting) {
      if (connection.read(patience) instanceof Reply.Error error) {
        refuseClosing(target, error);
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

  /// Throws RedisErrorException where a server closes the connection with this error, whatever the command was: it is full, or in
  /// protected mode.
  private static void refuseClosing(RedisTarget target, Reply.Error error) throws IOException {
    if (error.code().equals("DENIED") || error.message().contains("max number of clients")) {
      throw new RedisErrorException(
          "the target closes the connection: " + target.refusals().reason(error));
    }
  }

  private void ping(
      RedisTarget target, Connection connection, Patience patience, ConnectTimes times)
      throws IOException {
    if (settings.pingOnConnect() && !target.refusals().contains(PING)) {
      long from = ticker.nanos();
      connection.send(List.of(PING));
      Reply reply = connection.read(patience);
      times.pinged((ticker.nanos() - from) / 1e9);
      if (reply instanceof Reply.Error error) {
        refuseClosing(target, error);
      }
      target.refusals().note(PING, reply);
    }
  }

  private Command info(RedisTarget target) {
    return target.refusals().contains(wholeInfo) ? INFO : wholeInfo;
  }

  private static boolean isWorthFallback(Reply answer) {
    return switch (answer) {
      case Reply.Error error -> Knowledge.isLasting(error) && !error.code().equals("NOPERM");
      case Reply.Bulk bulk -> bulk.length() == 0;
      default -> false;
    };
  }

  private static Info infoIn(RedisTarget target, Reply answer)
      throws IOException, ProtocolException {
    return switch (answer) {
      case Reply.Error error -> {
        refuseClosing(target, error);
        throw new RedisErrorException("INFO refused: " + target.refusals().reason(error));
      }
      case Reply.Bulk bulk -> {
        Info info = bulk.isCut() ? Info.parseCut(bulk.wholeLines()) : Info.parse(bulk.text());
        if (info.size() == 0) {
          throw new ProtocolException("INFO holds no field");
        }
        yield info;
      }
      default -> throw new ProtocolException("not a Redis server: INFO is answered with no text");
    };
  }

  private static Peer peer(Info info) {
    return new Peer(info.getOrEmpty("run_id"), info.getOrEmpty("role"));
  }

  /// The connection was closed on one command that need not be sent: worth another try without it.
  private static final class HungUpException extends IOException {
    private static final long serialVersionUID = 1;
    final ConnectionLostException lost;

    HungUpException(ConnectionLostException lost) {
      super(lost);
      this.lost = lost;
    }
  }
}
