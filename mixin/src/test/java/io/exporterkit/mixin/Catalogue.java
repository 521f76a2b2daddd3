package io.exporterkit.mixin;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The metrics of `docs/metrics.md`, with their types and labels, and the series of alerts that Prometheus itself
/// makes. A histogram or summary has an element for each of the names that its samples have.
record Catalogue(Map<String, Metric> metrics) {
  // | `name` | type | `label`, [`optional label`] | unit | meaning |
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| ([a-z]+) \\| ([^|]*) \\|.*");
  private static final Pattern LABEL = Pattern.compile("`([a-z_]+)`");

  record Metric(String type, Set<String> labels) {
    Metric {
      labels = Set.copyOf(labels);
    }
  }

  Catalogue {
    metrics = Map.copyOf(metrics);
  }

  static Catalogue read() throws IOException {
    Map<String, Metric> metrics = new HashMap<>();
    metrics.put(
        "ALERTS", new Metric("gauge", Set.of("job", "instance", "alertname", "alertstate")));
    for (String line : Files.readAllLines(Mixin.DIRECTORY.resolve("../docs/metrics.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Set<String> labels = new HashSet<>(Set.of("job", "instance"));
        LABEL.matcher(row.group(3)).results().forEach(label -> labels.add(label.group(1)));
        String type = row.group(2);
        metrics.put(row.group(1), new Metric(type, labels));
        if (type.equals("histogram") || type.equals("summary")) {
          metrics.put(row.group(1) + "_sum", new Metric("counter", labels));
          metrics.put(row.group(1) + "_count", new Metric("counter", labels));
        }
        if (type.equals("histogram")) {
          labels.add("le");
          metrics.put(row.group(1) + "_bucket", new Metric("counter", labels));
        }
      }
    }
    return new Catalogue(metrics);
  }

  /// Returns the labels of a metric, also job and instance; none for a metric that does not exist.
  Set<String> labels(String metric) {
    Metric found = metrics.get(metric);
    return found == null ? Set.of() : found.labels();
  }

  Set<String> counters() {
    return metrics.entrySet().stream()
        .filter(metric -> metric.getValue().type().equals("counter"))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
