package io.exporterkit.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one collector read in one scrape: a sink for samples, grouped by metric as they come.
///
/// ```java
/// out.add(LENGTH, 14);
/// out.add(CALLS, 1024, "get");
/// ```
///
/// A series (a metric with the same label values) counts once: the first value stays, later ones are dropped and counted, since a
/// page that holds a series twice is refused by Prometheus as a whole. Not safe for use by several threads at once.
public final class Samples {
  private final Map<String, Family> families = new LinkedHashMap<>();
  private int dropped;

  /// Adds a sample; label values in the order of the definition, an empty one leaves an optional label out.
  public void add(MetricDef def, double value, String... labelValues) {
    if (!family(def).add(value, null, labelValues)) {
      dropped++;
    }
  }

  /// Adds a histogram sample: `counts[i]` observations were at most `bounds[i]`; the bucket `+Inf` is written from `count`.
  public void histogram(
      MetricDef def,
      double[] bounds,
      double[] counts,
      double sum,
      double count,
      String... labelValues) {
    if (!family(def).add(0, new Distribution(bounds, counts, sum, count), labelValues)) {
      dropped++;
    }
  }

  /// Adds a summary sample: `values[i]` is the value at `quantiles[i]`.
  public void summary(
      MetricDef def,
      double[] quantiles,
      double[] values,
      double sum,
      double count,
      String... labelValues) {
    if (!family(def).add(0, new Distribution(quantiles, values, sum, count), labelValues)) {
      dropped++;
    }
  }

  /// The families so far, in the order in which their first samples came.
  public Collection<Family> families() {
    return families.values();
  }

  /// Number of samples dropped because their series was there already.
  public int dropped() {
    return dropped;
  }

  /// Families of both, without changing either's: a metric that is in both, or more than once in the second, becomes a new family of
  /// all its samples.
  public static List<Family> merge(Collection<Family> first, Collection<Family> second) {
    Map<String, Family> all = new LinkedHashMap<>();
    for (Family family : first) {
      all.put(family.def().name(), family);
    }
    for (Family family : second) {
      all.merge(family.def().name(), family, Family::merge);
    }
    return new ArrayList<>(all.values());
  }

  private Family family(MetricDef def) {
    Family family = families.get(def.name());
    if (family == null) {
      family = new Family(def);
      families.put(def.name(), family);
    }
    return family;
  }
}
