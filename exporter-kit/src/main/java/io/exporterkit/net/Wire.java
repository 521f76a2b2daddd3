package io.exporterkit.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;

/// A stream of bytes to and from a target, over TCP, TLS or a unix socket. A read ends by itself in time; a write is
/// bounded by [Dialer#guard]. Used by one thread at a time, except for [#close]; closed by the caller of [Dialer#dial].
public interface Wire extends Closeable {
  /// Returns the stream of a connected socket in plain text. Closing the stream closes the socket.
  ///
  /// @throws IOException when the socket is closed or not connected
  static Wire over(Socket socket) throws IOException {
    return new TcpWire(socket);
  }

  /// Waits for at least one byte, and reads the bytes that have arrived.
  ///
  /// @param into receives the bytes
  /// @param from index of the first byte
  /// @param length largest number of bytes, more than 0
  /// @param waitNanos longest wait in nanoseconds, more than 0
  /// @return number of bytes; 0 when none arrived in time, after which a unix socket is closed; -1 when the target has
  ///     closed the connection
  /// @throws ProtocolException when TLS fails; the message is the reason
  /// @throws IOException when the connection is reset, or closed by this side
  int read(byte[] into, int from, int length, long waitNanos) throws IOException;

  /// Writes the first `length` bytes of an array. May block until [#close] is called by another thread. Before the
  /// first answer, a failure may be left to the next read, because the target may have sent its reason.
  ///
  /// @throws IOException when the connection is closed or reset
  void write(byte[] bytes, int length) throws IOException;

  /// Whether bytes can be read without waiting. May lose a byte: after `true`, close the stream.
  ///
  /// @throws IOException when the connection is closed or reset
  boolean hasUnread() throws IOException;

  /// Returns the address of the target for a stream over plain TCP; empty for TLS and unix sockets.
  default Optional<SocketAddress> plainPeer() {
    return Optional.empty();
  }

  /// Ends the stream, and with it a read or write of another thread. Safe for use by several threads; never throws.
  @Override
  void close();
}
