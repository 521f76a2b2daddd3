package io.exporterkit.probe;

import io.exporterkit.scrape.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The targets that requests have named. A target that was not asked for in a while is forgotten, and beyond a number of them the one that
/// was not asked for the longest. Safe for use by several threads.
///
/// @param <K> all that makes two requests mean the same target, with value equality
/// @param <T> what is remembered of a target between its scrapes
public final class KnownTargets<K, T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KnownTargets.class);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

  private final int most;
  private final Duration forgetAfter;
  private final Consumer<T> onForget;
  private final Ticker ticker;
  // In the order in which they were last asked for; guarded by itself.
  private final Map<K, Known<T>> targets = new LinkedHashMap<>(64, 0.75f, true);
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweep targets").factory());

  private static final class Known<T> {
    final T target;
    long lastAsked;

    Known(T target, long lastAsked) {
      this.target = target;
      this.lastAsked = lastAsked;
    }
  }

  /// Starts a thread that forgets targets, and that [#close] ends.
  ///
  /// @param most targets that are remembered
  /// @param forgetAfter time after which a target that nobody asks for is forgotten
  /// @param onForget runs for each target that is forgotten, and must be quick
  public KnownTargets(int most, Duration forgetAfter, Consumer<T> onForget, Ticker ticker) {
    this.most = most;
    this.forgetAfter = forgetAfter;
    this.onForget = onForget;
    this.ticker = ticker;
    sweepToo(this::sweep);
  }

  /// Has something else swept at the same times: connections that are too old, for one.
  public void sweepToo(Runnable task) {
    Runnable safe =
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) { // which would end the schedule for good
            log.error("targets could not be swept", e);
          }
        };
    long every = SWEEP_EVERY.toMillis();
    var _ = sweeper.scheduleWithFixedDelay(safe, every, every, TimeUnit.MILLISECONDS);
  }

  /// Returns the target with this key: the same object at each call, as long as it is remembered.
  ///
  /// @param create makes a target of which nothing is known
  public T get(K key, Function<K, T> create) {
    List<T> surplus = new ArrayList<>();
    T target;
    synchronized (targets) {
      Known<T> known = targets.get(key);
      if (known == null) {
        known = new Known<>(create.apply(key), ticker.nanos());
        targets.put(key, known);
        if (targets.size() > most) {
          var eldest = targets.values().iterator();
          surplus.add(eldest.next().target);
          eldest.remove();
        }
      }
      known.lastAsked = ticker.nanos();
      target = known.target;
    }
    surplus.forEach(onForget);
    return target;
  }

  /// Number of targets that are remembered.
  public int size() {
    synchronized (targets) {
      return targets.size();
    }
  }

  /// Returns all targets that are remembered at this moment.
  public List<T> all() {
    synchronized (targets) {
      return targets.values().stream().map(known -> known.target).toList();
    }
  }

  private void sweep() {
    List<T> idle = new ArrayList<>();
    long now = ticker.nanos();
    synchronized (targets) {
      for (var eldest = targets.values().iterator(); eldest.hasNext(); ) {
        Known<T> known = eldest.next();
        if (now - known.lastAsked <= forgetAfter.toNanos()) {
          break;
        }
        idle.add(known.target);
        eldest.remove();
      }
    }
    idle.forEach(onForget);
  }

  /// Ends the thread, and forgets all targets without calling `onForget`.
  @Override
  public void close() {
    sweeper.shutdownNow();
    synchronized (targets) {
      targets.clear();
    }
  }
}
