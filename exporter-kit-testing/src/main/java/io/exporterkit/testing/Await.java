package io.exporterkit.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for a condition, which is checked every few milliseconds.
final class Await {
  private static final Duration PAUSE = Duration.ofMillis(2);

  private Await() {}

  /// Returns when the condition holds, or the time is over.
  static void quietly(Duration atMost, BooleanSupplier condition) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
