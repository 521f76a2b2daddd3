package io.exporterkit.net;

import io.exporterkit.scrape.Ticker;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Open connections that wait for the next scrape of their target: one a target, a few a server, and a bounded number in all. Where one
/// more does not fit, the one that has waited longest is closed. A connection to a TLS port counts as several, because its buffers are
/// larger. Safe for use by several threads.
///
/// @param <K> target, with value equality or identity
/// @param <C> its connection
public final class ConnectionPool<K, C extends ConnectionPool.Pooled> implements AutoCloseable {
  /// A connection that can wait for the next scrape.
  public interface Pooled extends Closeable {
    /// Moment of the ticker at which it was opened.
    long openedAt();

    /// Returns whether nothing lies ready on it that nobody asked for, as far as can be seen.
    boolean isClean();

    /// Frees what only a scrape needs, such as its read buffer.
    void rest();

    /// Closes it. Never throws.
    @Override
    void close();
  }

  /// Connections kept to one host and port: several users or databases of one server.
  static final int MOST_PER_SERVER = 4;

  /// Plain connections kept in all.
  static final int MOST = 1000;

  private static final int TLS_WEIGHT = 4;

  private final Function<K, Endpoint> endpoint;
  private final Duration maxAge;
  private final Ticker ticker;
  // In the order in which they were kept: the first has waited longest. All guarded by this.
  private final Map<K, C> kept = new LinkedHashMap<>();
  private final Map<Endpoint, Set<K>> byServer = new HashMap<>();
  private int weight;
  private boolean closed;

  /// @param endpoint where a target listens
  /// @param maxAge of a connection; zero keeps none
  public ConnectionPool(Function<K, Endpoint> endpoint, Duration maxAge, Ticker ticker) {
    this.endpoint = endpoint;
    this.maxAge = maxAge;
    this.ticker = ticker;
  }

  /// Returns the connection kept for a target, which the caller closes or keeps again; null where there is none, or where it is too old or
  /// has unread bytes on it.
  public @Nullable C take(K target) {
    C connection;
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
  public void keep(K target, C connection) {
    connection.rest();
    List<C> surplus = new ArrayList<>();
    synchronized (this) {
      if (closed || !isYoung(connection) || kept.containsKey(target)) {
        surplus.add(connection);
      } else {
        kept.put(target, connection);
        weight += weight(target);
        Set<K> ofServer = byServer.computeIfAbsent(server(target), _ -> new LinkedHashSet<>());
        ofServer.add(target);
        if (ofServer.size() > MOST_PER_SERVER) {
          addIfPresent(surplus, remove(ofServer.iterator().next()));
        }
        while (weight > MOST) {
          addIfPresent(surplus, remove(kept.keySet().iterator().next()));
        }
      }
    }
    surplus.forEach(Pooled::close);
  }

  /// Closes the connection that has waited longest; false where none is kept.
  public boolean closeOldest() {
    C oldest = null;
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
  public void closeOld() {
    List<C> old = new ArrayList<>();
    synchronized (this) {
      for (Map.Entry<K, C> entry : List.copyOf(kept.entrySet())) {
        if (!isYoung(entry.getValue())) {
          addIfPresent(old, remove(entry.getKey()));
        }
      }
    }
    old.forEach(Pooled::close);
  }

  /// Closes the connection kept for a target, where there is one.
  public void forget(K target) {
    C connection;
    synchronized (this) {
      connection = remove(target);
    }
    if (connection != null) {
      connection.close();
    }
  }

  /// Number of connections kept.
  public synchronized int size() {
    return kept.size();
  }

  /// Closes all connections, and each one that is to be kept from now on.
  @Override
  public void close() {
    List<C> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(kept.values());
      kept.clear();
      byServer.clear();
      weight = 0;
    }
    all.forEach(Pooled::close);
  }

  private @Nullable C remove(K target) {
    C connection = kept.remove(target);
    if (connection != null) {
      weight -= weight(target);
      Set<K> ofServer = byServer.get(server(target));
      if (ofServer != null && ofServer.remove(target) && ofServer.isEmpty()) {
        byServer.remove(server(target));
      }
    }
    return connection;
  }

  private void addIfPresent(List<C> to, @Nullable C connection) {
    if (connection != null) {
      to.add(connection);
    }
  }

  private Endpoint server(K target) {
    return endpoint.apply(target);
  }

  private int weight(K target) {
    return server(target).transport() == Endpoint.Transport.TLS ? TLS_WEIGHT : 1;
  }

  private boolean isYoung(C connection) {
    return ticker.nanos() - connection.openedAt() < maxAge.toNanos();
  }
}
