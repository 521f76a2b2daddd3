package io.exporterkit.scrape;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The runs of one background collector on one target, one after the other, in a thread of its own. Safe for use by
/// several threads.
final class BackgroundRun<S extends AutoCloseable> {
  private static final Logger log = LoggerFactory.getLogger(BackgroundRun.class);
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Duration MOST_WAIT = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 3;

  private final String namespace;
  private final BackgroundTarget<S> owner;
  private final CheckedCollectors<S> one;
  private final Background<?> background;
  private final Semaphore slots;
  private final LimitedSeries limited;
  private final Ticker ticker;
  private final ScrapeHistory history = new ScrapeHistory();
  private final Thread thread;

  // Guarded by this.
  private long due;
  private long started;
  private int downRuns; // in a row
  private boolean succeeded;
  private boolean stopped;
  private @Nullable Thread scraping;
  private @Nullable CompletedRun last;
  private @Nullable CompletedRun good; // of the last good run, where its samples are kept

  /// The last completed run, with the samples to serve.
  ///
  /// @param ageSeconds age of the samples; NaN where there are none
  record Serving(CompletedRun run, double ageSeconds) {}

  /// @param one the background collector alone
  /// @param slots free runs of all targets; not used for the exporter's own target
  /// @param delayNanos time to the first run
  BackgroundRun(
      String namespace,
      BackgroundTarget<S> owner,
      CheckedCollectors<S> one,
      Semaphore slots,
      LimitedSeries limited,
      Ticker ticker,
      long delayNanos) {
    this.namespace = namespace;
    this.owner = owner;
    this.one = one;
    this.background = (Background<?>) one.get(0);
    this.slots = slots;
    this.limited = limited;
    this.ticker = ticker;
    this.due = ticker.nanos() + delayNanos;
    this.thread =
        Thread.ofVirtual()
            .name("background " + background.name() + " of " + owner.target().name())
            .unstarted(this::loop);
  }

  String name() {
    return background.name();
  }

  void start() {
    thread.start();
  }

  /// Ends the runs. The run in progress is interrupted.
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    thread.interrupt();
  }

  /// Waits for the end of the thread after [#stop], and of the run in progress.
  void awaitEnd(Deadline deadline) throws InterruptedException {
    var _ = thread.join(deadline.remaining());
    Thread run;
    synchronized (this) {
      run = scraping;
    }
    if (run != null) {
      var _ = run.join(deadline.remaining());
    }
  }

  /// Ends the wait after runs that could not open their sessions.
  synchronized void targetIsUp() {
    if (downRuns > 0) {
      Duration pause = SOON.compareTo(background.interval()) < 0 ? SOON : background.interval();
      beginBy(started + pause.toNanos());
    }
  }

  /// Ends the wait after runs that could not open their sessions: the next run begins at once.
  synchronized void retry() {
    if (downRuns > 0) {
      beginBy(ticker.nanos());
    }
  }

  private void beginBy(long moment) {
    if (moment - due < 0) {
      due = moment;
      notifyAll();
    }
  }

  /// Looks at the clock again, which tests move.
  synchronized void wake() {
    notifyAll();
  }

  /// Returns why the exporter is not ready: `running` where no run has ended, or the outcome of the last run; empty
  /// when it is ready.
  synchronized String missing() {
    if (succeeded || (last != null && !background.awaitsSuccess())) {
      return "";
    }
    if (last == null) {
      return "running";
    }
    return last.isUp() ? last.outcome().word() : "target down";
  }

  /// Returns the last completed run; null when none has ended.
  synchronized @Nullable Serving serving() {
    CompletedRun run = last;
    if (run == null) {
      return null;
    }
    CompletedRun samples = background.kept().isEmpty() ? run : good;
    if (samples != null && background.kept().isPresent()) {
      long age = ticker.nanos() - samples.endedAt();
      samples = age <= background.kept().get().toNanos() ? samples : null;
    }
    if (samples == null) {
      return new Serving(run.withSamplesOf(List.of()), Double.NaN);
    }
    boolean hasSamples = samples.outcome().isFine() || !samples.families().isEmpty();
    double age = (ticker.nanos() - samples.endedAt()) / 1e9;
    return new Serving(run.withSamplesOf(samples.families()), hasSamples ? age : Double.NaN);
  }

  private void loop() {
    try {
      while (awaitDue()) {
        boolean slot = !owner.isOwn();
        if (slot) {
          slots.acquire();
        }
        try {
          run();
        } catch (RuntimeException | Error e) { // such as no memory for a thread
          log.error("{}: collector {} could not run", owner.target().name(), name(), e);
          scheduleNext(false);
        } finally {
          if (slot) {
            slots.release();
          }
        }
      }
    } catch (InterruptedException _) {
      // stopped
    } finally {
      discardAll();
    }
  }

  /// Waits for the next run. Returns false when there is none, because the target was not scraped for too long.
  private synchronized boolean awaitDue() throws InterruptedException {
    while (!stopped) {
      long left = due - ticker.nanos();
      if (owner.hasLeft()) {
        return false;
      }
      if (left <= 0) {
        return true;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, owner.nanosToLeave()));
    }
    return false;
  }

  private void run() throws InterruptedException {
    Deadline deadline = Deadline.in(background.runTimeout(), ticker);
    BackgroundSession<S> target = new BackgroundSession<>(owner.target(), history, owner.isAlone());
    Scrape<S> scrape =
        new Scrape<>(
            namespace,
            target,
            one.within(),
            BackgroundResults.NONE,
            deadline,
            ticker,
            null,
            limited,
            false);
    begin(scrape);
    try {
      // The run of a target that is not scraped any more ends early.
      while (!scrape.await(deadline, owner.nanosToLeave()) && !deadline.hasPassedAsAWhole()) {
        if (owner.hasLeft()) {
          throw new InterruptedException();
        }
      }
      scrape.await(deadline, deadline.before(-PATIENCE_NANOS));
      publish(scrape.completed());
      scrape.awaitRelease(); // a run that hangs delays the next one
    } catch (InterruptedException e) {
      scrape.interrupt();
      throw e;
    }
  }

  private synchronized void begin(Scrape<S> scrape) {
    started = ticker.nanos();
    scraping =
        Thread.ofVirtual()
            .name("run of " + name())
            .start(() -> {
              try {
                scrape.run();
              } finally {
                scrape.release();
              }
            });
  }

  private synchronized void publish(CompletedRun run) {
    CompletedRun before = last;
    boolean isKept = background.kept().isPresent();
    if (before != null && !(isKept && before.outcome().isFine())) {
      before.discard().run();
    }
    last = run;
    if (run.outcome().isFine()) {
      succeeded = true;
      if (good != null) {
        good.discard().run();
      }
      good = isKept ? run : null;
    }
    scheduleNext(run.isUp());
  }

  private synchronized void scheduleNext(boolean isUp) {
    downRuns = isUp ? 0 : downRuns + 1;
    due = started + pause(background.interval(), downRuns).toNanos();
  }

  /// Returns the time from the start of a run to the start of the next one.
  ///
  /// @param downRuns number of runs in a row that could not open their sessions
  static Duration pause(Duration interval, int downRuns) {
    if (downRuns <= 1 || interval.compareTo(MOST_WAIT) >= 0) {
      return interval;
    }
    Duration longer = interval.multipliedBy(1L << Math.min(downRuns - 1, MOST_DOUBLINGS));
    return longer.compareTo(MOST_WAIT) < 0 ? longer : MOST_WAIT;
  }

  private synchronized void discardAll() {
    if (last != null) {
      last.discard().run();
    }
    if (good != null) {
      good.discard().run();
    }
    last = null;
    good = null;
  }
}
