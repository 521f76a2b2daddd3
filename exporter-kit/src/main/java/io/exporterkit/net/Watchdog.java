package io.exporterkit.net;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A timer that ends operations without a time-out of their own by closing the stream they use: writes, TLS handshakes,
/// reads from a unix socket. Safe for use by several threads.
final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("watchdog").factory());

  Watchdog() {
    scheduler.setRemoveOnCancelPolicy(true);
  }

  /// Runs an action, and closes the stream when the action has not ended by the deadline. A deadline that is moved
  /// during the action is respected.
  ///
  /// @throws DeadlineException when the action fails after the deadline has passed
  /// @throws IOException as thrown by the action before the deadline
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

  /// Closes a stream after this duration, unless cancelled before.
  Future<?> closeAfter(Wire wire, long nanos) {
    return after(nanos, wire::close);
  }

  /// Runs a short task after this duration, unless cancelled before. When the watchdog is closed, runs it at once.
  Future<?> after(long nanos, Runnable task) {
    try {
      return scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      task.run();
      return CompletableFuture.completedFuture("");
    }
  }

  /// Stops the thread when no action is guarded any more.
  @Override
  public void close() {
    scheduler.shutdown();
  }

  /// A stream that is closed when its deadline has passed.
  private final class Guard {
    private final Wire wire;
    private final Deadline deadline;
    private @Nullable Future<?> next;
    private boolean ended;

    Guard(Wire wire, Deadline deadline) {
      this.wire = wire;
      this.deadline = deadline.here(); // the watchdog's thread runs in no part
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
