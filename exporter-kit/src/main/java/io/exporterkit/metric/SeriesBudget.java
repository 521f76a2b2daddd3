package io.exporterkit.metric;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// The series that one scrape may still emit, shared by the [Samples] of its collectors, which run one after the other.
/// A sample beyond a limit is dropped before it is stored, so that a target cannot fill the memory. Used by one thread
/// at a time.
public final class SeriesBudget {
  private final long perFamily;
  private long left;
  private final Map<String, Long> ofEarlierCollectors = new LinkedHashMap<>();
  private final Map<String, Long> dropped = new LinkedHashMap<>();

  /// Makes the budget of one scrape.
  public SeriesBudget(SeriesLimits limits) {
    this.left = limits.perScrape() == 0 ? Long.MAX_VALUE : limits.perScrape();
    this.perFamily = limits.perFamily() == 0 ? Long.MAX_VALUE : limits.perFamily();
  }

  /// Returns whether a family may have more series. When it may not, counts them as dropped.
  ///
  /// @param before series that the family has in the samples of the running collector
  boolean admits(MetricDef def, long before, long more) {
    if (more <= left
        && before + ofEarlierCollectors.getOrDefault(def.name(), 0L) + more <= perFamily) {
      return true;
    }
    dropped.merge(def.name(), more, Long::sum);
    return false;
  }

  /// Subtracts series that were added.
  void spend(long series) {
    left -= series;
  }

  /// Records the families of a collector that has ended, because a later collector may emit the same metrics.
  public void endCollector(Collection<Family> families) {
    if (perFamily < Long.MAX_VALUE) {
      for (Family family : families) {
        ofEarlierCollectors.merge(family.def().name(), family.series(), Long::sum);
      }
    }
  }

  /// Returns the numbers of series that were dropped, by the name of the metric without the namespace; empty when there
  /// were none.
  public Map<String, Long> dropped() {
    return Map.copyOf(dropped);
  }
}
