package io.exporterkit.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/// Connections to servers.
final class Sockets {
  private static final int PATIENCE_MILLIS = 5000;

  private Sockets() {}

  /// Connects to `host:port`.
  static Socket connect(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
    int port = Integer.parseInt(address.substring(colon + 1));
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      close(socket);
      throw e;
    }
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
