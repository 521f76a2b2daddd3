package io.exporterkit.metric;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A counter of the samples that are dropped because a page can hold neither a series twice nor two definitions of one
/// metric. When samples of a metric are dropped for the first time, one line is logged at level WARN. The line contains
/// no label values, because they may hold secrets. At most 1000 metrics are logged. Safe for use by several threads.
public final class Conflicts {
  private static final Logger log = LoggerFactory.getLogger(Conflicts.class);
  // Bounds the set, because names of metrics may come from targets.
  private static final int MOST_NAMES = 1000;

  private final LongAdder samples = new LongAdder();
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  /// Counts samples that are dropped because their series exists already.
  ///
  /// @param name of the metric, with the namespace
  /// @param count number of dropped samples; 0 has no effect
  public void repeated(String name, long count) {
    if (count > 0) {
      add(name, count, "a series is emitted more than once, and its first sample stays");
    }
  }

  /// Counts samples that are dropped because their metric exists already with another type or other labels.
  ///
  /// @param name of the metric, with the namespace
  /// @param count number of dropped samples
  /// @param first the definition that is kept
  /// @param second the definition of the dropped samples
  public void contradicted(String name, long count, MetricDef first, MetricDef second) {
    add(name, count, "defined as " + first + ", which stays, and as " + second);
  }

  private void add(String name, long count, String reason) {
    samples.add(count);
    if (logged.size() < MOST_NAMES && logged.add(name)) {
      log.atWarn()
          .addKeyValue("metric", name)
          .addKeyValue("reason", reason)
          .log("samples of {} are dropped: {}", name, reason);
    }
  }

  /// Returns the number of samples dropped so far, of all metrics.
  public long samples() {
    return samples.sum();
  }
}
