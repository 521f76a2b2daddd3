package io.exporterkit.probe;

import io.exporterkit.time.Ticker;
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

/// The targets that requests have named, with the state that an exporter keeps of each between scrapes. A target is
/// removed when it was not requested for some time. When there are too many, the one that was requested least recently
/// is removed. Safe for use by several threads; closed by the code that made it.
///
/// @param <K> identity of a target: equal keys mean the same target
/// @param <T> state of a target that is kept between its scrapes
public final class KnownTargets<K, T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KnownTargets.class);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

  private final int most;
  private final Duration forgetAfter;
  private final Consumer<T> onForget;
  private final Ticker ticker;
  // In the order of their last requests; guarded by itself.
  private final Map<K, Known<T>> targets = new LinkedHashMap<>(64, 0.75f, true);
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweep targets").factory());

  /// A target and the time of its last request.
  private static final class Known<T> {
    final T target;
    long lastAsked;

    Known(T target, long lastAsked) {
      this.target = target;
      this.lastAsked = lastAsked;
    }
  }

  /// Starts a thread that removes targets every ten seconds, until [#close].
  ///
  /// @param most largest number of targets
  /// @param forgetAfter time without requests after which a target is removed
  /// @param onForget is called with each target that is removed, by the thread or by a caller of [#get]; must be quick,
  ///     and must not throw
  /// @param ticker clock of the requests
  public KnownTargets(int most, Duration forgetAfter, Consumer<T> onForget, Ticker ticker) {
    this.most = most;
    this.forgetAfter = forgetAfter;
    this.onForget = onForget;
    this.ticker = ticker;
    sweepToo(this::sweep);
  }

  /// Runs another task every ten seconds on the same thread, such as closing old connections. An exception of the task
  /// is logged at level ERROR, and the task is run again ten seconds later.
  public void sweepToo(Runnable task) {
    Runnable safe =
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) { // otherwise the task would never run again
            log.error("targets could not be swept", e);
          }
        };
    long every = SWEEP_EVERY.toMillis();
    var _ = sweeper.scheduleWithFixedDelay(safe, every, every, TimeUnit.MILLISECONDS);
  }

  /// Returns the target with this key, and records the request. Each call returns the same object until the target is
  /// removed.
  ///
  /// @param create makes the target when it is not known; must be quick, because other calls wait for it. An exception
  ///     of this function is thrown, and nothing is recorded.
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

  /// Returns the number of targets.
  public int size() {
    synchronized (targets) {
      return targets.size();
    }
  }

  /// Returns a copy of the list of all targets, the least recently requested one first.
  public List<T> all() {
    synchronized (targets) {
      return targets.values().stream().map(known -> known.target).toList();
    }
  }

  /// Removes the targets that were not requested for too long.
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

  /// Stops the thread and removes all targets, without a call of `onForget`.
  @Override
  public void close() {
    sweeper.shutdownNow();
    synchronized (targets) {
      targets.clear();
    }
  }
}
