package io.exporterkit.web;

import io.exporterkit.time.Ticker;
import java.time.Duration;

/// A limit on the rate of requests: a bucket of tokens, full at first, of which each request uses one. Safe for use by
/// several threads.
public final class RateLimit {
  private final Duration interval;
  private final int burst;
  private final Ticker ticker;
  private final long intervalNanos;
  private final long fullNanos;
  // The moment at which the bucket is full again.
  private long full;

  /// Makes a limit.
  ///
  /// @param interval time after which one more token is in the bucket, more than 0 and less than 200 years
  /// @param burst tokens in a full bucket, at least 1
  public RateLimit(Duration interval, int burst) {
    this(interval, burst, Ticker.system());
  }

  RateLimit(Duration interval, int burst, Ticker ticker) {
    this.interval = interval;
    this.burst = burst;
    this.ticker = ticker;
    this.intervalNanos = interval.toNanos();
    this.fullNanos =
        intervalNanos > Long.MAX_VALUE / 2 / burst ? Long.MAX_VALUE / 2 : intervalNanos * burst;
    this.full = ticker.nanos();
  }

  /// Whether this limit has this interval and burst.
  public boolean is(Duration otherInterval, int otherBurst) {
    return interval.equals(otherInterval) && burst == otherBurst;
  }

  /// Uses a token. Returns false when the bucket is empty.
  synchronized boolean admits() {
    long now = ticker.nanos();
    long since = Math.max(full - now, 0);
    if (since > fullNanos - intervalNanos) {
      return false;
    }
    full = now + since + intervalNanos;
    return true;
  }
}
