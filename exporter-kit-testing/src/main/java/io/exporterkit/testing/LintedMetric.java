package io.exporterkit.testing;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.Unit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A metric as [Promlint] sees it, from a catalogue or from a page.
///
/// @param name with the namespace
/// @param help empty for none
/// @param labels names; of a page, those of all samples without `le` of buckets and `quantile` of quantiles
/// @param unit the declared one; empty for a metric of a page
/// @param isRepeated whether a series of the metric stands on the page more than once
record LintedMetric(
    String name,
    MetricType type,
    String help,
    List<String> labels,
    Optional<Unit> unit,
    boolean isRepeated) {
  LintedMetric {
    labels = List.copyOf(labels);
  }

  static LintedMetric of(MetricDef def, String namespace) {
    return new LintedMetric(
        def.nameIn(namespace),
        def.type(),
        def.help(),
        def.labels(),
        Optional.of(def.unit()),
        false);
  }

  /// Returns this metric with the labels of another one, too, and with its help where this one has none.
  LintedMetric with(LintedMetric other) {
    Set<String> all = new LinkedHashSet<>(labels);
    all.addAll(other.labels);
    return new LintedMetric(
        name,
        type,
        help.isEmpty() ? other.help : help,
        List.copyOf(all),
        unit,
        isRepeated || other.isRepeated);
  }
}
