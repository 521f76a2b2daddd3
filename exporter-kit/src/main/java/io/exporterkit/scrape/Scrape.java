package io.exporterkit.scrape;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.metric.SeriesBudget;
import io.exporterkit.metric.SeriesLimits;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One running scrape of one target. A thread of its own calls [#run] and then [#release]. The requests that share the
/// scrape wait in [#await] until the release or their own deadline, and then read [#result], even when that thread is
/// blocked. Safe for use by several threads.
///
/// A result in the middle of a scrape contains the samples of the collectors that have ended, and a snapshot of the
/// samples that the running collector has added so far. Collectors that have not ended are reported as timed out.
final class Scrape<S extends AutoCloseable> {
  private static final Logger log = LoggerFactory.getLogger(Scrape.class);

  private static final String TIMED_OUT = "timed out";
  private static final Duration MOST_PATIENCE = Duration.ofMillis(50);

  /// The values of the `outcome` label of `exporter_target_scrapes_total`.
  static final String OK = "ok";

  static final String PARTIAL = "partial";
  static final String DOWN = "down";

  private final String namespace;
  private final Target<S> target;
  private final CheckedCollectors<S> collectors;
  private final Deadline deadline;
  private final Ticker ticker;
  private final Conflicts conflicts;
  private final SeriesBudget budget;
  private final LimitedSeries limited;
  private final long started;
  private final CountDownLatch ended = new CountDownLatch(1);

  private final boolean placeOfLate;

  // Guarded by this.
  private boolean place = true;
  private final List<Finished> finished = new ArrayList<>();
  private final Map<String, Family> families = new LinkedHashMap<>();
  private @Nullable Samples added; // by the running collector, which may add more
  private boolean up;
  private @Nullable String openError;
  private boolean late;
  private boolean over;
  private @Nullable Thread thread;
  private boolean interrupted;
  private long collectorStarted;
  private @Nullable TimedPart part;

  /// The end of one collector.
  ///
  /// @param required whether the target is down unless the outcome is ok
  private record Finished(String collector, Outcome outcome, double seconds, boolean required) {
    boolean isFault() {
      return required ? !(outcome instanceof Outcome.Ok) : !outcome.isFine();
    }
  }

  /// The run of a collector that has a time-out of its own.
  private static final class TimedPart {
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean interrupted;
  }

  Scrape(
      String namespace,
      Target<S> target,
      CheckedCollectors<S> collectors,
      Deadline deadline,
      Ticker ticker,
      Conflicts conflicts,
      SeriesLimits limits,
      LimitedSeries limited,
      boolean placeOfLate) {
    this.placeOfLate = placeOfLate;
    this.namespace = namespace;
    this.target = target;
    this.collectors = collectors;
    this.deadline = deadline.copy();
    this.ticker = ticker;
    this.conflicts = conflicts;
    this.budget = new SeriesBudget(limits);
    this.limited = limited;
    this.started = ticker.nanos();
  }

  /// Extends the scrape to another deadline when that is later than its own. Returns false when the scrape is over, or
  /// hangs past its own deadline, because its samples are outdated then.
  synchronized boolean join(Deadline other) {
    if (over || deadline.hasPassedAsAWhole()) {
      return false;
    }
    deadline.extendTo(other);
    return true;
  }

  /// Returns whether the scrape has ended, so that no request can join any more.
  synchronized boolean isOver() {
    return over;
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
    synchronized (this) {
      thread = Thread.currentThread();
      if (interrupted) { // no request waits for this scrape any more
        thread.interrupt();
      }
    }
    try {
      S session = open();
      if (session != null) {
        try {
          for (int i = 0; i < collectors.size() && isUp(); i++) {
            Collector<? super S> collector = collectors.get(i);
            Optional<Duration> timeout = collector.timeout();
            timeout.ifPresent(this::beginPart);
            collect(collector, session, collectors.samples(i, budget));
            if (timeout.isPresent()) {
              endPart();
            }
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
    Samples out = new Samples(def -> !ScrapeMetrics.isReserved(def), budget);
    begin(out);
    String error;
    try {
      S session = requireSession(target.open(deadline, out));
      publishOpen(out, "");
      return session;
    } catch (DeadlineException e) {
      error = reason(e);
      setLate();
    } catch (Throwable e) { // also an Error: the next scrape may have enough memory
      error = wasInterrupted() ? timedOut() : reason(e);
      log.debug("{}: opening failed", target.name(), e);
    }
    publishOpen(out, error);
    return null;
  }

  private static <S> S requireSession(@Nullable S session) {
    if (session == null) {
      throw new IllegalStateException("the target was opened without a session");
    }
    return session;
  }

  private void collect(Collector<? super S> collector, S session, Samples out) {
    begin(out);
    Outcome outcome;
    deadline.enter("");
    try {
      collector.collect(session, out);
      outcome = new Outcome.Ok();
    } catch (ForbiddenException e) {
      outcome = new Outcome.Forbidden(reason(e));
    } catch (SkippedException e) {
      outcome = new Outcome.Skipped(reason(e));
    } catch (DeadlineException e) {
      outcome = new Outcome.TimedOut(reason(e));
    } catch (Throwable e) { // also an Error: the other collectors still run
      outcome = wasInterrupted() ? new Outcome.TimedOut(timedOut()) : new Outcome.Failed(reason(e));
      log.debug("{}: collector {} failed", target.name(), collector.name(), e);
    }
    publish(out, collector, outcome);
  }

  private void beginPart(Duration timeout) {
    TimedPart begun = new TimedPart();
    synchronized (this) {
      part = begun;
    }
    deadline.beginPart(timeout);
    // A collector that obeys the deadline ends before the interrupt.
    long patience =
        timeout.plus(MOST_PATIENCE.compareTo(timeout) < 0 ? MOST_PATIENCE : timeout).toNanos();
    var _ =
        Thread.ofVirtual()
            .name("time-out of a collector")
            .start(() -> interruptLate(begun, patience));
  }

  private void interruptLate(TimedPart late, long nanos) {
    try {
      if (!late.ended.await(nanos, TimeUnit.NANOSECONDS)) {
        synchronized (this) {
          if (part == late && thread != null) {
            late.interrupted = true;
            thread.interrupt();
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void endPart() {
    deadline.endPart();
    if (part != null) {
      part.ended.countDown();
      if (part.interrupted && !interrupted) {
        boolean _ = Thread.interrupted(); // the interrupted collector has ended
      }
      part = null;
    }
  }

  private void close(S session) {
    try {
      session.close();
    } catch (Throwable e) { // also an Error: all samples have been read
      log.debug("{}: closing failed", target.name(), e);
    }
  }

  private synchronized void begin(Samples out) {
    added = out;
  }

  private synchronized void publishOpen(Samples out, String error) {
    added = null;
    String conflict = merge(out.families(), families, true);
    budget.endCollector(out.families());
    if (!conflict.isEmpty()) {
      log.debug("{}: {}", target.name(), conflict);
    }
    up = error.isEmpty();
    openError = error;
    collectorStarted = ticker.nanos();
  }

  private synchronized void publish(Samples out, Collector<? super S> collector, Outcome outcome) {
    added = null;
    String conflict = merge(out.families(), families, true);
    budget.endCollector(out.families());
    String wrong = out.refusal().isEmpty() ? conflict : out.refusal();
    Outcome end =
        wrong.isEmpty() || !outcome.isFine() ? outcome : new Outcome.Failed(clean(wrong, "failed"));
    Finished result =
        new Finished(collector.name(), end, secondsSince(collectorStarted), collector.isRequired());
    finished.add(result);
    up &= !(result.required && result.isFault());
    late |= end instanceof Outcome.TimedOut;
    collectorStarted = ticker.nanos();
  }

  /// Merges families into others. Families that contradict a family of an earlier collector, or that exceed the memory,
  /// are dropped.
  ///
  /// @param isCounted whether to count the samples that are dropped because of a contradiction
  /// @return the reason of the first drop; empty when no family was dropped
  private String merge(List<Family> more, Map<String, Family> all, boolean isCounted) {
    String wrong = "";
    for (Family family : more) {
      Family before = all.get(family.def().name());
      try {
        Samples.merge(all, List.of(family));
      } catch (IllegalArgumentException | OutOfMemoryError e) {
        wrong = wrong.isEmpty() ? reason(e) : wrong;
        if (before != null && isCounted) {
          conflicts.contradicted(nameOf(family), family.size(), before.def(), family.def());
        }
      }
    }
    return wrong;
  }

  private void end() {
    double seconds = secondsSince(started);
    limited.count(budget.dropped());
    Fault fault;
    synchronized (this) {
      over = true;
      target.history().setLate(late);
      fault = fault();
      families.values().forEach(family -> conflicts.repeated(nameOf(family), family.dropped()));
    }
    String before = target.history().ended(seconds, fault.toString());
    if (!target.isLogged()) {
      return;
    }
    if (fault.isNone()) {
      if (!before.isEmpty()) {
        log.atInfo()
            .addKeyValue("target", target.name())
            .log("{}: works again, after: {}", target.name(), before);
      }
    } else if (fault.toString().equals(before)) {
      log.debug("{}: still: {}", target.name(), fault);
    } else {
      LoggingEventBuilder line = log.atWarn().addKeyValue("target", target.name());
      if (!fault.collector.isEmpty()) {
        line = line.addKeyValue("collector", fault.collector);
      }
      line.addKeyValue("reason", fault.reason).log("{}: {}", target.name(), fault);
    }
  }

  /// Returns how a scrape that is over has ended: `ok`, `partial` when a collector failed or timed out or series were
  /// dropped because of a limit, or `down`.
  synchronized String ending() {
    if (!up) {
      return DOWN;
    }
    return fault().isNone() && budget.dropped().isEmpty() ? OK : PARTIAL;
  }

  /// Ends the waiting in [#await]. Called after [#run] has returned and the place is free.
  void release() {
    ended.countDown();
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
    if (!over && !interrupted && deadline.hasPassedAsAWhole()) {
      interrupted = true;
      late = true;
      target.history().setLate(true);
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  private synchronized void setLate() {
    late = true;
  }

  private synchronized boolean wasInterrupted() {
    return interrupted || (part != null && part.interrupted);
  }

  private synchronized boolean isUp() {
    return up;
  }

  /// Returns the result at this moment. The families of the scrape itself come first, those of the target and its
  /// collectors follow, including the samples of the running collector. Collectors that have not ended are reported as
  /// timed out.
  synchronized ScrapeResult result() {
    List<Finished> ends = new ArrayList<>(finished);
    if (up) {
      for (int i = finished.size(); i < collectors.size(); i++) {
        // Only the first of these collectors can be running.
        double seconds = i == finished.size() && !over ? secondsSince(collectorStarted) : 0;
        Collector<? super S> collector = collectors.get(i);
        Outcome outcome = new Outcome.TimedOut(TIMED_OUT);
        ends.add(new Finished(collector.name(), outcome, seconds, collector.isRequired()));
      }
    }
    boolean nowUp = up && ends.stream().noneMatch(end -> end.required && end.isFault());
    String error = fault().toString();
    double seconds = secondsSince(started);
    Samples own = new Samples();
    own.add(ScrapeMetrics.UP, nowUp ? 1 : 0);
    own.add(ScrapeMetrics.LAST_ERROR, error.isEmpty() ? 0 : 1, error);
    own.add(ScrapeMetrics.LAST_DURATION, seconds);
    ends.forEach(end -> report(end, own));
    List<Family> all = new ArrayList<>(own.families());
    all.addAll(target.history().families());
    all.addAll(read().values());
    List<ScrapeResult.Ended> outcomes =
        ends.stream()
            .map(e -> new ScrapeResult.Ended(e.collector, e.outcome, duration(e.seconds)))
            .toList();
    return new ScrapeResult(
        nowUp, error, duration(seconds), outcomes, new Section(namespace, target.labels(), all));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /// Returns the families of the target and its collectors so far.
  private Map<String, Family> read() {
    if (added == null) {
      return families;
    }
    Map<String, Family> all = new LinkedHashMap<>(families);
    merge(added.snapshot(), all, false); // drops are counted when the collector has ended
    return all;
  }

  private static void report(Finished end, Samples out) {
    out.add(ScrapeMetrics.SUCCESS, end.outcome.isFine() ? 1 : 0, end.collector);
    out.add(ScrapeMetrics.COLLECTOR_DURATION, end.seconds, end.collector);
    out.add(ScrapeMetrics.OUTCOME, 1, end.collector, end.outcome.word());
  }

  /// Returns the first fault of this scrape; [Fault#NONE] when all went well.
  private Fault fault() {
    if (openError == null) {
      return new Fault("", timedOut());
    }
    if (!openError.isEmpty()) {
      return new Fault("", openError);
    }
    for (Finished end : finished) {
      if (end.isFault()) {
        return new Fault(end.collector, end.outcome.reason());
      }
    }
    return finished.size() < collectors.size()
        ? new Fault(collectors.get(finished.size()).name(), TIMED_OUT)
        : Fault.NONE;
  }

  /// The first fault of a scrape.
  ///
  /// @param collector that failed or timed out; empty when the target itself did
  /// @param reason empty when there is no fault
  private record Fault(String collector, String reason) {
    static final Fault NONE = new Fault("", "");

    boolean isNone() {
      return reason.isEmpty();
    }

    /// Returns the fault as in `config: timed out`; empty when there is none.
    @Override
    public String toString() {
      return collector.isEmpty() ? reason : collector + ": " + reason;
    }
  }

  private double secondsSince(long nanos) {
    return (ticker.nanos() - nanos) / 1e9;
  }

  private String nameOf(Family family) {
    return family.def().nameIn(namespace);
  }

  private String reason(Throwable e) {
    return Reason.of(e, target);
  }

  /// Returns the reason of a time-out in the present phase.
  private String timedOut() {
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
