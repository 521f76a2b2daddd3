package io.exporterkit.testing;

import io.exporterkit.metric.MetricType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The metrics of a page in the text format: names, types, helps and the names of labels.
final class LintedPage {
  private final Map<String, Building> metrics = new LinkedHashMap<>();
  private final Set<String> series = new HashSet<>();

  private static final class Building {
    private @Nullable MetricType type;
    private String help = "";
    private final Set<String> labels = new LinkedHashSet<>();
    private boolean isRepeated;

    private MetricType type() {
      return type == null ? MetricType.UNTYPED : type;
    }
  }

  private LintedPage() {}

  /// Reads a page.
  ///
  /// @throws IllegalArgumentException when a line is not one of the format; the message names the line by its number
  static Collection<LintedMetric> metrics(String page) {
    LintedPage read = new LintedPage();
    int number = 0;
    for (String line : page.split("\n", -1)) {
      number++;
      try {
        read.read(PageLine.parse(line));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + " of the page: " + e.getMessage(), e);
      }
    }
    List<LintedMetric> all = new ArrayList<>();
    read.metrics.forEach((name, metric) ->
        all.add(
            new LintedMetric(
                name,
                metric.type(),
                metric.help,
                List.copyOf(metric.labels),
                Optional.empty(),
                metric.isRepeated)));
    return all;
  }

  private Building metric(String name) {
    return metrics.computeIfAbsent(name, _ -> new Building());
  }

  private void read(PageLine line) {
    switch (line) {
      case PageLine.Other _ -> {}
      case PageLine.Help(String name, String text) -> metric(name).help = text;
      case PageLine.Type(String name, MetricType type) -> metric(name).type = type;
      case PageLine.Sample sample -> {
        Building metric = metric(family(sample.name()));
        metric.labels.addAll(sample.labels().keySet());
        metric.isRepeated |= !series.add(sample.name() + new TreeMap<>(sample.labels()));
        if (!metric.type().pointLabel().isEmpty()) {
          metric.labels.remove(metric.type().pointLabel());
        }
      }
    }
  }

  /// Returns the name of a sample's metric: without `_bucket`, `_sum` and `_count` of a histogram or summary.
  private String family(String sample) {
    for (String suffix : List.of("_bucket", "_sum", "_count")) {
      if (sample.endsWith(suffix)) {
        String name = sample.substring(0, sample.length() - suffix.length());
        Building metric = metrics.get(name);
        boolean histogram = metric != null && metric.type() == MetricType.HISTOGRAM;
        boolean summary = metric != null && metric.type() == MetricType.SUMMARY;
        if (histogram || (summary && !suffix.equals("_bucket"))) {
          return name;
        }
      }
    }
    return sample;
  }
}
