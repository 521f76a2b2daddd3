package io.exporterkit.metric;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A count of the samples that were dropped because a page can hold neither a series twice nor two definitions of one
/// metric. The first time that samples of a metric are dropped, a line is logged; label values are not, because they may
/// hold secrets. Safe for use by several threads.
public final class Conflicts {
  private static final Logger log = LoggerFactory.getLogger(Conflicts.class);
  // Some targets choose names of metrics.
  private static final int MOST_NAMES = 1000;

  private final LongAdder samples = new LongAdder();
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  /// Counts samples whose series is there already.
  ///
  /// @param name of the metric
  /// @param count number of dropped samples; nothing happens when it is 0
  public void repeated(String name, long count) {
    if (count > 0) {
      add(name, count, "a series is emitted more than once, and its first sample stays");
    }
  }

  /// Counts samples whose metric is there already, with another type or other labels.
  ///
  /// @param name of the metric
  /// @param first definition that stays
  /// @param second definition of the dropped samples
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

  /// Returns the number of all samples dropped so far.
  public long samples() {
    return samples.sum();
  }
}
