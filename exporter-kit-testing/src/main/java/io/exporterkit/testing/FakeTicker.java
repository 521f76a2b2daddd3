package io.exporterkit.testing;

import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until a test moves it. Thread-safe.
///
/// ```java
/// FakeTicker ticker = new FakeTicker();
/// Deadline deadline = Deadline.in(Duration.ofSeconds(10), ticker);
/// ticker.advance(Duration.ofSeconds(11));
/// assertThat(deadline.hasPassed()).isTrue();
/// ```
///
/// Waits for a target are no matter of this clock: sockets have the system's.
public final class FakeTicker implements Ticker {
  // Overflows soon, which users of a ticker must bear.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);

  /// Moves the clock forward.
  ///
  /// @throws IllegalArgumentException when the time is negative
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a ticker never goes backward");
    }
    now.addAndGet(time.toNanos());
  }

  @Override
  public long nanos() {
    return now.get();
  }
}
