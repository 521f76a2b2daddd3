package io.exporterkit.scrape;

import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until it is moved.
final class FakeTicker implements Ticker {
  private final AtomicLong now =
      new AtomicLong(Long.MAX_VALUE - 1_000); // overflows soon, as it may

  void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Override
  public long nanos() {
    return now.get();
  }
}
