package io.exporterkit.net;

import io.exporterkit.time.Ticker;
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

/// Open connections that are kept between the scrapes of their targets: one for each target, at most four for each
/// server, and at most 1000 in all. A connection over TLS counts as four, because its buffers are larger. When there
/// are too many, the connection that has been kept longest is closed. Safe for use by several threads; closed by the
/// code that made it.
///
/// @param <K> target, with equality by value or identity
/// @param <C> type of its connection
public final class ConnectionPool<K, C extends ConnectionPool.Pooled> implements AutoCloseable {
  /// A connection that can be kept until the next scrape.
  public interface Pooled extends Closeable {
    /// Returns the time at which the connection was opened, in nanoseconds of the pool's ticker.
    long openedAt();

    /// Whether there are no unexpected bytes to be read, as far as can be seen without waiting.
    boolean isClean();

    /// Frees what is needed in a scrape only, such as the read buffer.
    void rest();

    /// Closes the connection. Never throws. Called without the lock of the pool.
    @Override
    void close();
  }

  /// Largest number of connections to one host and port, which differ in user or database.
  static final int MOST_PER_SERVER = 4;

  /// Largest number of plain connections in all.
  static final int MOST = 1000;

  private static final int TLS_WEIGHT = 4;

  private final Function<K, Endpoint> endpoint;
  private final Duration maxAge;
  private final Ticker ticker;
  // In the order in which they were kept, the longest kept first. All are guarded by this.
  private final Map<K, C> kept = new LinkedHashMap<>();
  private final Map<Endpoint, Set<K>> byServer = new HashMap<>();
  private int weight;
  private boolean closed;

  /// Makes an empty pool.
  ///
  /// @param endpoint returns the address of a target, always the same for one target
  /// @param maxAge of a connection since it was opened; zero keeps no connection
  /// @param ticker clock by which [Pooled#openedAt] is measured
  public ConnectionPool(Function<K, Endpoint> endpoint, Duration maxAge, Ticker ticker) {
    this.endpoint = endpoint;
    this.maxAge = maxAge;
    this.ticker = ticker;
  }

  /// Removes the connection of a target and returns it: the caller must close it, or keep it again. Returns null when
  /// there is none. Closes a connection that is too old or has unread bytes, and returns null.
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

  /// Keeps a connection on which all replies have been read. Closes it instead when it is too old, when another
  /// connection is kept for the target, or when the pool is closed.
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

  /// Closes the connection that has been kept longest. Returns false when none is kept.
  boolean closeOldest() {
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

  /// Closes the connection of a target, if there is one.
  public void forget(K target) {
    C connection;
    synchronized (this) {
      connection = remove(target);
    }
    if (connection != null) {
      connection.close();
    }
  }

  /// Returns the number of connections that are kept.
  public synchronized int size() {
    return kept.size();
  }

  /// Closes all connections. A later call of [#keep] closes the connection that it receives.
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
