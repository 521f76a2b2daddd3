package io.exporterkit.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// The bytes of a socket: plain TCP, or TLS over TCP.
final class TcpWire implements Wire {
  private final Socket socket;
  private final Socket below;
  private final boolean showsCertificate;
  private final InputStream in;
  private final OutputStream out;
  private final SocketAddress peer;
  private int timeout;
  private volatile boolean answered;
  private boolean asked;

  TcpWire(Socket socket) throws IOException {
    this(socket, socket, false);
  }

  /// Makes a stream over TLS.
  ///
  /// @param socket the TLS socket
  /// @param below the TCP socket below it
  /// @param showsCertificate whether a client certificate is configured
  TcpWire(Socket socket, Socket below, boolean showsCertificate) throws IOException {
    this.socket = socket;
    this.below = below;
    this.showsCertificate = showsCertificate;
    this.peer = below.getRemoteSocketAddress();
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
      int n = in.read(into, from, length);
      if (n > 0) {
        answered = true;
      }
      if (n < 0 && asked && !answered && !below.isClosed()) {
        throw new ProtocolException(TlsFaults.of(new EOFException(), showsCertificate, true));
      }
      return n;
    } catch (SocketTimeoutException _) {
      return 0;
    } catch (SSLException | SocketException e) {
      if (e instanceof SSLException || (asked && !answered && !below.isClosed())) {
        throw new ProtocolException(TlsFaults.of(e, showsCertificate, asked && !answered));
      }
      throw e;
    }
  }

  /// Writes bytes. Ignores a failure before the first answer, because a target that closed the connection may have sent
  /// its reason, which the next read returns.
  @Override
  public void write(byte[] bytes, int length) throws IOException {
    try {
      out.write(bytes, 0, length);
    } catch (IOException e) {
      if (answered || below.isClosed()) {
        throw e;
      }
    }
  }

  /// Records whether the target has requested a client certificate. In TLS 1.3 it may refuse the certificate after the
  /// handshake.
  void asked(boolean certificate) {
    asked = certificate;
  }

  @Override
  public Optional<SocketAddress> plainPeer() {
    return socket.equals(below) ? Optional.of(peer) : Optional.empty();
  }

  @Override
  public boolean hasUnread() throws IOException {
    return in.available() > 0;
  }

  /// Closes the TCP socket, because closing a TLS socket would write, and wait for a writer that is blocked.
  @Override
  public void close() {
    try {
      below.close();
    } catch (IOException _) {
      // a socket that cannot be closed is abandoned
    }
  }
}
