package io.exporterkit.scrape;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The targets whose background collectors run, by the keys of their scrapes. Safe for use by several threads.
final class BackgroundTargets<S extends AutoCloseable> {
  private static final Logger log = LoggerFactory.getLogger(BackgroundTargets.class);

  static final int MOST = 1000;
  private static final Duration MOST_DELAY = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofSeconds(5);

  private final String namespace;
  private final LimitedSeries limited;
  private final Ticker ticker;
  private final Semaphore slots;
  // Guarded by this.
  private final Map<Object, BackgroundTarget<S>> targets = new HashMap<>();
  private @Nullable Object own;
  private boolean closed;
  private boolean crowded;

  /// @param limit largest number of runs at the same time, without those of the exporter's own target
  BackgroundTargets(String namespace, int limit, LimitedSeries limited, Ticker ticker) {
    this.limited = limited;
    this.namespace = namespace;
    this.ticker = ticker;
    this.slots = new Semaphore(limit, true);
  }

  /// Starts the background collectors of the exporter's own target at once, and ends those of the own target before.
  synchronized void setOwn(Object key, Target<S> target, CheckedCollectors<S> collectors) {
    if (key.equals(own) || closed) {
      return;
    }
    BackgroundTarget<S> before = own == null ? null : targets.remove(own);
    if (before != null) {
      before.stop();
    }
    own = null;
    if (collectors.hasBackground()) {
      own = key;
      BackgroundTarget<S> known = targets.get(key);
      if (known == null || !known.setOwn()) {
        var _ = start(key, target, collectors, true);
      }
    }
  }

  /// Returns the results of a target at the start of a scrape. Records that the target is scraped.
  synchronized BackgroundResults scraped(
      Object key, Target<S> target, CheckedCollectors<S> collectors) {
    if (!collectors.hasBackground()) {
      return BackgroundResults.NONE;
    }
    BackgroundTarget<S> known = targets.get(key);
    BackgroundResults results = known == null ? null : known.scraped();
    if (results != null) {
      return results;
    }
    targets.remove(key);
    if (collectors.areInBackground()) {
      known = startIfRoom(key, target, collectors);
      results = known == null ? null : known.scraped();
    }
    return results != null ? results : new Unknown(key, target, collectors);
  }

  /// Returns the results of a target for a scrape with some of its collectors, which starts no runs.
  synchronized BackgroundResults known(Object key) {
    BackgroundTarget<S> known = targets.get(key);
    BackgroundResults results = known == null ? null : known.scraped();
    return results == null ? BackgroundResults.NONE : results;
  }

  private @Nullable BackgroundTarget<S> startIfRoom(
      Object key, Target<S> target, CheckedCollectors<S> collectors) {
    if (closed || !hasRoom()) {
      return null;
    }
    return start(key, target, collectors, false);
  }

  private boolean hasRoom() {
    if (targets.size() >= MOST) {
      targets.values().removeIf(BackgroundTarget::hasLeft);
    }
    boolean room = targets.size() < MOST;
    if (room == crowded) {
      crowded = !room;
      if (crowded) {
        log.warn(
            "{} targets have background collectors: those of further targets do not run", MOST);
      }
    }
    return room;
  }

  private BackgroundTarget<S> start(
      Object key, Target<S> target, CheckedCollectors<S> collectors, boolean isOwn) {
    boolean isFirst = isOwn || targets.isEmpty();
    BackgroundTarget<S> started =
        new BackgroundTarget<>(
            namespace,
            target,
            collectors,
            slots,
            limited,
            ticker,
            isOwn,
            interval -> isFirst ? 0 : delayNanos(interval));
    targets.put(key, started);
    started.runs().forEach(BackgroundRun::start);
    return started;
  }

  /// Returns a random delay of a first run, so that the runs of many targets do not begin together.
  private static long delayNanos(Duration interval) {
    Duration tenth = interval.dividedBy(10);
    long most = (tenth.compareTo(MOST_DELAY) < 0 ? tenth : MOST_DELAY).toNanos();
    return ThreadLocalRandom.current().nextLong(most + 1);
  }

  private synchronized void sawUp(Object key, Target<S> target, CheckedCollectors<S> collectors) {
    if (!targets.containsKey(key)) {
      var _ = startIfRoom(key, target, collectors);
    }
  }

  /// Returns the background collectors because of which the exporter is not ready, each with the reason; empty when it
  /// is ready.
  ///
  /// @param key of the exporter's own target
  synchronized Map<String, String> missing(Object key, CheckedCollectors<S> collectors) {
    Map<String, String> missing = new LinkedHashMap<>();
    BackgroundTarget<S> known = targets.get(key);
    if (known == null) {
      collectors.background().forEach(one -> missing.put(one.get(0).name(), "not started"));
      return missing;
    }
    for (BackgroundRun<S> run : known.runs()) {
      String why = run.missing();
      if (!why.isEmpty()) {
        missing.put(run.name(), why);
      }
    }
    return missing;
  }

  /// Ends the wait of all runs whose target was down.
  void retry() {
    all().forEach(target -> target.runs().forEach(BackgroundRun::retry));
  }

  /// Makes all runs look at the clock again.
  void wake() {
    all().forEach(target -> target.runs().forEach(BackgroundRun::wake));
  }

  /// Returns what a background collector serves; null when no run has ended.
  BackgroundRun.@Nullable Serving serving(Object key, String collector) {
    BackgroundTarget<S> known;
    synchronized (this) {
      known = targets.get(key);
    }
    if (known != null) {
      for (BackgroundRun<S> run : known.runs()) {
        if (run.name().equals(collector)) {
          return run.serving();
        }
      }
    }
    return null;
  }

  synchronized int size() {
    targets.values().removeIf(BackgroundTarget::hasLeft);
    return targets.size();
  }

  private synchronized List<BackgroundTarget<S>> all() {
    return List.copyOf(targets.values());
  }

  /// Ends all runs, and waits for their end for up to five seconds.
  void close() {
    List<BackgroundTarget<S>> all;
    synchronized (this) {
      closed = true;
      all = all();
      targets.clear();
    }
    all.forEach(BackgroundTarget::stop);
    Deadline deadline = Deadline.in(END, Ticker.system());
    List<BackgroundRun<S>> runs = new ArrayList<>();
    all.forEach(target -> runs.addAll(target.runs()));
    try {
      for (BackgroundRun<S> run : runs) {
        run.awaitEnd(deadline);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The results of a target whose background collectors do not run yet: they start when the scrape has found the
  /// target up.
  private final class Unknown implements BackgroundResults {
    private static final String FULL =
        "background collectors of " + MOST + " targets run, and no more are allowed";

    private final Object key;
    private final Target<S> target;
    private final CheckedCollectors<S> collectors;
    private final boolean isFull;

    Unknown(Object key, Target<S> target, CheckedCollectors<S> collectors) {
      this.key = key;
      this.target = target;
      this.collectors = collectors;
      this.isFull = !hasRoom();
    }

    @Override
    public @Nullable CompletedRun last(Collector<?> collector) {
      return isFull
          ? new CompletedRun(new Outcome.Failed(FULL), 0, List.of(), 0, "", () -> {})
          : null;
    }

    @Override
    public void targetIsUp() {
      sawUp(key, target, collectors);
    }

    @Override
    public @Nullable String openError() {
      return collectors.areInBackground() ? FULL : null;
    }
  }
}
