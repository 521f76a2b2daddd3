package io.exporterkit.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/// The bytes that a client sends, of which no more are read than one part of a request may have. What is larger than a usual request
/// shares an [Allowance] with all other connections. Used by one thread.
final class BoundedInput extends FilterInputStream {
  /// Bytes that each request may have, whatever others have.
  static final int USUAL = 4096;

  private final Allowance allowance;
  private int bound;
  private int read;
  private int held;

  /// Bytes that the large requests of all connections may have together. Used by many threads.
  static final class Allowance {
    private final AtomicInteger left;

    Allowance(int bytes) {
      left = new AtomicInteger(bytes);
    }

    private boolean take(int bytes) {
      return left.getAndUpdate(l -> l >= bytes ? l - bytes : l) >= bytes;
    }

    private void release(int bytes) {
      left.addAndGet(bytes);
    }
  }

  /// A part of a request is larger than its bound.
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

  /// Begins a part of at most so many bytes; what was held of the allowance is released.
  void begin(int atMost) {
    allowance.release(held);
    held = 0;
    read = 0;
    bound = atMost;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      count(1);
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int n = super.read(bytes, from, length);
    if (n > 0) {
      count(n);
    }
    return n;
  }

  private void count(int bytes) throws TooLargeException {
    read += bytes;
    int large = read - USUAL - held;
    if (read > bound || (large > 0 && !allowance.take(large))) {
      throw new TooLargeException();
    }
    held += Math.max(large, 0);
  }
}
