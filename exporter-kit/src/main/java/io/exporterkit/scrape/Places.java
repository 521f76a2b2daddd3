package io.exporterkit.scrape;

import io.exporterkit.time.Ticker;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The places of the scrapes that may run at the same time. Targets whose last scrape timed out share a quarter of the
/// places, at least one: hanging targets leave the other places to targets that answer. Safe for use by several
/// threads.
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

  /// Reserves a place. Returns false when no place is free.
  ///
  /// @param late whether the target's last scrape timed out
  synchronized boolean take(boolean late) {
    long now = ticker.nanos();
    if (crowded && now - lastRefusal >= CALM_NANOS) {
      crowded = false;
      log.info("scrapes of targets that timed out are no longer refused");
    }
    if (taken == limit || (late && takenByLate == share)) {
      if (late && takenByLate == share) {
        lastRefusal = now;
        if (!crowded) {
          crowded = true;
          log.warn(
              "many targets time out: targets whose last scrape timed out share {} of {} places, and further scrapes of them are answered 503",
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

  /// Releases a place.
  ///
  /// @param late the value with which the place was reserved
  synchronized void free(boolean late) {
    taken--;
    if (late) {
      takenByLate--;
    }
  }

  /// Returns the number of reserved places.
  synchronized int taken() {
    return taken;
  }

  int limit() {
    return limit;
  }
}
