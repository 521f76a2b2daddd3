package io.exporterkit.scrape;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One collector in one scrape: its samples so far, and how it ended. The scrape guards all fields with its own lock,
/// and calls the methods with that lock held, unless said otherwise.
final class CollectorRun<S> {
  private static final Duration MOST_PATIENCE = Duration.ofMillis(50);

  private final Collector<? super S> collector;
  private final boolean required;
  private @Nullable Samples out;
  private List<Family> families = List.of(); // once the collector has ended
  private @Nullable Outcome outcome; // null until the collector has ended
  private boolean absent; // a background collector of which no run has ended
  private double seconds;
  private long started;
  private @Nullable Thread thread; // null unless the collector runs
  private @Nullable CountDownLatch timed; // of a collector with a time-out of its own
  private boolean late;

  CollectorRun(Collector<? super S> collector) {
    this.collector = collector;
    this.required = collector.isRequired();
  }

  /// Returns the place of a background collector in a scrape, which does not run it.
  ///
  /// @param last the last completed run; null when none has ended
  static <S> CollectorRun<S> ofBackground(
      Collector<? super S> collector, @Nullable CompletedRun last) {
    CollectorRun<S> run = new CollectorRun<>(collector);
    run.absent = last == null;
    if (last != null) {
      run.outcome = last.outcome();
      run.seconds = last.seconds();
      run.families = last.families();
    }
    return run;
  }

  Collector<? super S> collector() {
    return collector;
  }

  String name() {
    return collector.name();
  }

  boolean isRequired() {
    return required;
  }

  /// Whether the collector runs in the background, and no run has ended.
  boolean isAbsent() {
    return absent;
  }

  boolean isInBackground() {
    return collector instanceof Background;
  }

  boolean hasEnded() {
    return outcome != null || absent;
  }

  boolean isRunning() {
    return thread != null;
  }

  /// Returns how the collector ended; null when it has not ended.
  @Nullable Outcome outcome() {
    return outcome;
  }

  /// Returns whether the target is down, or the scrape has a fault, because of how this collector ended.
  boolean isFault() {
    return outcome != null && isFault(outcome);
  }

  boolean isFault(Outcome end) {
    return required ? !(end instanceof Outcome.Ok) : !end.isFine();
  }

  /// Returns the duration in seconds: so far, where the collector runs.
  double seconds(long now) {
    return isRunning() ? (now - started) / 1e9 : seconds;
  }

  /// Returns the samples: a snapshot where the collector runs, none where it has not started.
  List<Family> families() {
    if (outcome != null) {
      return families;
    }
    return out == null ? List.of() : out.snapshot();
  }

  /// Records the start in the calling thread.
  void begin(Samples empty, long now) {
    out = empty;
    started = now;
    thread = Thread.currentThread();
  }

  /// Records the end. The families must not change any more.
  void end(Outcome how, long now) {
    outcome = how;
    seconds = (now - started) / 1e9;
    families = out == null ? List.of() : out.families();
    thread = null;
  }

  /// Replaces the outcome, where the samples contradict those of an earlier collector.
  void fail(Outcome how) {
    outcome = how;
  }

  /// Returns why a sample was refused; empty when none was.
  String refusal() {
    return out == null ? "" : out.refusal();
  }

  void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// Returns whether the end of the time-out interrupted the collector.
  boolean isInterrupted() {
    return late;
  }

  /// Runs the actions that were registered with [Samples#onDiscard].
  void discard() {
    if (out != null) {
      out.discard();
    }
  }

  /// Starts a thread that interrupts the collector, unless the collector obeys its time-out.
  ///
  /// @param lock of the scrape
  void interruptAfter(Duration timeout, Object lock) {
    CountDownLatch over = new CountDownLatch(1);
    timed = over;
    long patience =
        timeout.plus(MOST_PATIENCE.compareTo(timeout) < 0 ? MOST_PATIENCE : timeout).toNanos();
    var _ =
        Thread.ofVirtual()
            .name("time-out of a collector")
            .start(() -> interruptLate(over, patience, lock));
  }

  private void interruptLate(CountDownLatch over, long nanos, Object lock) {
    try {
      if (!over.await(nanos, TimeUnit.NANOSECONDS)) {
        synchronized (lock) {
          if (timed != null && thread != null) {
            late = true;
            thread.interrupt();
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the thread of [#interruptAfter]. Called in the thread of the collector.
  void endTimeout() {
    if (timed != null) {
      timed.countDown();
      timed = null;
    }
  }
}
