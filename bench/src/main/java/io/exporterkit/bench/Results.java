package io.exporterkit.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The figures of a run. Each figure is printed at once as one line of words separated by tabs; [#table()] returns all
/// of them as a table.
///
/// ```text
/// result  default  ours  cpu_per_scrape  1.840  ms
/// ```
final class Results {
  static final String OURS = "ours";
  static final String ORIGINAL = "original";

  private final PrintStream out;
  private final Map<String, Row> rows = new LinkedHashMap<>();

  private record Row(String unit, Map<String, Double> values) {}

  Results(PrintStream out) {
    this.out = out;
  }

  /// Prints and records a figure.
  ///
  /// @param exporter [#OURS] or [#ORIGINAL]
  void add(String figure, String exporter, String measure, double value, String unit) {
    out.printf(
        Locale.ROOT, "result\t%s\t%s\t%s\t%.3f\t%s%n", figure, exporter, measure, value, unit);
    rows.computeIfAbsent(figure + " " + measure, _ -> new Row(unit, new LinkedHashMap<>()))
        .values
        .put(exporter, value);
  }

  /// Returns all figures as a table in Markdown.
  String table() {
    StringBuilder table = new StringBuilder();
    table.append("| figure | ours | original | ratio |\n|---|--:|--:|--:|\n");
    rows.forEach((name, row) -> {
      Double ours = row.values.get(OURS);
      Double original = row.values.get(ORIGINAL);
      String ratio =
          ours == null || original == null || original == 0 ? "" : format(ours / original);
      table
          .append("| ")
          .append(name.replace('_', ' '))
          .append(" | ")
          .append(ours == null ? "" : format(ours) + " " + row.unit)
          .append(" | ")
          .append(original == null ? "" : format(original) + " " + row.unit)
          .append(" | ")
          .append(ratio)
          .append(" |\n");
    });
    return table.toString();
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }

  /// Returns the smallest value that is not exceeded by this part of all values.
  ///
  /// @param part from 0 (exclusive) to 1
  static double percentile(double[] values, double part) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) Math.ceil(part * sorted.length) - 1)];
  }

  static double median(double[] values) {
    return percentile(values, 0.5);
  }
}
