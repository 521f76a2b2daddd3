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

/// A sink for the samples that one collector reads in one scrape, grouped by metric in the order in which they are
/// added.
///
/// ```java
/// out.add(LENGTH, 14);
/// out.add(CALLS, 1024, "get");
/// ```
///
/// A series (a metric with its label values) is kept once: its first sample stays, and later ones are dropped and
/// counted, because Prometheus refuses a page that holds a series twice. Only one thread may add samples; [#snapshot]
/// may be called by other threads at the same time.
///
/// Each method that adds a sample throws, and leaves the samples added before unchanged,
/// - an [IllegalArgumentException] when the type of the metric does not fit the method, when the number of label values
///   is wrong, when the metric is not declared ([#Samples(Predicate)]), or when samples of a definition that does not
///   agree ([MetricDef#agreesWith]) were added before under the same name;
/// - a [NullPointerException] when a label value is null.
public final class Samples {
  private final Predicate<MetricDef> declared;
  private final @Nullable SeriesBudget budget;
  private final Map<String, Family> families = new HashMap<>();
  private volatile Family[] order = new Family[4];
  private volatile int size; // number of families in order; written after them
  private int dropped;
  private String refusal = "";
  private final List<Runnable> atDiscard = new ArrayList<>(0);

  /// Makes a sink for samples of any metric.
  public Samples() {
    this(_ -> true);
  }

  /// Makes a sink for samples of declared metrics.
  ///
  /// @param declared whether samples of a definition may be added; called when the first sample of a metric is added
  public Samples(Predicate<MetricDef> declared) {
    this(declared, null);
  }

  /// Makes a sink for samples of declared metrics that drops the series beyond a budget.
  ///
  /// @param declared as in the other constructor
  /// @param budget shared with the other collectors of the scrape; null for no limit
  public Samples(Predicate<MetricDef> declared, @Nullable SeriesBudget budget) {
    this.declared = declared;
    this.budget = budget == null || budget.isUnlimited() ? null : budget;
  }

  /// Adds a sample of a gauge, counter, untyped metric or state. A value of [GoFloat#NONE], which means that the target
  /// does not have the value, adds nothing.
  ///
  /// @param labelValues in the order of [MetricDef#labels]; an empty value of an optional label leaves that label out
  public void add(MetricDef def, double value, String... labelValues) {
    want(def, def.type().pointLabel().isEmpty());
    if (!GoFloat.isNone(value)) {
      store(def, value, null, labelValues);
    }
  }

  /// Adds a sample of a counter, gauge or untyped metric with the time at which it began, or exemplars. The text format
  /// leaves them out.
  ///
  /// @param labelValues as in [#add(MetricDef, double, String...)]
  public void add(MetricDef def, double value, SampleDetails details, String... labelValues) {
    want(def, def.type().pointLabel().isEmpty());
    if (!GoFloat.isNone(value)) {
      store(def, value, details.areNone() ? null : details, labelValues);
    }
  }

  /// Adds a sample of an info metric, whose facts are the label values. Its value is 1.
  ///
  /// @param labelValues as in [#add(MetricDef, double, String...)]
  public void info(MetricDef def, String... labelValues) {
    want(def, def.type() == MetricType.INFO);
    store(def, 1, null, labelValues);
  }

  /// Adds a sample of a histogram or summary that was computed elsewhere.
  ///
  /// @param value of the type of the metric
  /// @param labelValues as in [#add(MetricDef, double, String...)]
  public void add(MetricDef def, Distribution value, String... labelValues) {
    want(def, def.type() == value.type());
    store(def, 0, value, labelValues);
  }

  /// Adds a sample of a histogram. Keeps the arrays without a copy: they must not be changed any more.
  ///
  /// @param bounds upper bounds of the buckets, finite and ascending, without `+Inf`
  /// @param counts `counts[i]` is the number of observations that were at most `bounds[i]`
  /// @param sum of the observed values; NaN leaves the sum out
  /// @param count number of observations, which is also the bucket `+Inf`; NaN leaves both out
  /// @param labelValues as in [#add(MetricDef, double, String...)]
  /// @throws IllegalArgumentException also when the bounds do not ascend or are not finite, or the arrays differ in
  ///     length
  public void histogram(
      MetricDef def,
      double[] bounds,
      double[] counts,
      double sum,
      double count,
      String... labelValues) {
    want(def, def.type() == MetricType.HISTOGRAM);
    store(def, 0, Distribution.ofBuckets(bounds, counts, sum, count), labelValues);
  }

  /// Adds a sample of a summary. Keeps the arrays without a copy: they must not be changed any more.
  ///
  /// @param quantiles each at most once
  /// @param values `values[i]` is the value at `quantiles[i]`
  /// @param sum of the observed values; NaN leaves the sum out
  /// @param count number of observations; NaN leaves the count out
  /// @param labelValues as in [#add(MetricDef, double, String...)]
  /// @throws IllegalArgumentException also when a quantile is repeated, or the arrays differ in length
  public void summary(
      MetricDef def,
      double[] quantiles,
      double[] values,
      double sum,
      double count,
      String... labelValues) {
    want(def, def.type() == MetricType.SUMMARY);
    store(def, 0, Distribution.ofQuantiles(quantiles, values, sum, count), labelValues);
  }

  /// Returns the families so far, in the order of their first samples, as an unmodifiable list. The families grow when
  /// more samples are added.
  public List<Family> families() {
    return List.of(Arrays.copyOf(order, size));
  }

  /// Returns copies of the families so far, which do not change when more samples are added. Safe for use by other
  /// threads while one thread adds samples.
  public List<Family> snapshot() {
    int published = size;
    Family[] read = order;
    List<Family> all = new ArrayList<>(published);
    for (int i = 0; i < published; i++) {
      all.add(read[i].snapshot());
    }
    return all;
  }

  /// Returns the message of the last [IllegalArgumentException] for an undeclared metric or a contradicting definition;
  /// empty when there was none.
  public String refusal() {
    return refusal;
  }

  /// Registers an action that runs when the samples are no longer kept: when the scrape has ended, or for a background
  /// collector when the samples of another run replace them. Use it to release what is reserved for the samples, such
  /// as memory. The action must be quick, and must not throw.
  public void onDiscard(Runnable action) {
    synchronized (atDiscard) {
      atDiscard.add(action);
    }
  }

  /// Runs the actions of [#onDiscard], each once. Called by the code that keeps the samples, in any thread.
  public void discard() {
    List<Runnable> actions;
    synchronized (atDiscard) {
      actions = List.copyOf(atDiscard);
      atDiscard.clear();
    }
    actions.forEach(Runnable::run);
  }

  /// Returns the number of samples that were dropped because their series existed already.
  public int dropped() {
    return dropped;
  }

  /// Enters families into a map by their names. When the map has a family of that name, the entry becomes a new family
  /// with the samples of both, and the old family does not change: another thread may still read it.
  ///
  /// @param all families by name without the namespace; changed by this method
  /// @param more families to enter
  /// @throws IllegalArgumentException when two definitions of one name have different types or labels; families before
  ///     that one have been entered
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

  private void store(MetricDef def, double value, @Nullable Object extra, String[] labelValues) {
    Family family = families.get(def.name());
    if (family == null) {
      if (!declared.test(def)) {
        throw refuse("undeclared metric: " + def);
      }
      family = new Family(def);
      if (isAdmitted(family, extra)) {
        addWithinBudget(family, extra, labelValues, value);
        append(family); // after the sample, whose refusal must leave no empty family
      }
    } else if (family.def() != def && !family.def().agreesWith(def)) {
      throw refuse("declared twice: " + family.def() + " and " + def);
    } else if (isAdmitted(family, extra) && !addWithinBudget(family, extra, labelValues, value)) {
      dropped++;
    }
  }

  private boolean isAdmitted(Family family, @Nullable Object extra) {
    return budget == null || budget.admits(family.def(), family.series(), Family.series(extra));
  }

  private boolean addWithinBudget(
      Family family, @Nullable Object extra, String[] labelValues, double value) {
    boolean added = family.add(value, extra, labelValues);
    if (added && budget != null) {
      budget.spend(Family.series(extra));
    }
    return added;
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
