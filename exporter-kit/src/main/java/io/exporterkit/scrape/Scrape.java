package io.exporterkit.scrape;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
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

/// One running scrape of one target. A thread of its own calls [#run] and then [#release]; those who asked for it wait in [#await] and
/// take what is there when it was released or their own deadline comes, whatever the thread is stuck in.
///
/// A result made in the middle of a scrape holds what the collectors that have ended added, and a snapshot of what the one at work has
/// added so far. Collectors that have not ended are timed out on it.
final class Scrape<S extends AutoCloseable> {
  private static final Logger log = LoggerFactory.getLogger(Scrape.class);

  private static final String TIMED_OUT = "timed out";
  private static final Duration MOST_PATIENCE = Duration.ofMillis(50);

  /// The endings of a scrape, as the `outcome` label has them.
  static final String OK = "ok";

  static final String PARTIAL = "partial";
  static final String DOWN = "down";

  private final String namespace;
  private final Target<S> target;
  private final CheckedCollectors<S> collectors;
  private final Deadline deadline;
  private final Ticker ticker;
  private final Conflicts conflicts;
  private final long started;
  private final CountDownLatch ended = new CountDownLatch(1);

  private final boolean placeOfLate;

  // Guarded by this.
  private boolean place = true;
  private final List<Finished> finished = new ArrayList<>();
  private final Map<String, Family> families = new LinkedHashMap<>();
  private @Nullable Samples added; // by what is at work, which may still add to them
  private boolean up;
  private @Nullable String openError;
  private boolean late;
  private boolean over;
  private @Nullable Thread thread;
  private boolean interrupted;
  private long collectorStarted;
  private @Nullable TimedPart part;

  /// @param required whether the target is down where the outcome is not ok
  private record Finished(String collector, Outcome outcome, double seconds, boolean required) {
    boolean isFault() {
      return required ? !(outcome instanceof Outcome.Ok) : !outcome.isFine();
    }
  }

  /// The work of a collector that has a time-out of its own.
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
      boolean placeOfLate) {
    this.placeOfLate = placeOfLate;
    this.namespace = namespace;
    this.target = target;
    this.collectors = collectors;
    this.deadline = deadline.copy();
    this.ticker = ticker;
    this.conflicts = conflicts;
    this.started = ticker.nanos();
  }

  /// Makes the scrape last until this deadline, if it is the later one. False when the scrape is over, or hangs past its own
  /// deadline: what it has read by then is old, and may get older without end.
  synchronized boolean join(Deadline other) {
    if (over || deadline.hasPassedAsAWhole()) {
      return false;
    }
    deadline.extendTo(other);
    return true;
  }

  /// Whether the scrape has ended, and is joined no more.
  synchronized boolean isOver() {
    return over;
  }

  /// Leaves the place of this scrape to another one. Returns whether the place is one of those for targets that time out.
  synchronized boolean handPlaceOn() {
    place = false;
    return placeOfLate;
  }

  /// Whether the place is still that of this scrape.
  synchronized boolean hasPlace() {
    return place;
  }

  /// Whether the place is one of those for targets that time out.
  boolean isPlaceOfLate() {
    return placeOfLate;
  }

  /// Opens the session, runs the collectors, closes. Whatever they throw, it ends as an outcome.
  void run() {
    synchronized (this) {
      thread = Thread.currentThread();
      if (interrupted) { // it comes to run after all have gone
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
            collect(collector, session, collectors.samples(i));
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
    Samples out = new Samples(def -> !ScrapeMetrics.isReserved(def));
    begin(out);
    String error;
    try {
      S session = target.open(deadline, out);
      publishOpen(out, "");
      return session;
    } catch (DeadlineException e) {
      error = reason(e);
      setLate();
    } catch (
        Throwable e) { // an Error, too: the next scrape may have more memory, or another target
      error = wasInterrupted() ? timedOut() : reason(e);
      log.debug("{}: opening failed", target.name(), e);
    }
    publishOpen(out, error);
    return null;
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
    } catch (Throwable e) { // an Error, too: it shall take no other collector along
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
    // Whoever obeys the deadline ends by itself, before the interrupt.
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
        boolean _ = Thread.interrupted(); // meant for the collector that has ended
      }
      part = null;
    }
  }

  private void close(S session) {
    try {
      session.close();
    } catch (Throwable e) { // the scrape is done, its samples are good
      log.debug("{}: closing failed", target.name(), e);
    }
  }

  private synchronized void begin(Samples out) {
    added = out;
  }

  private synchronized void publishOpen(Samples out, String error) {
    added = null;
    String conflict = merge(out.families(), families, true);
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

  /// Enters families. Those that contradict an earlier collector's, or find no memory, are dropped.
  ///
  /// @param isCounted whether samples are counted that are dropped because of their definition
  /// @return what is wrong with the first that was dropped; empty when none was
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

  /// How the scrape ended, when it has: `ok`, `partial` where a collector failed or was late, `down` where the target could not be
  /// opened.
  synchronized String ending() {
    if (!up) {
      return DOWN;
    }
    return fault().isNone() ? OK : PARTIAL;
  }

  /// Lets go those who wait in [#await]: [#run] has returned, and what it took is given back.
  void release() {
    ended.countDown();
  }

  /// Waits until the scrape is over, or the answer is due.
  ///
  /// @param overdue when a scrape that still runs, past the deadline of all who asked, is interrupted
  /// @param due when to return at the latest
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

  /// Returns what there is at this moment. The families of the scrape itself come first, then those of its collectors, also of the one at
  /// work. Collectors that have not ended are timed out.
  synchronized ScrapeResult result() {
    List<Finished> ends = new ArrayList<>(finished);
    if (up) {
      for (int i = finished.size(); i < collectors.size(); i++) {
        // The first of them is the one at work, or would be.
        double seconds = i == finished.size() && !over ? secondsSince(collectorStarted) : 0;
        Collector<? super S> collector = collectors.get(i);
        Outcome outcome = new Outcome.TimedOut(TIMED_OUT);
        ends.add(new Finished(collector.name(), outcome, seconds, collector.isRequired()));
      }
    }
    boolean nowUp = up && ends.stream().noneMatch(end -> end.required && end.isFault());
    if (!nowUp) {
      ends.clear();
    }
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

  /// Families of the target and its collectors so far.
  private Map<String, Family> read() {
    if (added == null) {
      return families;
    }
    Map<String, Family> all = new LinkedHashMap<>(families);
    merge(added.snapshot(), all, false); // what is dropped is counted when the one at work ends
    return all;
  }

  private static void report(Finished end, Samples out) {
    out.add(ScrapeMetrics.SUCCESS, end.outcome.isFine() ? 1 : 0, end.collector);
    out.add(ScrapeMetrics.COLLECTOR_DURATION, end.seconds, end.collector);
    out.add(ScrapeMetrics.OUTCOME, 1, end.collector, end.outcome.word());
  }

  /// Why this scrape is not whole.
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

  /// The first thing that went wrong in a scrape.
  ///
  /// @param collector that it happened to; empty for the target as a whole
  /// @param reason empty where all is well
  private record Fault(String collector, String reason) {
    static final Fault NONE = new Fault("", "");

    boolean isNone() {
      return reason.isEmpty();
    }

    /// `config: timed out`; empty where all is well.
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

  /// The reason of a time-out in the present phase.
  private String timedOut() {
    return clean(deadline.reason(), TIMED_OUT);
  }

  /// @param otherwise when nothing of the reason is left
  private String clean(String reason, String otherwise) {
    String clean = Reason.of(reason, target);
    return clean.isEmpty() ? otherwise : clean;
  }
}
