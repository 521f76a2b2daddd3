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

/// A socket's bytes: plain TCP, or TLS over it.
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

  /// @param socket of TLS
  /// @param below the socket that TLS runs over
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

  /// A target that has closed before its first answer may have said why: the next read finds it.
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

  /// Records whether the target asked for a client certificate, whose refusal may show after the handshake alone.
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

  /// Closes the socket below TLS, since closing TLS writes, and waits for a writer that is stuck.
  @Override
  public void close() {
    try {
      below.close();
    } catch (IOException _) {
      // nothing can be done about a socket that does not close
    }
  }
}
