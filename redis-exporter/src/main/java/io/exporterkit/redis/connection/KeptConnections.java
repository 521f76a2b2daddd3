package io.exporterkit.redis.connection;

import io.exporterkit.scrape.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Open connections that wait for the next scrape of their target: one a target, a few a server, and a bounded number in all. Where one
/// more does not fit, the one that has waited longest is closed. A connection to a TLS port counts as several, because its buffers are
/// larger. Safe for use by several threads.
final class KeptConnections implements AutoCloseable {
  /// Connections kept to one host and port: several users or databases of one server.
  static final int MOST_PER_SERVER = 4;

  /// Plain connections kept in all.
  static final int MOST = 1000;

  private static final int TLS_WEIGHT = 4;

  private final Duration maxAge;
  private final Ticker ticker;
  // In the order in which they were kept: the first has waited longest. All guarded by this.
  private final Map<RedisTarget, Connection> kept = new LinkedHashMap<>();
  private final Map<TargetAddress, Set<RedisTarget>> byServer = new HashMap<>();
  private int weight;
  private boolean closed;

  KeptConnections(Duration maxAge, Ticker ticker) {
    this.maxAge = maxAge;
    this.ticker = ticker;
  }

  /// Returns the connection kept for a target, which the caller closes or keeps again; null where there is none, or where it is too old or
  /// has unread bytes on it.
  @Nullable Connection take(RedisTarget target) {
    Connection connection;
    synchronized (this) {
      connection = remove(target);
    }
    if (connection != null && !(isYoung(connection) && connection.isClean())) {
      connection.close();
      return null;
    }
    return connection;
  }

  /// Keeps a connection on which all replies were read. Closes it where it is too old, or where another one is kept for the target.
  void keep(RedisTarget target, Connection connection) {
    connection.rest();
    List<Connection> surplus = new ArrayList<>();
    synchronized (this) {
      if (closed || !isYoung(connection) || kept.containsKey(target)) {
        surplus.add(connection);
      } else {
        kept.put(target, connection);
        weight += weight(target);
        Set<RedisTarget> ofServer =
            byServer.computeIfAbsent(server(target), _ -> new LinkedHashSet<>());
        ofServer.add(target);
        if (ofServer.size() > MOST_PER_SERVER) {
          addIfPresent(surplus, remove(ofServer.iterator().next()));
        }
        while (weight > MOST) {
          addIfPresent(surplus, remove(kept.keySet().iterator().next()));
        }
      }
    }
    surplus.forEach(Connection::close);
  }

  /// Closes the connection that has waited longest; false where none is kept.
  boolean closeOldest() {
    Connection oldest = null;
    synchronized (this) {
      if (!kept.isEmpty()) {
        oldest = remove(kept.keySet().iterator().next());
      }
    }
    if (oldest != null) {
      oldest.close();
    }
    return oldest != null;
  }

  /// Closes the connections that are too old.
  void closeOld() {
    List<Connection> old = new ArrayList<>();
    synchronized (this) {
      for (Map.Entry<RedisTarget, Connection> entry : List.copyOf(kept.entrySet())) {
        if (!isYoung(entry.getValue())) {
          addIfPresent(old, remove(entry.getKey()));
        }
      }
    }
    old.forEach(Connection::close);
  }

  /// Closes the connection kept for a target, where there is one.
  void forget(RedisTarget target) {
    Connection connection;
    synchronized (this) {
      connection = remove(target);
    }
    if (connection != null) {
      connection.close();
    }
  }

  /// Number of connections kept.
  synchronized int size() {
    return kept.size();
  }

  /// Closes all connections, and each one that is to be kept from now on.
  @Override
  public void close() {
    List<Connection> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(kept.values());
      kept.clear();
      byServer.clear();
      weight = 0;
    }
    all.forEach(Connection::close);
  }

  private @Nullable Connection remove(RedisTarget target) {
    Connection connection = kept.remove(target);
    if (connection != null) {
      weight -= weight(target);
      Set<RedisTarget> ofServer = byServer.get(server(target));
      if (ofServer != null && ofServer.remove(target) && ofServer.isEmpty()) {
        byServer.remove(server(target));
      }
    }
    return connection;
  }

  private static void addIfPresent(List<Connection> to, @Nullable Connection connection) {
    if (connection != null) {
      to.add(connection);
    }
  }

  private static TargetAddress server(RedisTarget target) {
    return target.address().withoutDatabase();
  }

  private static int weight(RedisTarget target) {
    return target.address().transport() == TargetAddress.Transport.TLS ? TLS_WEIGHT : 1;
  }

  private boolean isYoung(Connection connection) {
    return ticker.nanos() - connection.openedAt() < maxAge.toNanos();
  }
}
