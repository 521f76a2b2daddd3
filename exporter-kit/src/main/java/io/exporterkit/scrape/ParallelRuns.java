package io.exporterkit.scrape;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The collectors of one scrape that run at the same time, each in a virtual thread of its own.
final class ParallelRuns {
  private static final Logger log = LoggerFactory.getLogger(ParallelRuns.class);

  private ParallelRuns() {}

  /// Runs collectors, which start in their order, and returns when all of them have ended.
  ///
  /// @param most largest number of collectors that run at the same time; a number below 1 counts as 1
  /// @param collect runs one collector
  static <S> void run(List<CollectorRun<S>> runs, int most, Consumer<CollectorRun<S>> collect) {
    int permits = Math.clamp(most, 1, runs.size());
    Semaphore free = new Semaphore(permits);
    for (CollectorRun<S> run : runs) {
      free.acquireUninterruptibly();
      try {
        Thread.ofVirtual()
            .name("collector " + run.name())
            .start(() -> {
              try {
                collect.accept(run);
              } finally {
                free.release();
              }
            });
      } catch (OutOfMemoryError e) { // for this thread; the collector is reported as timed out
        log.debug("no thread for collector {}", run.name(), e);
        free.release();
      }
    }
    free.acquireUninterruptibly(permits);
  }
}
