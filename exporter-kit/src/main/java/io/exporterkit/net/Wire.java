package io.exporterkit.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;

/// A stream of bytes to and from a target, over TCP, TLS or a unix socket. Every read ends in time by itself; a write is bounded by
/// [Dialer#guard]. Used by one thread at a time, except for [#close].
public interface Wire extends Closeable {
  /// Returns the stream of a connected socket in plain text, which closes with it.
  static Wire over(Socket socket) throws IOException {
    return new TcpWire(socket);
  }

  /// Reads what is there, after waiting for the first byte.
  ///
  /// @param waitNanos longest wait in nanoseconds, more than 0
  /// @return number of bytes, 0 when none came in time, -1 when the other side has closed
  /// @throws ProtocolException when TLS failed, with the reason
  int read(byte[] into, int from, int length, long waitNanos) throws IOException;

  /// Writes the first `length` bytes. Bounded by [#close] from another thread, not by itself.
  void write(byte[] bytes, int length) throws IOException;

  /// Returns whether bytes lie ready to be read.
  boolean hasUnread() throws IOException;

  /// Returns the other end where the stream is plain TCP; empty for TLS and unix sockets.
  default Optional<SocketAddress> plainPeer() {
    return Optional.empty();
  }

  /// Ends reading and writing, also of a thread that is at it. Safe for use by several threads; never throws.
  @Override
  void close();
}
