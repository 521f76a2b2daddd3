package io.exporterkit.redis.servers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Waiting for a condition, which is checked every few milliseconds.
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Await() {}

  /// A condition that may become true. An exception counts as "not yet"; the last one becomes the cause of the failure
  /// after the time limit.
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /// Returns when the condition holds.
  ///
  /// @throws AssertionError when the condition does not hold after `atMost`
  public static void until(Duration atMost, Condition condition) {
    until(atMost, "the condition", condition);
  }

  /// Returns when the condition holds.
  ///
  /// @param what name of the condition, for the failure
  /// @throws AssertionError when the condition does not hold after `atMost`
  public static void until(Duration atMost, String what, Condition condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    Throwable last = null;
    while (true) {
      try {
        if (condition.holds()) {
          return;
        }
        last = null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      } catch (Exception | AssertionError e) {
        last = e;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw late(what, atMost, last);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for " + what);
      }
    }
  }

  private static AssertionError late(String what, Duration atMost, @Nullable Throwable last) {
    return new AssertionError(what + " did not come true within " + atMost, last);
  }
}
