package io.exporterkit.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A port of the loopback interface that refuses connections. The port is reserved until `close()`, so that no other
/// program can listen on it.
public final class RefusedPort implements AutoCloseable {
  private final Socket bound = new Socket();

  /// Reserves a free port.
  public RefusedPort() {
    try {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // without listening
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return "127.0.0.1:" + bound.getLocalPort();
  }

  @Override
  public void close() {
    Sockets.close(bound);
  }
}
