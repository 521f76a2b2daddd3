package io.exporterkit.web;

import java.time.Duration;

/// The number of running requests, for a server that lets them end before it closes. Safe for use by several threads.
final class RunningRequests {
  private int running;
  private boolean ending;

  /// Counts one more request, until [#done()] is called. Returns false, without counting, when no more requests may
  /// begin.
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

  /// Refuses all further requests.
  synchronized void refuseMore() {
    ending = true;
  }

  /// Waits until no request is running.
  ///
  /// @param atMost longest wait
  synchronized void awaitNone(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis(); running > 0 && left > 0; ) {
      wait(left);
      left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
  }
}
