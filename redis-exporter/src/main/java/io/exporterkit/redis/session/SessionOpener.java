package io.exporterkit.redis.session;

import io.exporterkit.net.Dialer;
import io.exporterkit.net.Patience;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/// Opens sessions: finds a connection that works, and reads the reply to INFO on it. Safe for use by several threads.
///
/// On a kept connection, INFO and all commands that this server is known to have are sent in one write. On a new
/// connection the first write holds AUTH, SELECT, CLIENT SETNAME, INFO and COMMAND INFO, which every server of the
/// family knows; the other commands follow when the replies have shown which ones the server has. A kept connection is
/// replaced within the scrape when it is dead or silent, or when another server or role answers on it than before.
public final class SessionOpener {
  /// The phase of the deadline between connecting and the reply to INFO, for the reason of a time-out.
  static final String WAITING = "waiting for INFO";

  private final ConnectionSettings settings;
  private final Connector connector;
  private final InfoCommand info;
  private final CommandLookup lookup;
  private final NodeSessions nodes;

  /// @param nodes opens sessions with other nodes of a cluster
  SessionOpener(
      ConnectionSettings settings,
      Connector connector,
      InfoCommand info,
      FirstRound firstRound,
      NodeSessions nodes) {
    this.settings = settings;
    this.connector = connector;
    this.info = info;
    this.lookup = new CommandLookup(firstRound);
    this.nodes = nodes;
  }

  /// Returns the rights that every session needs, whatever is collected.
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

  /// Opens a session: when this returns, INFO has been answered. The caller closes the session.
  ///
  /// @param only commands of the first round to send; the others are sent when a collector asks for them
  /// @param times receives the durations of connecting and of PING
  /// @throws DeadlineException when INFO was not answered in time
  /// @throws RedisErrorException when the target refuses INFO, AUTH or SELECT
  /// @throws IOException when the target cannot be reached or is no Redis
  public RedisSession open(
      RedisTarget target, Deadline deadline, Predicate<Command> only, ConnectTimes times)
      throws IOException, InterruptedException {
    return new Opening(this, target, patience(deadline), only, times).run();
  }

  RedisSession open(RedisTarget target, Patience patience, ConnectTimes times)
      throws IOException, InterruptedException {
    return new Opening(this, target, patience, _ -> true, times).run();
  }

  Patience patience(Deadline deadline) {
    return new Patience(deadline, settings.timeoutNanos(), connector.ticker());
  }

  /// Returns the session on a connection on which INFO was answered, and records which server the target is now.
  ///
  /// @param due commands that were sent, and whose replies were not read
  /// @param only commands that are sent in advance
  RedisSession session(
      RedisTarget target,
      Connection connection,
      Info fields,
      Patience patience,
      List<Command> due,
      Predicate<Command> only) {
    ScrapeConnection ofScrape = new ScrapeConnection(this, target, connection, patience, due);
    RedisSession session = new RedisSession(this, target, ofScrape, fields, only);
    target.sawServer(session.server(), fields.getOrEmpty("role"));
    return session;
  }

  /// Opens a new connection in the middle of a scrape, with AUTH and SELECT done.
  Connection reconnect(RedisTarget target, int database, Patience patience)
      throws IOException, InterruptedException {
    Connection fresh = connector.dial(target, patience, ConnectTimes.NONE);
    boolean greeted = false;
    try {
      patience.deadline().enter(WAITING);
      new Greeting(target, fresh, patience).exchange(Greeting.commands(target, database));
      patience.deadline().enter("");
      greeted = true;
      return fresh;
    } finally {
      if (!greeted) {
        fresh.close();
      }
    }
  }

  Connector connector() {
    return connector;
  }

  Dialer dialer() {
    return connector.dialer();
  }

  InfoCommand info() {
    return info;
  }

  CommandLookup lookup() {
    return lookup;
  }

  NodeSessions nodes() {
    return nodes;
  }

  boolean setsClientName() {
    return settings.setClientName();
  }

  boolean pingsOnConnect() {
    return settings.pingOnConnect();
  }
}
