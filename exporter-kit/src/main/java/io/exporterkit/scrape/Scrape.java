package io.exporterkit.scrape;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Samples;
import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running scrape of one target. A thread of its own calls [#run] and then [#release]. The requests that share the
/// scrape wait in [#await] until the release or their own deadline, and then read [#result], even when that thread is
/// blocked. Safe for use by several threads.
///
/// A result in the middle of a scrape contains the samples of the collectors that have ended, and a snapshot of the
/// samples that the running collectors have added so far. Collectors that have not ended are reported as timed out.
final class Scrape<S extends AutoCloseable> {
  private static final Logger log = LoggerFactory.getLogger(Scrape.class);

  /// The values of the `outcome` label of `exporter_target_scrapes_total`.
  static final String OK = "ok";

  static final String PARTIAL = "partial";
  static final String DOWN = "down";

  private final Target<S> target;
  private final CheckedCollectors<S> collectors;
  private final BackgroundResults background;
  private final Deadline deadline;
  private final LimitedSeries limited;
  private final ScrapeState<S> state;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final boolean placeOfLate;

  // Guarded by this.
  private boolean place = true;
  private @Nullable Thread thread; // null while collectors run in other threads
  private boolean interrupted;

  Scrape(
      String namespace,
      Target<S> target,
      CheckedCollectors<S> collectors,
      BackgroundResults background,
      Deadline deadline,
      Ticker ticker,
      @Nullable Conflicts conflicts,
      LimitedSeries limited,
      boolean placeOfLate) {
    this.target = target;
    this.collectors = collectors;
    this.background = background;
    this.deadline = deadline.copy();
    this.limited = limited;
    this.state =
        new ScrapeState<>(
            namespace,
            target,
            collectors.all(),
            background,
            this.deadline,
            ticker,
            conflicts,
            limited.budget());
    this.placeOfLate = placeOfLate;
  }

  /// Extends the scrape to another deadline when that is later than its own. Returns false when the scrape is over, or
  /// hangs past its own deadline, because its samples are outdated then.
  synchronized boolean join(Deadline other) {
    if (state.isOver() || deadline.hasPassedAsAWhole()) {
      return false;
    }
    deadline.extendTo(other);
    return true;
  }

  /// Returns whether the scrape has ended, so that no request can join any more.
  boolean isOver() {
    return state.isOver();
  }

  /// Passes the place of this scrape on to another scrape. Returns whether the place is one of those for targets that
  /// time out.
  synchronized boolean handPlaceOn() {
    place = false;
    return placeOfLate;
  }

  /// Returns whether this scrape still holds its place.
  synchronized boolean hasPlace() {
    return place;
  }

  /// Returns whether the place is one of those for targets that time out.
  boolean isPlaceOfLate() {
    return placeOfLate;
  }

  /// Opens the session, runs the collectors, and closes the session. Throws nothing: exceptions become outcomes, or the
  /// error of the scrape.
  void run() {
    enter();
    state.capture().during(this::openAndCollect);
  }

  private void openAndCollect() {
    try {
      S session = open();
      if (session != null) {
        try {
          collectAll(session);
        } finally {
          close(session);
        }
      }
    } finally {
      end();
    }
  }

  private synchronized void enter() {
    thread = Thread.currentThread();
    if (interrupted) { // no request waits for this scrape any more
      thread.interrupt();
    }
  }

  private @Nullable S open() {
    Samples out = new Samples(def -> !ScrapeMetrics.isReserved(def), state.budget());
    String error = background.openError();
    if (error != null) { // all collectors run in the background
      state.endOpen(out, error);
      return null;
    }
    state.beginOpen(out);
    try {
      S session = requireSession(target.open(deadline, out));
      state.endOpen(out, "");
      background.targetIsUp();
      return session;
    } catch (DeadlineException e) {
      error = state.reason(e);
      state.setLate();
    } catch (RefusedTargetException e) {
      error = state.reason(e);
      state.setRefusal(e);
    } catch (Throwable e) { // also an Error: the next scrape may have enough memory
      error = isInterrupted() ? state.timedOut() : state.reason(e);
      log.debug("{}: opening failed", target.name(), e);
    }
    state.endOpen(out, error);
    return null;
  }

  private static <S> S requireSession(@Nullable S session) {
    if (session == null) {
      throw new IllegalStateException("the target was opened without a session");
    }
    return session;
  }

  private void collectAll(S session) {
    if (session instanceof ConcurrentSession concurrent) {
      state.runs().stream()
          .filter(CollectorRun::isRequired)
          .forEach(run -> collectIfUp(run, session));
      List<CollectorRun<S>> rest = state.rest();
      if (state.isUp() && rest.size() > 1) {
        setThread(null); // the threads of the collectors are interrupted instead of this one
        ParallelRuns.run(
            rest,
            concurrent.mostCollectors(),
            run -> state.capture().during(() -> collectInPart(run, session)));
        setThread(Thread.currentThread());
        return;
      }
    }
    state.runs().forEach(run -> collectIfUp(run, session));
  }

  private synchronized void setThread(@Nullable Thread now) {
    thread = now;
  }

  private void collectInPart(CollectorRun<S> run, S session) {
    Optional<Duration> timeout = run.collector().timeout();
    deadline.inPart(timeout, () -> collect(run, session, timeout));
  }

  /// Runs a collector in the thread of the scrape, unless the target is down or the collector has ended.
  private void collectIfUp(CollectorRun<S> run, S session) {
    if (!state.wants(run)) {
      return;
    }
    Optional<Duration> timeout = run.collector().timeout();
    timeout.ifPresent(deadline::beginPart);
    collect(run, session, timeout);
    deadline.endPart();
  }

  private void collect(CollectorRun<S> run, S session, Optional<Duration> timeout) {
    Collector<? super S> collector = run.collector();
    Samples out = collectors.samples(state.runs().indexOf(run), state.budget());
    state.begin(run, out, timeout);
    Outcome outcome;
    deadline.enter("");
    try {
      collector.collect(session, out);
      outcome = new Outcome.Ok();
    } catch (ForbiddenException e) {
      outcome = new Outcome.Forbidden(state.reason(e));
    } catch (SkippedException e) {
      outcome = new Outcome.Skipped(state.reason(e));
    } catch (DeadlineException e) {
      outcome = new Outcome.TimedOut(state.reason(e));
    } catch (Throwable e) { // also an Error: the other collectors still run
      outcome =
          wasInterrupted(run)
              ? new Outcome.TimedOut(state.timedOut())
              : new Outcome.Failed(state.reason(e));
      log.debug("{}: collector {} failed", target.name(), collector.name(), e);
    }
    state.end(run, outcome);
    endTimeout(run);
  }

  private synchronized void endTimeout(CollectorRun<S> run) {
    if (state.endTimeout(run) && !interrupted) {
      boolean _ = Thread.interrupted(); // the interrupted collector has ended
    }
  }

  private void close(S session) {
    try {
      session.close();
    } catch (Throwable e) { // also an Error: all samples have been read
      log.debug("{}: closing failed", target.name(), e);
    }
  }

  private void end() {
    double seconds = state.seconds();
    limited.count(state.budget().dropped());
    Fault fault = state.end();
    String before = target.history().ended(seconds, fault.toString());
    boolean isOfBackground = background.openError() != null; // whose runs log their faults
    if (target.isLogged() && !isOfBackground && !state.isRefused()) { // logged with its request
      fault.log(target.name(), before);
    }
  }

  /// Returns how a scrape that is over has ended: `ok`, `partial` or `down`.
  String ending() {
    return state.ending();
  }

  /// Ends the waiting in [#await]. Called after [#run] has returned and the place is free.
  void release() {
    ended.countDown();
  }

  /// Waits until the scrape is released, a moment comes, or a time has passed. Returns whether it was released.
  boolean await(Deadline moment, long nanos) throws InterruptedException {
    return ended.await(Math.min(nanos, moment.remainingNanos()), TimeUnit.NANOSECONDS);
  }

  /// Waits until the scrape is released.
  void awaitRelease() throws InterruptedException {
    ended.await();
  }

  /// Waits until the scrape is released, or the answer is due.
  ///
  /// @param overdue the moment at which a scrape is interrupted that still runs past the deadline of all its requests
  /// @param due the moment by which this method returns
  void await(Deadline overdue, Deadline due) throws InterruptedException {
    if (!ended.await(overdue.remainingNanos(), TimeUnit.NANOSECONDS)) {
      interruptOverdue();
      var _ = ended.await(due.remainingNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void interruptOverdue() {
    if (deadline.hasPassedAsAWhole()) {
      interrupt();
    }
  }

  /// Interrupts the scrape, once, unless it is over.
  synchronized void interrupt() {
    if (!state.isOver() && !interrupted) {
      interrupted = true;
      state.setLate();
      target.history().setLate(true);
      if (thread != null) {
        thread.interrupt();
      } else {
        state.interruptRuns();
      }
    }
  }

  private synchronized boolean isInterrupted() {
    return interrupted;
  }

  private boolean wasInterrupted(CollectorRun<S> run) {
    return isInterrupted() || state.wasInterrupted(run);
  }

  /// Returns the result at this moment; see [ScrapeState#result].
  ScrapeResult result() {
    return state.result();
  }

  /// Returns how the only collector of this scrape ended, and its samples so far, for pages of later scrapes.
  CompletedRun completed() {
    return state.completed();
  }

  /// Runs the actions that wait for the end of the scrape's samples. Called once, when the scrape is over.
  void discard() {
    state.discard();
  }
}
