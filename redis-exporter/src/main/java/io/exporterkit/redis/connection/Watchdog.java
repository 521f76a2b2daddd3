package io.exporterkit.redis.connection;

import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Ends what knows no time-out of its own, by closing what it works on: writing, a TLS handshake, reading from a unix socket.
final class Watchdog {
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("watchdog").factory());

  Watchdog() {
    scheduler.setRemoveOnCancelPolicy(true);
  }

  /// Runs the action; closes the wire when it is still at it at the deadline, which ends it.
  ///
  /// @throws DeadlineException when the deadline came first
  void guard(Wire wire, Deadline deadline, Action action) throws IOException {
    ScheduledFuture<?> close =
        scheduler.schedule(wire::close, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    try {
      action.run();
    } catch (IOException e) {
      if (deadline.hasPassed()) {
        throw new DeadlineException("timed out");
      }
      throw e;
    } finally {
      close.cancel(false);
    }
  }

  /// Closes the wire after this time, unless cancelled before.
  ScheduledFuture<?> closeAfter(Wire wire, long nanos) {
    return scheduler.schedule(wire::close, nanos, TimeUnit.NANOSECONDS);
  }

  /// What may fail.
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }
}
