package io.exporterkit.scrape;

import io.exporterkit.time.Ticker;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Places of the scrapes that may run at the same time. Targets that timed out in their last scrape share a quarter of the places (at
/// least one), so that targets that hang leave the rest to those that answer. Safe for use by several threads.
final class Places {
  private static final Logger log = LoggerFactory.getLogger(Places.class);
  private static final long CALM_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final int limit;
  private final int share;
  private final Ticker ticker;
  // Guarded by this.
  private int taken;
  private int takenByLate;
  private boolean crowded;
  private long lastRefusal;

  Places(int limit, Ticker ticker) {
    this.limit = limit;
    this.share = Math.max(1, limit / 4);
    this.ticker = ticker;
  }

  /// Takes a place; false where none is free.
  ///
  /// @param late whether the target timed out in its last scrape
  synchronized boolean take(boolean late) {
    long now = ticker.nanos();
    if (crowded && now - lastRefusal >= CALM_NANOS) {
      crowded = false;
      log.info("targets that timed out find places again");
    }
    if (taken == limit || (late && takenByLate == share)) {
      if (late && takenByLate == share) {
        lastRefusal = now;
        if (!crowded) {
          crowded = true;
          log.warn(
              "many targets time out: those that did last time share {} of {} places, and their other scrapes are answered 503",
              share,
              limit);
        }
      }
      return false;
    }
    taken++;
    if (late) {
      takenByLate++;
    }
    return true;
  }

  /// Frees a place.
  ///
  /// @param late as the place was taken
  synchronized void free(boolean late) {
    taken--;
    if (late) {
      takenByLate--;
    }
  }

  /// Number of places taken.
  synchronized int taken() {
    return taken;
  }

  int limit() {
    return limit;
  }
}
