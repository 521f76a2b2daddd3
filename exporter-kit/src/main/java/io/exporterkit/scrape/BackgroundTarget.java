package io.exporterkit.scrape;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A target whose background collectors run. Safe for use by several threads.
final class BackgroundTarget<S extends AutoCloseable> {
  static final Duration LEFT_AFTER = Duration.ofMinutes(10);

  private final Target<S> target;
  private final boolean isAlone;
  private final Ticker ticker;
  private final List<BackgroundRun<S>> runs = new ArrayList<>();
  // Guarded by this.
  private boolean isOwn;
  private long lastScraped;
  private boolean hasLeft;

  BackgroundTarget(
      String namespace,
      Target<S> target,
      CheckedCollectors<S> collectors,
      Semaphore slots,
      LimitedSeries limited,
      Ticker ticker,
      boolean isOwn,
      Function<Duration, Long> delayNanos) {
    this.target = target;
    this.isAlone = collectors.areInBackground();
    this.ticker = ticker;
    this.isOwn = isOwn;
    this.lastScraped = ticker.nanos();
    for (CheckedCollectors<S> one : collectors.background()) {
      long delay = delayNanos.apply(((Background<?>) one.get(0)).interval());
      runs.add(new BackgroundRun<>(namespace, this, one, slots, limited, ticker, delay));
    }
  }

  Target<S> target() {
    return target;
  }

  /// Returns whether the target has background collectors alone, so that scrapes open no session.
  boolean isAlone() {
    return isAlone;
  }

  /// Returns whether this is the exporter's own target, whose collectors run whether the target is scraped or not.
  synchronized boolean isOwn() {
    return isOwn;
  }

  /// Makes this the exporter's own target. Returns false when the target has left.
  synchronized boolean setOwn() {
    isOwn = !hasLeft();
    return isOwn;
  }

  List<BackgroundRun<S>> runs() {
    return runs;
  }

  /// Returns whether the target was not scraped for too long. Once that is so, its collectors never run again.
  synchronized boolean hasLeft() {
    hasLeft |= nanosToLeave() <= 0;
    return hasLeft;
  }

  /// Returns the time after which [#hasLeft] is true if the target is not scraped.
  synchronized long nanosToLeave() {
    long most = LEFT_AFTER.toNanos();
    return isOwn ? most : most - (ticker.nanos() - lastScraped);
  }

  /// Records a scrape, and returns the results for it; null when the target has left.
  @Nullable BackgroundResults scraped() {
    synchronized (this) {
      if (hasLeft()) {
        return null;
      }
      lastScraped = ticker.nanos();
    }
    return new Results(runs, isAlone);
  }

  void stop() {
    runs.forEach(BackgroundRun::stop);
  }

  /// The results at one moment.
  private static final class Results implements BackgroundResults {
    private static final String NONE_ENDED = "no background collector has run yet";

    private final List<? extends BackgroundRun<?>> runs;
    private final Map<String, CompletedRun> last = new HashMap<>();
    private final Samples ages = new Samples();
    private final @Nullable String openError;

    Results(List<? extends BackgroundRun<?>> runs, boolean isAlone) {
      this.runs = runs;
      @Nullable CompletedRun latest = null;
      for (BackgroundRun<?> run : runs) {
        BackgroundRun.Serving serving = run.serving();
        if (serving == null) {
          continue;
        }
        CompletedRun completed = serving.run();
        last.put(run.name(), completed);
        if (!Double.isNaN(serving.ageSeconds())) {
          ages.add(ScrapeMetrics.AGE, serving.ageSeconds(), run.name());
        }
        if (latest == null || completed.endedAt() - latest.endedAt() > 0) {
          latest = completed;
        }
      }
      String error = latest == null ? NONE_ENDED : latest.openError();
      openError = isAlone ? error : null;
    }

    @Override
    public @Nullable CompletedRun last(Collector<?> collector) {
      return last.get(collector.name());
    }

    @Override
    public List<Family> families() {
      return ages.families();
    }

    @Override
    public void targetIsUp() {
      runs.forEach(BackgroundRun::targetIsUp);
    }

    @Override
    public @Nullable String openError() {
      return openError;
    }
  }
}
