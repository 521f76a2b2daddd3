package io.exporterkit.process;

import java.util.concurrent.locks.LockSupport;

/// Keeps one busy virtual thread from holding up all others. Virtual threads are not pre-empted: with one processor there is one carrier
/// thread, and a computation that takes seconds keeps every request waiting for as long.
public final class VirtualThreads {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final int LEAST_CARRIERS = 4;
  private static final int PAUSE_NANOS = 100_000;

  private VirtualThreads() {}

  /// Has virtual threads carried by at least four threads, among which the operating system divides the processors. Without effect where the
  /// number was chosen on the command line, or after the first virtual thread was started.
  public static void reserveCarriers() {
    int processors = Runtime.getRuntime().availableProcessors();
    if (processors < LEAST_CARRIERS && System.getProperty(PARALLELISM) == null) {
      System.setProperty(PARALLELISM, Integer.toString(LEAST_CARRIERS));
    }
  }

  /// Lets other virtual threads run, for use every few milliseconds in a long computation. Pauses for a moment: [Thread#yield] would come
  /// back at once, before what other threads have scheduled.
  public static void letOthersRun() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
