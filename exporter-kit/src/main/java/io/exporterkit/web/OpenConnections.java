package io.exporterkit.web;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The open connections of a server, limited in number. A connection is closed when its phase lasts too long. Safe for
/// use by several threads.
final class OpenConnections {
  private final int most;
  private final Set<CoreConnection> open = ConcurrentHashMap.newKeySet();

  OpenConnections(int most) {
    this.most = most;
  }

  /// Adds a connection. When the limit is reached, closes the connection that has waited longest for its client.
  /// Returns false, and adds nothing, when all connections are answering requests.
  boolean add(CoreConnection connection) {
    if (open.size() >= most && !closeLongestWaiting()) {
      return false;
    }
    open.add(connection);
    return true;
  }

  void remove(CoreConnection connection) {
    open.remove(connection);
  }

  /// Closes the connection that has waited longest for its client. Returns whether there was one.
  boolean closeLongestWaiting() {
    long now = System.nanoTime();
    Optional<CoreConnection> longest =
        open.stream()
            .filter(c -> c.isWaiting(now))
            .max(Comparator.comparingLong(c -> c.inPhaseFor(now)));
    longest.ifPresent(CoreConnection::abort);
    longest.ifPresent(open::remove);
    return longest.isPresent();
  }

  /// Closes the connections whose phase has lasted too long.
  void closeLate() {
    long now = System.nanoTime();
    open.stream().filter(c -> c.isLate(now)).forEach(CoreConnection::abort);
  }

  /// Closes all connections; a page that is being sent does not look complete.
  void closeAll() {
    open.forEach(CoreConnection::abort);
  }
}
