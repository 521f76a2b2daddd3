package io.exporterkit.metric;

import io.exporterkit.text.GoFloat;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one collector read in one scrape: a sink for samples, grouped by metric as they come.
///
/// ```java
/// out.add(LENGTH, 14);
/// out.add(CALLS, 1024, "get");
/// ```
///
/// A series (a metric with the same label values) counts once: the first value stays, later ones are dropped and counted, since a
/// page that holds a series twice is refused by Prometheus as a whole. Not safe for use by several threads at once.
///
/// What the definition does not allow (a number where it is a histogram, too few label values, a null one) is an
/// [IllegalArgumentException] or a [NullPointerException] at the call, and leaves what was added before as it was.
public final class Samples {
  private final Map<String, Family> families = new LinkedHashMap<>();
  private int dropped;

  /// Adds a sample; label values in the order of the definition, an empty one leaves an optional label out. A value of
  /// [GoFloat#NONE], which stands for one that the target does not have, adds nothing.
  public void add(MetricDef def, double value, String... labelValues) {
    want(def, def.type().pointLabel().isEmpty());
    if (!GoFloat.isNone(value)) {
      add(def, value, null, labelValues);
    }
  }

  /// Adds a histogram sample: `counts[i]` observations were at most `bounds[i]`; the bucket `+Inf` is written from `count`. Bounds
  /// ascend and are finite; the arrays are taken over, not copied; a sum or count of NaN is left out.
  public void histogram(
      MetricDef def,
      double[] bounds,
      double[] counts,
      double sum,
      double count,
      String... labelValues) {
    want(def, def.type() == MetricType.HISTOGRAM);
    add(def, 0, Distribution.ofBuckets(bounds, counts, sum, count), labelValues);
  }

  /// Adds a summary sample: `values[i]` is the value at `quantiles[i]`. No quantile stands twice; the arrays are
  /// taken over, not copied; a sum or count of NaN is left out.
  public void summary(
      MetricDef def,
      double[] quantiles,
      double[] values,
      double sum,
      double count,
      String... labelValues) {
    want(def, def.type() == MetricType.SUMMARY);
    add(def, 0, Distribution.ofQuantiles(quantiles, values, sum, count), labelValues);
  }

  /// The families so far, in the order in which their first samples came; not to be changed through this.
  public Collection<Family> families() {
    return Collections.unmodifiableCollection(families.values());
  }

  /// Number of samples dropped because their series was there already.
  public int dropped() {
    return dropped;
  }

  /// Enters families by name: where a metric is there already, a new family holds the samples of both, so that whoever holds the old one
  /// may go on reading it.
  ///
  /// @throws IllegalArgumentException when the two are of different types, or have not the same number of labels
  public static void merge(Map<String, Family> all, Collection<Family> more) {
    for (Family family : more) {
      all.merge(family.def().name(), family, Family::merge);
    }
  }

  private static void want(MetricDef def, boolean fits) {
    if (!fits) {
      throw new IllegalArgumentException("no such sample can be added to a " + def);
    }
  }

  private void add(
      MetricDef def, double value, @Nullable Distribution distribution, String[] labelValues) {
    Family family = families.get(def.name());
    if (family == null) {
      family = new Family(def);
      family.add(value, distribution, labelValues);
      families.put(def.name(), family); // only now: a refused first sample leaves no empty family
    } else if (family.def().type() != def.type()) {
      throw new IllegalArgumentException("declared twice: " + family.def() + " and " + def);
    } else if (!family.add(value, distribution, labelValues)) {
      dropped++;
    }
  }
}
