package io.exporterkit.process.internal;

import io.exporterkit.time.Ticker;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that is costly to read, and whose reading callers at the same time share. No caller receives a value whose
/// reading began before the call. Used by many threads; one reads at a time.
///
/// @param <V> an immutable value
public final class SharedRead<V> {
  private final Supplier<V> reading;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable V last;
  private long lastBegan;

  /// @param reading may be called by any thread
  public SharedRead(Supplier<V> reading, Ticker ticker) {
    this.reading = reading;
    this.ticker = ticker;
  }

  /// Returns the value, after at most two readings. Throws what the reading throws.
  public V get() {
    long called = ticker.nanos();
    lock.lock();
    try {
      V shared = last;
      if (shared != null && lastBegan - called > 0) {
        return shared;
      }
      long began = ticker.nanos();
      V read = reading.get();
      lastBegan = began;
      last = read;
      return read;
    } finally {
      lock.unlock();
    }
  }
}
