package io.exporterkit.scrape;

import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until the test moves it.
final class FakeTicker implements Ticker {
  private final AtomicLong now =
      new AtomicLong(Long.MAX_VALUE - 1_000); // overflows soon, which is allowed

  void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Override
  public long nanos() {
    return now.get();
  }
}
