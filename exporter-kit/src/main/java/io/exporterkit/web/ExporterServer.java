package io.exporterkit.web;

import io.exporterkit.scrape.Ticker;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  private final int port;
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
    return new ExporterServer(bind(address), routes, protection);
  }

  private ExporterServer(
      ServerSocketChannel socket, Map<String, Handler> routes, Protection protection) {
    this.routes = new Routes(routes, protection.auth(), Ticker.system());
    this.port = socket.socket().getLocalPort();
    this.engine = new CoreEngine(List.of(socket), this.routes, protection.tls());
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

  /// Returns the port it listens on: the one wanted, or the free one it found.
  public int port() {
    return port;
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
