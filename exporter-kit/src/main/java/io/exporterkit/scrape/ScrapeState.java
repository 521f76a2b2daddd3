package io.exporterkit.scrape;

import io.exporterkit.logging.LogCapture;
import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.metric.SeriesBudget;
import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The samples that one scrape has read so far, and the outcomes of its collectors. Safe for use by several threads.
final class ScrapeState<S extends AutoCloseable> {
  private static final Logger log = LoggerFactory.getLogger(Scrape.class);
  private static final String TIMED_OUT = "timed out";

  private final String namespace;
  private final Target<S> target;
  private final BackgroundResults background;
  private final Deadline deadline;
  private final Ticker ticker;
  private final long started;

  // Guarded by this.
  private final List<CollectorRun<S>> runs = new ArrayList<>(); // in the order of the collectors
  private int merged; // number of runs whose samples are in families
  private final ScrapeFamilies families;
  private @Nullable Samples opened; // by the target while the session is opened
  private boolean up;
  private @Nullable String openError;
  private boolean late;
  private boolean over;
  private Optional<RefusedTargetException> refusal = Optional.empty();
  private final LogCapture capture = new LogCapture();
  private final SeriesBudget budget;

  ScrapeState(
      String namespace,
      Target<S> target,
      List<? extends Collector<? super S>> collectors,
      BackgroundResults background,
      Deadline deadline,
      Ticker ticker,
      @Nullable Conflicts conflicts,
      SeriesBudget budget) {
    this.budget = budget;
    this.namespace = namespace;
    this.target = target;
    this.background = background;
    this.deadline = deadline;
    this.ticker = ticker;
    this.families = new ScrapeFamilies(namespace, conflicts, this::reason);
    this.started = ticker.nanos();
    for (Collector<? super S> collector : collectors) {
      runs.add(
          collector instanceof Background
              ? CollectorRun.ofBackground(collector, background.last(collector))
              : new CollectorRun<>(collector));
    }
  }

  /// Returns the runs of all collectors, in their order. The list does not change.
  List<CollectorRun<S>> runs() {
    return runs;
  }

  /// Returns the runs that have not ended.
  synchronized List<CollectorRun<S>> rest() {
    return runs.stream().filter(run -> !run.hasEnded()).toList();
  }

  /// Returns whether a collector is still to run: the target is up, and the collector has not ended.
  synchronized boolean wants(CollectorRun<S> run) {
    return up && !run.hasEnded();
  }

  synchronized boolean isUp() {
    return up;
  }

  synchronized boolean isOver() {
    return over;
  }

  /// Records that the target may not be scraped.
  synchronized void setRefusal(RefusedTargetException e) {
    refusal = Optional.of(e);
  }

  synchronized boolean isRefused() {
    return refusal.isPresent();
  }

  /// Returns the series that the scrape may still emit.
  SeriesBudget budget() {
    return budget;
  }

  /// Returns the copy of the log of this scrape.
  LogCapture capture() {
    return capture;
  }

  synchronized void setLate() {
    late = true;
  }

  /// Records that the session is being opened.
  ///
  /// @param out receives samples about the target
  synchronized void beginOpen(Samples out) {
    opened = out;
  }

  /// Records that the session was opened.
  ///
  /// @param error why that failed; empty when it did not
  synchronized void endOpen(Samples out, String error) {
    opened = null;
    String conflict = families.merge(out.families());
    budget.endCollector(out.families());
    if (!conflict.isEmpty()) {
      log.debug("{}: {}", target.name(), conflict);
    }
    up = error.isEmpty();
    openError = error;
    mergeEnded();
  }

  /// Records the end of a collector.
  synchronized void end(CollectorRun<S> run, Outcome outcome) {
    run.end(outcome, ticker.nanos());
    mergeEnded();
    if (run.isRequired() && run.isFault()) {
      up = false;
    }
  }

  /// Merges the samples of the collectors that have ended, up to the first one that has not: the order of the families
  /// does not depend on the order in which collectors end.
  private void mergeEnded() {
    while (merged < runs.size() && runs.get(merged).hasEnded()) {
      merge(runs.get(merged++));
    }
  }

  private void merge(CollectorRun<S> run) {
    String conflict = families.merge(run.families());
    budget.endCollector(run.families());
    Outcome outcome = run.outcome();
    if (outcome == null || run.isInBackground()) {
      return;
    }
    String wrong = run.refusal().isEmpty() ? conflict : run.refusal();
    if (!wrong.isEmpty() && outcome.isFine()) {
      run.fail(new Outcome.Failed(clean(wrong, "failed")));
    }
    late |= outcome instanceof Outcome.TimedOut;
  }

  synchronized void begin(CollectorRun<S> run, Samples out, Optional<Duration> timeout) {
    run.begin(out, ticker.nanos());
    timeout.ifPresent(time -> run.interruptAfter(time, this));
  }

  /// Ends the time-out of a collector, in its thread. Returns whether the time-out interrupted the collector.
  synchronized boolean endTimeout(CollectorRun<S> run) {
    run.endTimeout();
    return run.isInterrupted();
  }

  synchronized boolean wasInterrupted(CollectorRun<S> run) {
    return run.isInterrupted();
  }

  /// Interrupts all collectors that run.
  synchronized void interruptRuns() {
    runs.forEach(CollectorRun::interrupt);
  }

  /// Records the end of the scrape.
  ///
  /// @return the first fault
  synchronized Fault end() {
    over = true;
    for (; merged < runs.size(); merged++) { // also behind collectors that did not run
      merge(runs.get(merged));
    }
    target.history().setLate(late);
    families.countRepeated();
    return fault();
  }

  /// Returns how a scrape that is over has ended: `ok`, `partial` when a collector failed or timed out or series were
  /// dropped because of a limit, or `down`.
  synchronized String ending() {
    if (!up) {
      return Scrape.DOWN;
    }
    return fault().isNone() && budget.dropped().isEmpty() ? Scrape.OK : Scrape.PARTIAL;
  }

  /// Returns the result at this moment. The families of the scrape itself come first, those of the target and its
  /// collectors follow, including the samples of running collectors. Collectors that have not ended are reported as
  /// timed out.
  synchronized ScrapeResult result() {
    List<ScrapeResult.Ended> ends = new ArrayList<>(runs.size());
    boolean nowUp = up;
    long now = ticker.nanos();
    Samples own = new Samples();
    Samples ofCollectors = new Samples();
    for (CollectorRun<S> run : runs) {
      Outcome outcome = run.outcome();
      if (run.isAbsent() || (outcome == null && !up)) {
        continue;
      }
      outcome = outcome == null ? new Outcome.TimedOut(TIMED_OUT) : outcome;
      nowUp &= !(run.isRequired() && run.isFault(outcome));
      double seconds = over && run.outcome() == null ? 0 : run.seconds(now);
      report(run.name(), outcome, seconds, ofCollectors);
      ends.add(new ScrapeResult.Ended(run.name(), outcome, duration(seconds)));
    }
    String error = fault().toString();
    double seconds = secondsSince(started);
    own.add(ScrapeMetrics.UP, nowUp ? 1 : 0);
    own.add(ScrapeMetrics.LAST_ERROR, error.isEmpty() ? 0 : 1, error);
    own.add(ScrapeMetrics.LAST_DURATION, seconds);
    List<Family> all = new ArrayList<>(own.families());
    all.addAll(ofCollectors.families());
    all.addAll(background.families());
    all.addAll(target.history().families());
    all.addAll(read());
    return new ScrapeResult(
        nowUp,
        error,
        duration(seconds),
        ends,
        refusal,
        capture,
        new Section(namespace, target.labels(), all));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /// Returns the families of the target and its collectors so far.
  private Collection<Family> read() {
    if (merged == runs.size() && opened == null) {
      return families.all();
    }
    ScrapeFamilies all = families.copy();
    if (opened != null) {
      String _ = all.merge(opened.snapshot());
    }
    for (CollectorRun<S> run : runs.subList(merged, runs.size())) {
      String _ = all.merge(run.families());
    }
    return all.all();
  }

  private static void report(String collector, Outcome outcome, double seconds, Samples out) {
    out.add(ScrapeMetrics.SUCCESS, outcome.isFine() ? 1 : 0, collector);
    out.add(ScrapeMetrics.COLLECTOR_DURATION, seconds, collector);
    out.add(ScrapeMetrics.OUTCOME, 1, collector, outcome.word());
  }

  /// Returns the first fault of this scrape; [Fault#NONE] when all went well. Faults of background collectors are none
  /// of this scrape.
  private Fault fault() {
    if (openError == null) {
      return new Fault("", timedOut());
    }
    if (!openError.isEmpty()) {
      return new Fault("", openError);
    }
    Fault unstarted = Fault.NONE;
    for (CollectorRun<S> run : runs) {
      Fault fault = fault(run);
      if (!fault.isNone() && (run.hasEnded() || run.isRunning())) {
        return fault;
      }
      unstarted = unstarted.isNone() ? fault : unstarted;
    }
    return unstarted;
  }

  private Fault fault(CollectorRun<S> run) {
    Outcome outcome = run.outcome();
    if (run.isInBackground() || (outcome == null && !up)) {
      return Fault.NONE;
    }
    if (outcome == null) {
      return new Fault(run.name(), TIMED_OUT);
    }
    return run.isFault() ? new Fault(run.name(), outcome.reason()) : Fault.NONE;
  }

  /// Returns how the only collector of this scrape ended, and its samples so far, for pages of later scrapes.
  synchronized CompletedRun completed() {
    CollectorRun<S> run = runs.getFirst();
    Outcome outcome = run.outcome();
    long now = ticker.nanos();
    if (openError == null || !openError.isEmpty()) {
      String reason = fault().reason();
      outcome = late ? new Outcome.TimedOut(reason) : new Outcome.Failed(reason);
      double seconds = secondsSince(started);
      return new CompletedRun(outcome, seconds, List.of(), now, reason, () -> {});
    }
    return new CompletedRun(
        outcome == null ? new Outcome.TimedOut(TIMED_OUT) : outcome,
        run.seconds(now),
        run.families(),
        now,
        "",
        run::discard);
  }

  /// Runs the actions that wait for the end of the scrape's samples. Called once, when the scrape is over.
  synchronized void discard() {
    runs.forEach(CollectorRun::discard);
  }

  double seconds() {
    return secondsSince(started);
  }

  private double secondsSince(long nanos) {
    return (ticker.nanos() - nanos) / 1e9;
  }

  /// Returns the reason of an exception, without secrets.
  String reason(Throwable e) {
    return Reason.of(e, target);
  }

  /// Returns the reason of a time-out in the present phase.
  String timedOut() {
    return clean(deadline.reason(), TIMED_OUT);
  }

  /// Returns a reason cleaned by the target.
  ///
  /// @param otherwise returned when nothing of the reason is left
  private String clean(String reason, String otherwise) {
    String clean = Reason.of(reason, target);
    return clean.isEmpty() ? otherwise : clean;
  }
}
