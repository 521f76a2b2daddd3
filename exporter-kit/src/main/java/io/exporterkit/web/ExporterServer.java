package io.exporterkit.web;

import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// An HTTP server for exporters: exact paths, HEAD, gzip, text or protobuf, one virtual thread a connection.
///
/// ```java
/// try (var server = ExporterServer.listen(ListenAddress.parse(":9999"), Map.of("/metrics", handler))) { ... }
/// ```
///
/// Handlers answer any method as GET. A path with empty parts, `.` or `..`, and a
/// handler's path with a slash behind it, are answered 301 with the clean path. What a handler throws is
/// answered as [Handler#handle] says; what goes wrong once a page is on its way cuts the connection, so that half a page is never taken
/// for a whole one. Listens from the moment [#listen] returns until [#close()], which lets running requests end.
public final class ExporterServer implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final int BACKLOG = 128;

  private final HttpEngine engine;
  private final Routes routes;
  private final List<Integer> ports;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Starts to listen.
  ///
  /// @param routes handlers by exact path
  /// @throws IOException when it cannot listen there; the message says where and why
  public static ExporterServer listen(ListenAddress address, Map<String, Handler> routes)
      throws IOException {
    return listen(address, routes, Protection.NONE);
  }

  /// Starts to listen, with HTTPS and a password where the protection says so.
  ///
  /// @param routes handlers by exact path
  /// @throws IOException when it cannot listen there; the message says where and why
  public static ExporterServer listen(
      ListenAddress address, Map<String, Handler> routes, Protection protection)
      throws IOException {
    return listen(List.of(address), routes, protection, Set.of());
  }

  /// Starts to listen on several addresses: on all of them or on none.
  ///
  /// @param routes handlers by exact path
  /// @param open paths that are answered without the password
  /// @throws IOException when it cannot listen on one of them; the message says where and why
  public static ExporterServer listen(
      List<ListenAddress> addresses,
      Map<String, Handler> routes,
      Protection protection,
      Set<String> open)
      throws IOException {
    List<ServerSocketChannel> sockets = new ArrayList<>();
    try {
      for (ListenAddress address : addresses) {
        sockets.add(bind(address));
      }
    } catch (IOException e) {
      for (ServerSocketChannel socket : sockets) {
        socket.close();
      }
      throw e;
    }
    return new ExporterServer(
        sockets, new Routes(routes, protection.auth(), open, Ticker.system()), protection);
  }

  private ExporterServer(List<ServerSocketChannel> sockets, Routes routes, Protection protection) {
    this.routes = routes;
    this.ports = sockets.stream().map(socket -> socket.socket().getLocalPort()).toList();
    this.engine = new CoreEngine(sockets, routes, protection.tls());
  }

  private static ServerSocketChannel bind(ListenAddress address) throws IOException {
    InetSocketAddress socketAddress = address.socketAddress();
    if (socketAddress.isUnresolved()) {
      throw new IOException("cannot listen on " + address + ": no such host");
    }
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return socket.bind(socketAddress, BACKLOG);
    } catch (BindException e) {
      socket.close();
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      socket.close();
      throw new IOException("cannot listen on " + address + ": " + e, e);
    }
  }

  /// Returns the port of the first address: the one wanted, or the free one that was found.
  public int port() {
    return ports.getFirst();
  }

  /// Returns the ports of all addresses, in their order.
  public List<Integer> ports() {
    return ports;
  }

  /// Accepts no more connections, answers further requests on open ones 503, waits up to 10 seconds for the running ones, ends.
  /// Closing again does nothing.
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
