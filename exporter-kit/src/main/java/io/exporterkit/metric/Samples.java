package io.exporterkit.metric;

import io.exporterkit.text.GoFloat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What one collector read in one scrape: a sink for samples, grouped by metric as they come.
///
/// ```java
/// out.add(LENGTH, 14);
/// out.add(CALLS, 1024, "get");
/// ```
///
/// A series (a metric with the same label values) counts once: the first value stays, later ones are dropped and counted, since a
/// page that holds a series twice is refused by Prometheus as a whole. Samples are added by one thread; [#snapshot] may be
/// called by others meanwhile.
///
/// What the definition does not allow (a number where it is a histogram, too few label values, a null one) is an
/// [IllegalArgumentException] or a [NullPointerException] at the call, and leaves what was added before as it was.
public final class Samples {
  private final Predicate<MetricDef> declared;
  private final Map<String, Family> families = new HashMap<>();
  private volatile Family[] order = new Family[4];
  private volatile int size; // families in order; written after them
  private int dropped;
  private String refusal = "";

  /// Samples of any metric.
  public Samples() {
    this(_ -> true);
  }

  /// Samples of declared metrics. A sample of another one is an [IllegalArgumentException] at the call.
  ///
  /// @param declared whether samples of a definition may be added; called once for each metric
  public Samples(Predicate<MetricDef> declared) {
    this.declared = declared;
  }

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

  /// Returns the families so far, in the order in which their first samples came. They grow when more samples are added.
  public List<Family> families() {
    return List.of(Arrays.copyOf(order, size));
  }

  /// Returns the families so far, which do not change when more samples are added. Safe for use by other threads while one adds
  /// samples.
  public List<Family> snapshot() {
    int published = size;
    Family[] read = order;
    List<Family> all = new ArrayList<>(published);
    for (int i = 0; i < published; i++) {
      all.add(read[i].snapshot());
    }
    return all;
  }

  /// Returns the reason why samples of a metric were refused, which is the message of the exception at the call; empty when none
  /// were.
  public String refusal() {
    return refusal;
  }

  /// Number of samples dropped because their series was there already.
  public int dropped() {
    return dropped;
  }

  /// Enters families by name: where a metric is there already, a new family holds the samples of both, so that whoever holds the old one
  /// may go on reading it.
  ///
  /// @throws IllegalArgumentException when the definitions of the two disagree
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
      if (!declared.test(def)) {
        throw refuse("undeclared metric: " + def);
      }
      family = new Family(def);
      family.add(value, distribution, labelValues);
      append(family); // only now: a refused first sample leaves no empty family
    } else if (family.def() != def && !family.def().agreesWith(def)) {
      throw refuse("declared twice: " + family.def() + " and " + def);
    } else if (!family.add(value, distribution, labelValues)) {
      dropped++;
    }
  }

  private void append(Family family) {
    int next = size;
    Family[] known = order;
    if (next == known.length) {
      known = Arrays.copyOf(known, 2 * next);
    }
    known[next] = family;
    order = known;
    families.put(family.def().name(), family);
    size = next + 1;
  }

  private IllegalArgumentException refuse(String reason) {
    refusal = reason;
    return new IllegalArgumentException(reason);
  }
}
