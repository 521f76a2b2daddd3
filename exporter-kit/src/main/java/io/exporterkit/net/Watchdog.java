package io.exporterkit.net;

import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends what knows no time-out of its own, by closing what it works on: writing, a TLS handshake, reading from a unix socket.
final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("watchdog").factory());

  Watchdog() {
    scheduler.setRemoveOnCancelPolicy(true);
  }

  /// Runs the action; closes the wire when it is still at it at the deadline, also a deadline that moves meanwhile.
  ///
  /// @throws DeadlineException when the deadline came first
  void guard(Wire wire, Deadline deadline, Dialer.IoAction action) throws IOException {
    Guard guard = new Guard(wire, deadline);
    guard.schedule(deadline.remainingNanos());
    try {
      action.run();
    } catch (IOException e) {
      if (deadline.hasPassed()) {
        throw deadline.timedOut();
      }
      throw e;
    } finally {
      guard.end();
    }
  }

  /// Closes the wire after this time, unless cancelled before.
  Future<?> closeAfter(Wire wire, long nanos) {
    return after(nanos, wire::close);
  }

  /// Runs a task that is soon done after this time, unless cancelled before; at once when this has been closed.
  Future<?> after(long nanos, Runnable task) {
    try {
      return scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      task.run();
      return CompletableFuture.completedFuture("");
    }
  }

  /// Ends the thread as soon as nothing is guarded any more.
  @Override
  public void close() {
    scheduler.shutdown();
  }

  /// One wire that is closed once its deadline has really passed.
  private final class Guard {
    private final Wire wire;
    private final Deadline deadline;
    private @Nullable Future<?> next;
    private boolean ended;

    Guard(Wire wire, Deadline deadline) {
      this.wire = wire;
      this.deadline = deadline;
    }

    synchronized void schedule(long nanos) {
      next = after(nanos, this::fire);
    }

    private synchronized void fire() {
      if (ended) {
        return;
      }
      long left = deadline.remainingNanos();
      if (left > 0 && !scheduler.isShutdown()) {
        schedule(left);
      } else {
        wire.close();
      }
    }

    synchronized void end() {
      ended = true;
      Future<?> waiting = next;
      if (waiting != null) {
        waiting.cancel(false);
      }
    }
  }
}
