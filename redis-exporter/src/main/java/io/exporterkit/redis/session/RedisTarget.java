package io.exporterkit.redis.session;

import io.exporterkit.net.ConnectionPool;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Ticker;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A target between its scrapes: its address and credentials, what is known of the server, its last role. A [ConnectionPool] holds its
/// connection. Safe for use by several threads.
public final class RedisTarget {
  private final TargetAddress address;
  private final String tlsServerName;
  private final Credentials credentials;
  private final ConnectionPool<RedisTarget, Connection> connections;
  private final Ticker ticker;
  private final ScrapeHistory history = new ScrapeHistory();
  private final Refusals refusals;
  private volatile String role = "";
  private volatile String failure = "";
  private volatile long lastTaken;

  RedisTarget(
      TargetAddress address,
      String tlsServerName,
      Credentials credentials,
      ConnectionPool<RedisTarget, Connection> connections,
      Semaphore refusedKeysRoom,
      Ticker ticker) {
    this.refusals = new Refusals(address, credentials, refusedKeysRoom, ticker);
    this.address = address;
    this.tlsServerName = tlsServerName;
    this.credentials = credentials;
    this.connections = connections;
    this.ticker = ticker;
    this.lastTaken = ticker.nanos();
  }

  public TargetAddress address() {
    return address;
  }

  ScrapeHistory history() {
    return history;
  }

  /// Role in the last INFO, `master` or `slave`; empty before the first, and where INFO tells none, as a sentinel's.
  String role() {
    return role;
  }

  /// Name that the target's certificate must hold; empty for the host of its address.
  String tlsServerName() {
    return tlsServerName;
  }

  Credentials credentials() {
    return credentials;
  }

  Refusals refusals() {
    return refusals;
  }

  /// Enters who answered; knowledge of another server is dropped, but for what this scrape was refused.
  void sawServer(ServerIdentity server, String nowRole) {
    if (!nowRole.equals(role)) {
      refusals.sawOtherRole();
    }
    role = nowRole;
    refusals.sawServer(server, lastTaken);
  }

  /// Enters how it went to open a session, the empty text for well; whether it went otherwise the last time.
  boolean isNews(String how) {
    boolean news = !how.equals(failure);
    failure = how;
    return news;
  }

  /// Returns the kept connection, where there is one young enough and with nothing unread on it; whoever has it closes it or keeps it
  /// again.
  @Nullable Connection take() {
    lastTaken = ticker.nanos();
    return connections.take(this);
  }

  /// Keeps a connection on which all replies were read, or closes it.
  void keep(Connection connection) {
    connections.keep(this, connection);
  }

  /// Closes the kept connection, and forgets what is known of the server.
  void forget() {
    connections.forget(this);
    refusals.close();
  }
}
