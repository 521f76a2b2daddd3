package io.exporterkit.web;

import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// An HTTP server for exporters, with exact paths, HEAD, gzip, pages as text or protobuf, and a virtual thread for each
/// connection.
///
/// ```java
/// try (var server = ExporterServer.listen(ListenAddress.parse(":9999"), Map.of("/metrics", handler))) { ... }
/// ```
///
/// Handlers answer every method like GET. A path with empty parts, `.` or `..`, and a handler's path followed by a
/// slash, are redirected to the clean path with status 301. Exceptions of a handler are answered as described in
/// [Handler#handle]. An error in the middle of a page cuts the connection, so that a partial page does not look
/// complete. The server listens from the return of [#listen] until [#close()], which lets running requests end. Safe
/// for use by several threads.
public final class ExporterServer implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final HttpEngine engine;
  private final Routes routes;
  private final List<ListenAddress> addresses;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Starts to listen on one address, with plain HTTP.
  ///
  /// @param routes handlers by exact path
  /// @throws IOException when the address cannot be used; the message contains address and reason
  public static ExporterServer listen(ListenAddress address, Map<String, Handler> routes)
      throws IOException {
    return listen(address, routes, Protection.NONE);
  }

  /// Starts to listen on one address, with HTTPS and a password as the protection says.
  ///
  /// @param routes handlers by exact path
  /// @throws IOException when the address cannot be used; the message contains address and reason
  public static ExporterServer listen(
      ListenAddress address, Map<String, Handler> routes, Protection protection)
      throws IOException {
    return listen(List.of(address), routes, protection, Set.of());
  }

  /// Starts to listen on several addresses: on all of them, or on none.
  ///
  /// @param routes handlers by exact path
  /// @param open paths that are answered without the password, and are not limited
  /// @throws IOException when one of the addresses cannot be used; the message contains address and reason
  public static ExporterServer listen(
      List<ListenAddress> addresses,
      Map<String, Handler> routes,
      Protection protection,
      Set<String> open)
      throws IOException {
    return listen(addresses, routes, () -> protection, open, Optional.empty());
  }

  /// Starts to listen on several addresses, on all of them or on none, with a protection that may change.
  ///
  /// @param routes handlers by exact path
  /// @param protection asked at the beginning of each connection for its TLS, and at each request for the rest; must
  ///     not throw
  /// @param open paths that are answered without the password, and are not limited
  /// @param metrics of all requests; empty for none
  /// @throws IOException when one of the addresses cannot be used; the message contains address and reason
  public static ExporterServer listen(
      List<ListenAddress> addresses,
      Map<String, Handler> routes,
      Supplier<Protection> protection,
      Set<String> open,
      Optional<HandlerMetrics> metrics)
      throws IOException {
    List<ListeningSocket> sockets = new ArrayList<>();
    try {
      for (ListenAddress address : addresses) {
        sockets.add(ListeningSocket.bind(address));
      }
    } catch (IOException e) {
      sockets.forEach(ListeningSocket::close);
      throw e;
    }
    return new ExporterServer(
        sockets, new Routes(routes, protection, open, metrics, Ticker.system()), protection);
  }

  private ExporterServer(
      List<ListeningSocket> sockets, Routes routes, Supplier<Protection> protection) {
    this.routes = routes;
    this.addresses = sockets.stream().map(ListeningSocket::address).toList();
    this.engine = new CoreEngine(sockets, routes, protection);
  }

  /// Returns the port of the first TCP address: the configured port, or the free port that the system chose for port
  /// 0. Returns 0 when the server listens on no TCP address.
  public int port() {
    for (ListenAddress address : addresses) {
      if (address instanceof ListenAddress.Tcp tcp) {
        return tcp.port();
      }
    }
    return 0;
  }

  /// Returns the addresses in their order, with the real port in place of port 0.
  public List<ListenAddress> addresses() {
    return addresses;
  }

  /// Stops accepting connections, answers further requests on open ones with 503, waits up to 10 seconds for running
  /// requests, and closes all connections. A second call does nothing. When the calling thread is interrupted, the wait
  /// ends early and the thread stays interrupted.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    routes.refuseMore();
    engine.endListening();
    try {
      routes.awaitRunning(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    engine.close();
  }
}
