package io.exporterkit.redis.connection;

import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Ticker;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A target between its scrapes: its address and credentials, one kept connection, what is known of the server, its last role. Safe
/// for use by several threads.
public final class RedisTarget {
  private final TargetAddress address;
  private final String tlsServerName;
  private final Credentials credentials;
  private final ConnectionSettings settings;
  private final Ticker ticker;
  private final ScrapeHistory history = new ScrapeHistory();
  private final AtomicReference<@Nullable Connection> kept = new AtomicReference<>();
  private volatile Knowledge knowledge = new Knowledge(Knowledge.ServerIdentity.UNKNOWN);
  private volatile String role = "";
  private volatile String failure = "";
  private volatile long lastUsed;

  RedisTarget(
      TargetAddress address,
      String tlsServerName,
      Credentials credentials,
      ConnectionSettings settings,
      Ticker ticker) {
    this.address = address;
    this.tlsServerName = tlsServerName;
    this.credentials = credentials;
    this.settings = settings;
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

  /// Has everything that the target refused tried again.
  void forgetRefusals() {
    knowledge.forgetRefusals();
  }

  /// Takes the kept connection, if there is one young enough and with nothing unread on it; whoever takes it closes it or keeps it
  /// again.
  @Nullable Connection take() {
    lastUsed = ticker.nanos();
    Connection connection = kept.getAndSet(null);
    if (connection != null && !(isYoung(connection) && connection.isClean())) {
      connection.close();
      return null;
    }
    return connection;
  }

  /// Keeps a connection on which all replies were read, or closes it where it is too old or another one is kept already.
  void keep(Connection connection) {
    lastUsed = ticker.nanos();
    connection.beginScrape();
    if (!isYoung(connection) || !kept.compareAndSet(null, connection)) {
      connection.close();
    }
  }

  /// Closes the kept connection when it is too old.
  void closeOld() {
    Connection connection = kept.get();
    if (connection != null && !isYoung(connection) && kept.compareAndSet(connection, null)) {
      connection.close();
    }
  }

  /// Closes the kept connection.
  void close() {
    Connection connection = kept.getAndSet(null);
    if (connection != null) {
      connection.close();
    }
  }

  /// Nanoseconds since it was last scraped.
  long idleNanos() {
    return ticker.nanos() - lastUsed;
  }

  private boolean isYoung(Connection connection) {
    return ticker.nanos() - connection.openedAt() < settings.maxAge().toNanos();
  }

  /// Whether a connection is open for the next scrape.
  boolean keepsConnection() {
    return kept.get() != null;
  }
}
