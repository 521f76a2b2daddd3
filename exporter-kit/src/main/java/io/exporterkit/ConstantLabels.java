package io.exporterkit;

import io.exporterkit.metric.MetricDef;
import java.util.Map;
import java.util.Set;

/// The rules for the labels of a whole exporter or target.
final class ConstantLabels {
  private static final Set<String> RESERVED = Set.of("le", "quantile");

  private ConstantLabels() {}

  /// Checks the names.
  ///
  /// @throws IllegalArgumentException when a name is not one of the text format, or is reserved by Prometheus
  static void check(Map<String, String> labels) {
    for (String name : labels.keySet()) {
      if (!MetricDef.isLabelName(name)) {
        throw new IllegalArgumentException(
            "constant label '" + name + "': want letters, digits and _, and no digit first");
      }
      if (name.startsWith("__") || RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "constant label '" + name + "' is reserved by Prometheus");
      }
    }
  }
}
