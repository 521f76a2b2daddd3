package io.exporterkit.web;

import java.time.Duration;

/// A count of the running requests, for a server that lets them end before it closes. Used by many threads.
final class RunningRequests {
  private int running;
  private boolean ending;

  /// Counts one more request, whose end [#done()] reports. Returns false when no more may begin, without counting.
  synchronized boolean begin() {
    if (ending) {
      return false;
    }
    running++;
    return true;
  }

  synchronized void done() {
    running--;
    notifyAll();
  }

  /// Lets no more begin.
  synchronized void refuseMore() {
    ending = true;
  }

  /// Waits until none runs, up to a time.
  synchronized void awaitNone(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis(); running > 0 && left > 0; ) {
      wait(left);
      left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
  }
}
