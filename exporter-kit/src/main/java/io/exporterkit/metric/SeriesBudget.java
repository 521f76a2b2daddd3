package io.exporterkit.metric;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// The series that one scrape may still emit, shared by the [Samples] of its collectors. A sample beyond a limit is
/// dropped before it is stored, so that a target cannot fill the memory. Safe for use by several threads.
public final class SeriesBudget {
  private final boolean isLimited;
  private final long perFamily;
  // Guarded by this.
  private long left;
  private final Map<String, Long> ofEarlierCollectors = new LinkedHashMap<>();
  private final Map<String, Long> dropped = new LinkedHashMap<>();

  /// Makes the budget of one scrape.
  public SeriesBudget(SeriesLimits limits) {
    this.isLimited = limits.perScrape() > 0 || limits.perFamily() > 0;
    this.left = limits.perScrape() == 0 ? Long.MAX_VALUE : limits.perScrape();
    this.perFamily = limits.perFamily() == 0 ? Long.MAX_VALUE : limits.perFamily();
  }

  /// Whether no series is ever dropped, so that none need be counted.
  boolean isUnlimited() {
    return !isLimited;
  }

  /// Returns whether a family may have more series. When it may not, counts them as dropped.
  ///
  /// @param before series that the family has in the samples of the running collector
  boolean admits(MetricDef def, long before, long more) {
    return !isLimited || isLeft(def, before, more);
  }

  private synchronized boolean isLeft(MetricDef def, long before, long more) {
    if (more <= left
        && before + ofEarlierCollectors.getOrDefault(def.name(), 0L) + more <= perFamily) {
      return true;
    }
    dropped.merge(def.name(), more, Long::sum);
    return false;
  }

  /// Subtracts series that were added.
  void spend(long series) {
    if (isLimited) {
      synchronized (this) {
        left -= series;
      }
    }
  }

  /// Records the families of a collector that has ended, because a later collector may emit the same metrics.
  public synchronized void endCollector(Collection<Family> families) {
    if (perFamily < Long.MAX_VALUE) {
      for (Family family : families) {
        ofEarlierCollectors.merge(family.def().name(), family.series(), Long::sum);
      }
    }
  }

  /// Returns the numbers of series that were dropped, by the name of the metric without the namespace; empty when there
  /// were none.
  public synchronized Map<String, Long> dropped() {
    return Map.copyOf(dropped);
  }
}
