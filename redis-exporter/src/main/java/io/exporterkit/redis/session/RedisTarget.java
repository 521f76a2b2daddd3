package io.exporterkit.redis.session;

import io.exporterkit.net.ConnectionPool;
import io.exporterkit.net.DialRule;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.time.Ticker;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A target between its scrapes: address, credentials, what its server refuses, and its last role. A [ConnectionPool]
/// holds the connection. Safe for use by several threads.
public final class RedisTarget {
  private final TargetAddress address;
  private final String tlsServerName;
  private final Credentials credentials;
  private final DialRule rule;
  private final ConnectionPool<RedisTarget, Connection> connections;
  private final Ticker ticker;
  private final ScrapeHistory history = new ScrapeHistory();
  private final Refusals refusals;
  private final ScanPace pace;
  private volatile String role = "";
  private volatile String failure = "";
  private volatile long lastTaken;

  RedisTarget(
      TargetAddress address,
      String tlsServerName,
      Credentials credentials,
      DialRule rule,
      ConnectionPool<RedisTarget, Connection> connections,
      Semaphore refusedKeysRoom,
      Ticker ticker) {
    this.refusals = new Refusals(address, credentials, refusedKeysRoom, ticker);
    this.pace = new ScanPace(ticker);
    this.address = address;
    this.tlsServerName = tlsServerName;
    this.credentials = credentials;
    this.rule = rule;
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

  /// Returns the role in the last INFO, `master` or `slave`; empty before the first INFO, and for sentinels, whose INFO
  /// has no role.
  String role() {
    return role;
  }

  /// Returns the name that the target's certificate must contain; empty for the host of its address.
  String tlsServerName() {
    return tlsServerName;
  }

  Credentials credentials() {
    return credentials;
  }

  /// Returns the rule for connections to this target, and to the nodes to which this target leads.
  DialRule rule() {
    return rule;
  }

  /// Returns the pauses between the batches of scans.
  ScanPace pace() {
    return pace;
  }

  Refusals refusals() {
    return refusals;
  }

  /// Records which server answers. What is known of another server is dropped, except refusals in this scrape.
  void sawServer(ServerIdentity server, String nowRole) {
    if (!nowRole.equals(role)) {
      refusals.sawOtherRole();
    }
    role = nowRole;
    refusals.sawServer(server, lastTaken);
  }

  /// Records the result of opening a session: empty for success, else the reason. Returns whether it differs from the
  /// result before.
  boolean isNews(String how) {
    boolean news = !how.equals(failure);
    failure = how;
    return news;
  }

  /// Returns the kept connection, which the caller closes or keeps again; null where there is none, or where it is too
  /// old or has unread bytes.
  @Nullable Connection take() {
    lastTaken = ticker.nanos();
    return connections.take(this);
  }

  /// Keeps a connection on which all replies were read, or closes it where it is too old.
  void keep(Connection connection) {
    connections.keep(this, connection);
  }

  /// Closes the kept connection, and forgets the keys for which commands were refused.
  void forget() {
    connections.forget(this);
    refusals.close();
  }
}
