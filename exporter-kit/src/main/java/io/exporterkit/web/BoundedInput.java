package io.exporterkit.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/// The bytes that a client sends, with a limit for each part of a request. A head that is larger than usual shares an
/// [Allowance] with the heads of all other connections, because heads are kept in memory. Used by one thread.
final class BoundedInput extends FilterInputStream {
  private static final int USUAL_HEAD_BYTES = 4096;

  private final Allowance allowance;
  private int bound;
  private int unshared;
  private int read;
  private int held;
  private boolean ended;

  /// The number of bytes that the large heads of all connections may have together. Safe for use by several threads.
  static final class Allowance {
    private final AtomicInteger left;

    Allowance(int bytes) {
      left = new AtomicInteger(bytes);
    }

    private boolean reserve(int bytes) {
      return left.getAndUpdate(l -> l >= bytes ? l - bytes : l) >= bytes;
    }

    private void release(int bytes) {
      left.addAndGet(bytes);
    }
  }

  /// A part of a request that is larger than its limit.
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException() {
      super("too large");
    }
  }

  BoundedInput(InputStream in, Allowance allowance) {
    super(in);
    this.allowance = allowance;
  }

  /// Begins a head, and releases the share of the allowance that the head before had.
  ///
  /// @param atMost limit in bytes
  void beginHead(int atMost) {
    begin(atMost, USUAL_HEAD_BYTES);
  }

  /// Begins a part that is not kept in memory, and releases the share of the allowance that the head before had.
  ///
  /// @param atMost limit in bytes
  void beginBody(int atMost) {
    begin(atMost, atMost);
  }

  /// Returns whether the client has sent all that it will send, and a read has shown it.
  boolean hasEnded() {
    return ended;
  }

  private void begin(int atMost, int unsharedBytes) {
    allowance.release(held);
    held = 0;
    read = 0;
    bound = atMost;
    unshared = unsharedBytes;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    ended |= b < 0;
    if (b >= 0) {
      count(1);
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int n = super.read(bytes, from, length);
    ended |= n < 0;
    if (n > 0) {
      count(n);
    }
    return n;
  }

  private void count(int bytes) throws TooLargeException {
    read += bytes;
    int large = read - unshared - held;
    if (read > bound || (large > 0 && !allowance.reserve(large))) {
      throw new TooLargeException();
    }
    held += Math.max(large, 0);
  }
}
