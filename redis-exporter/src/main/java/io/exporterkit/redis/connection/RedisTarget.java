package io.exporterkit.redis.connection;

import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Ticker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A target between its scrapes: its address and credentials, what is known of the server, its last role. [KeptConnections] holds its
/// connection. Safe for use by several threads.
public final class RedisTarget {
  private final TargetAddress address;
  private final String tlsServerName;
  private final Credentials credentials;
  private final KeptConnections connections;
  private final Ticker ticker;
  private final ScrapeHistory history = new ScrapeHistory();
  // Why collectors have nothing to read in the present role, by their names.
  private final Map<String, String> idle = new ConcurrentHashMap<>();
  private volatile Knowledge knowledge;
  private volatile String role = "";
  private volatile String failure = "";
  private volatile long lastUsed;

  RedisTarget(
      TargetAddress address,
      String tlsServerName,
      Credentials credentials,
      KeptConnections connections,
      Semaphore refusedKeysRoom,
      Ticker ticker) {
    this.knowledge = new Knowledge(Knowledge.ServerIdentity.UNKNOWN, refusedKeysRoom);
    this.address = address;
    this.tlsServerName = tlsServerName;
    this.credentials = credentials;
    this.connections = connections;
    this.ticker = ticker;
    this.lastUsed = ticker.nanos();
  }

  public TargetAddress address() {
    return address;
  }

  public ScrapeHistory history() {
    return history;
  }

  /// Role in the last INFO, `master` or `slave`; empty before the first, and where INFO tells none, as a sentinel's.
  public String role() {
    return role;
  }

  /// Name that the target's certificate must hold; empty for the host of its address.
  String tlsServerName() {
    return tlsServerName;
  }

  Credentials credentials() {
    return credentials;
  }

  Knowledge knowledge() {
    return knowledge;
  }

  /// Enters who answered; knowledge of another server is dropped, but for what this scrape was refused.
  Knowledge sawServer(Knowledge.ServerIdentity server, String nowRole) {
    if (!nowRole.equals(role)) {
      idle.clear();
    }
    role = nowRole;
    Knowledge now = knowledge;
    if (!now.server().equals(server)) {
      now = now.of(server, lastUsed);
      knowledge = now;
    }
    return now;
  }

  /// Enters how it went to open a session, the empty text for well; whether it went otherwise the last time.
  boolean isNews(String how) {
    boolean news = !how.equals(failure);
    failure = how;
    return news;
  }

  /// Records why a collector has nothing to read. Returns whether that is news since the target took its present role.
  boolean isIdleNews(String collector, String reason) {
    return !reason.equals(idle.put(collector, reason));
  }

  /// Has everything that the target refused tried again.
  void forgetRefusals() {
    knowledge.forgetRefusals();
  }

  /// Returns the kept connection, where there is one young enough and with nothing unread on it; whoever has it closes it or keeps it
  /// again.
  @Nullable Connection take() {
    lastUsed = ticker.nanos();
    return connections.take(this);
  }

  /// Keeps a connection on which all replies were read, or closes it.
  void keep(Connection connection) {
    lastUsed = ticker.nanos();
    connections.keep(this, connection);
  }

  /// Closes the kept connection, and forgets what is known of the server.
  void forget() {
    connections.forget(this);
    knowledge.forgetKeys();
  }

  /// Nanoseconds since it was last scraped.
  long idleNanos() {
    return ticker.nanos() - lastUsed;
  }
}
