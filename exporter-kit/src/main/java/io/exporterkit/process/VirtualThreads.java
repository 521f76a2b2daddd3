package io.exporterkit.process;

import java.util.concurrent.locks.LockSupport;

/// Means to prevent one busy virtual thread from delaying all others. Virtual threads are not pre-empted: on one
/// processor there is one carrier thread, and a computation of several seconds would delay every request for as long.
/// Stateless, and so safe for use by several threads.
public final class VirtualThreads {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final int LEAST_CARRIERS = 4;
  private static final int PAUSE_NANOS = 100_000;

  private VirtualThreads() {}

  /// Sets the number of carrier threads to four on machines with fewer processors, so that the operating system divides
  /// the processors among them. Must be called before the first virtual thread is started. Has no effect when the
  /// property `jdk.virtualThreadScheduler.parallelism` is set, such as on the command line.
  public static void reserveCarriers() {
    int processors = Runtime.getRuntime().availableProcessors();
    if (processors < LEAST_CARRIERS && System.getProperty(PARALLELISM) == null) {
      System.setProperty(PARALLELISM, Integer.toString(LEAST_CARRIERS));
    }
  }

  /// Pauses the current thread for 0.1 ms, so that other virtual threads run. Meant to be called every few milliseconds
  /// in a long computation. [Thread#yield] would not suffice, because the thread would continue before tasks that other
  /// threads have scheduled.
  public static void letOthersRun() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
