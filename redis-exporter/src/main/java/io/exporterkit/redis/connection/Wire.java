package io.exporterkit.redis.connection;

import java.io.Closeable;
import java.io.IOException;

/// Bytes to and from a target, over whatever transport.
interface Wire extends Closeable {
  /// Reads what is there, waiting for the first byte.
  ///
  /// @param waitNanos longest wait, more than 0
  /// @return number of bytes, 0 when none came in time, -1 when the other side has closed
  int read(byte[] into, int from, int length, long waitNanos) throws IOException;

  /// Writes all of it. Bounded by [#close] from another thread, not by itself.
  void write(byte[] bytes, int length) throws IOException;

  /// Whether bytes lie ready to be read.
  boolean hasUnread() throws IOException;

  /// Ends reading and writing, also of a thread that is at it. Never throws.
  @Override
  void close();
}
