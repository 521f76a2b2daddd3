package io.exporterkit.testing;

import com.sun.management.ThreadMXBean;
import io.exporterkit.testing.server.Behaviour;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/// The growth of a collector's work with the length of the reply. Work is counted by the JVM for the collecting thread:
/// allocated memory, and CPU time, which other programs of the machine hardly change.
final class Growth {
  private static final int FEW = 2_000;
  private static final int MANY = 16_000;
  // Linear work grows eightfold, quadratic work sixty-four-fold.
  private static final double MOST_FACTOR = 24;
  private static final int ATTEMPTS = 3;
  // Less is within the noise of classes that are loaded and compiled.
  private static final long LEAST_CPU_NANOS = 40_000_000;
  private static final long LEAST_BYTES = 4_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Growth() {}

  /// The work of a thread.
  record Work(long cpuNanos, long bytes) {
    static final Work NONE = new Work(0, 0);

    /// Returns the work of this thread so far.
    static Work now() {
      return new Work(THREADS.getCurrentThreadCpuTime(), THREADS.getCurrentThreadAllocatedBytes());
    }

    Work minus(Work before) {
      return new Work(cpuNanos - before.cpuNanos, bytes - before.bytes);
    }
  }

  /// Reports growth that is faster than that of the reply. The best of several attempts counts.
  static void check(
      IntFunction<Behaviour> entries,
      Function<Behaviour, ContractRun> run,
      Consumer<String> report) {
    double cpu = Double.MAX_VALUE;
    double memory = Double.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && (cpu > MOST_FACTOR || memory > MOST_FACTOR); i++) {
      Work few = run.apply(entries.apply(FEW)).work();
      Work many = run.apply(entries.apply(MANY)).work();
      cpu = Math.min(cpu, factor(few.cpuNanos(), many.cpuNanos(), LEAST_CPU_NANOS));
      memory = Math.min(memory, factor(few.bytes(), many.bytes(), LEAST_BYTES));
    }
    for (String text : new String[] {"CPU time", "allocated memory"}) {
      double factor = text.equals("CPU time") ? cpu : memory;
      if (factor > MOST_FACTOR) {
        report.accept(
            "%s grows %.0f times when a reply grows %d times".formatted(text, factor, MANY / FEW));
      }
    }
  }

  private static double factor(long few, long many, long least) {
    return many < least ? 0 : (double) many / Math.max(1, few);
  }
}
