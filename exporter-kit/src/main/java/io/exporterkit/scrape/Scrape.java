package io.exporterkit.scrape;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running scrape of one target. A thread of its own calls [#run]; those who asked for it wait in [#await] and take what is
/// there when it has ended or their own deadline comes, whatever the thread is stuck in.
///
/// What a collector added is handed over as a whole when the collector ends, so that a page made in the middle of a scrape holds
/// finished work only, and the rest as timed out.
final class Scrape<S extends AutoCloseable> {
  private static final Logger log = LoggerFactory.getLogger(Scrape.class);

  private final Target<S> target;
  private final List<? extends Collector<? super S>> collectors;
  private final Deadline deadline;
  private final Ticker ticker;
  private final long started;
  private final CountDownLatch ended = new CountDownLatch(1);

  // Guarded by this.
  private final List<Finished> finished = new ArrayList<>();
  private Collection<Family> families = List.of();
  private boolean up;
  private @Nullable String openError;
  private boolean over;

  private record Finished(String collector, Outcome outcome, double seconds) {}

  Scrape(
      Target<S> target,
      List<? extends Collector<? super S>> collectors,
      Deadline deadline,
      Ticker ticker) {
    this.target = target;
    this.collectors = collectors;
    this.deadline = deadline.copy();
    this.ticker = ticker;
    this.started = ticker.nanos();
  }

  /// Makes the scrape last until this deadline, if it is the later one; false when the scrape is over and cannot be joined.
  synchronized boolean join(Deadline other) {
    if (!over) {
      deadline.extendTo(other);
    }
    return !over;
  }

  /// Opens the session, runs the collectors, closes. Never throws.
  void run() {
    try {
      S session = open();
      if (session != null) {
        try {
          for (Collector<? super S> collector : collectors) {
            collect(collector, session);
          }
        } finally {
          close(session);
        }
      }
    } finally {
      end();
    }
  }

  private @Nullable S open() {
    Samples out = new Samples();
    String error;
    try {
      S session = target.open(deadline, out);
      publish(out, null, "");
      return session;
    } catch (DeadlineException e) {
      error = reason(e);
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      error = reason(e);
      log.debug("{}: opening failed", target.name(), e);
    }
    publish(out, null, error);
    return null;
  }

  private void collect(Collector<? super S> collector, S session) {
    Samples out = new Samples();
    long from = ticker.nanos();
    Outcome outcome;
    try {
      collector.collect(session, out);
      outcome = new Outcome.Ok();
    } catch (SkippedException e) {
      outcome = new Outcome.Skipped(reason(e));
    } catch (DeadlineException e) {
      outcome = new Outcome.TimedOut(reason(e));
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      outcome = new Outcome.Failed(reason(e));
      log.debug("{}: collector {} failed", target.name(), collector.name(), e);
    }
    double seconds = (ticker.nanos() - from) / 1e9;
    publish(out, new Finished(collector.name(), outcome, seconds), "");
  }

  private void close(S session) {
    try {
      session.close();
    } catch (Exception e) {
      log.debug("{}: closing failed", target.name(), e);
    }
  }

  private synchronized void publish(Samples out, @Nullable Finished end, String error) {
    families = families.isEmpty() ? out.families() : Samples.merge(families, out.families());
    if (end != null) {
      finished.add(end);
    } else {
      up = error.isEmpty();
      openError = error;
    }
    if (out.dropped() > 0) {
      log.debug("{}: {} samples came twice, the first one stays", target.name(), out.dropped());
    }
  }

  private void end() {
    double seconds = secondsSinceStart();
    String error;
    synchronized (this) {
      over = true;
      error = error();
    }
    String before = target.history().ended(seconds, error);
    if (error.isEmpty()) {
      if (!before.isEmpty()) {
        log.info("{}: works again, after: {}", target.name(), before);
      }
    } else if (error.equals(before)) {
      log.debug("{}: still: {}", target.name(), error);
    } else {
      log.warn("{}: {}", target.name(), error);
    }
    ended.countDown();
  }

  /// Waits until the scrape is over, or for as long as given.
  void await(long nanos) throws InterruptedException {
    var _ = ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /// All families of this moment: those of the collectors that have ended, and what is to be told of the scrape itself. Collectors
  /// still at it are told as timed out.
  synchronized List<Family> families() {
    Samples own = new Samples();
    own.add(ScrapeMetrics.UP, up ? 1 : 0);
    String error = error();
    own.add(ScrapeMetrics.LAST_ERROR, error.isEmpty() ? 0 : 1, error);
    own.add(ScrapeMetrics.LAST_DURATION, secondsSinceStart());
    ScrapeHistory.Totals totals = target.history().totals();
    own.add(ScrapeMetrics.SCRAPES, totals.scrapes());
    own.summary(
        ScrapeMetrics.DURATION, new double[0], new double[0], totals.seconds(), totals.scrapes());
    if (up) {
      for (Finished end : finished) {
        tell(end, own);
      }
      for (Collector<? super S> late : collectors.subList(finished.size(), collectors.size())) {
        tell(new Finished(late.name(), new Outcome.TimedOut("timed out"), 0), own);
      }
    }
    return Samples.merge(own.families(), families);
  }

  private static void tell(Finished end, Samples out) {
    out.add(ScrapeMetrics.SUCCESS, end.outcome.isFine() ? 1 : 0, end.collector);
    out.add(ScrapeMetrics.COLLECTOR_DURATION, end.seconds, end.collector);
    out.add(ScrapeMetrics.OUTCOME, 1, end.collector, end.outcome.word());
  }

  /// Why this scrape is not whole; empty when it is.
  private String error() {
    if (openError == null) {
      return "timed out";
    }
    if (!openError.isEmpty()) {
      return openError;
    }
    for (Finished end : finished) {
      if (!end.outcome.isFine()) {
        return end.collector + ": " + end.outcome.reason();
      }
    }
    return finished.size() < collectors.size() ? "timed out" : "";
  }

  private double secondsSinceStart() {
    return (ticker.nanos() - started) / 1e9;
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
