package io.exporterkit.redis.session;

import io.exporterkit.time.Ticker;

/// The pauses between the batches of all scans of one server, so that the server has time for other clients. Safe for
/// use by several threads.
///
/// In: a batch of 2 ms, a share of 0.05   Out: no batch for 38 ms after its last reply
final class ScanPace {
  private final Ticker ticker;
  private boolean pauses;
  private long free; // the moment from which the next batch may be sent, when there are pauses

  ScanPace(Ticker ticker) {
    this.ticker = ticker;
  }

  /// Records a batch that has ended. Pauses of several scans add up.
  ///
  /// @param sentAt moment at which the batch was sent
  /// @param share largest fraction of the time of the server
  synchronized void ended(long sentAt, double share) {
    long now = ticker.nanos();
    long from = pauses && free - now > 0 ? free : now;
    free = from + (long) ((now - sentAt) * (1 / share - 1));
    pauses = true;
  }

  /// Returns the nanoseconds until the next batch may be sent; 0 or less when it may be sent now.
  synchronized long nanosToWait() {
    return pauses ? free - ticker.nanos() : 0;
  }
}
