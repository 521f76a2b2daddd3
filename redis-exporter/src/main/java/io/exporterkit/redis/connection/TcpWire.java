package io.exporterkit.redis.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// A socket's bytes: plain TCP, or TLS over it.
final class TcpWire implements Wire {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private int timeout;

  TcpWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  @Override
  public int read(byte[] into, int from, int length, long waitNanos) throws IOException {
    int millis = Math.clamp((waitNanos + 999_999) / 1_000_000, 1, Integer.MAX_VALUE);
    if (millis != timeout) {
      socket.setSoTimeout(millis);
      timeout = millis;
    }
    try {
      return in.read(into, from, length);
    } catch (SocketTimeoutException _) {
      return 0;
    }
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
  }

  @Override
  public boolean hasUnread() throws IOException {
    return in.available() > 0;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // nothing can be done about a socket that does not close
    }
  }
}
