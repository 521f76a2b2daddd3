package io.exporterkit.metric;

import io.exporterkit.text.GoFloat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A table that says which metric has the value of which key, for a target that answers with keys and values.
/// Immutable, and so safe for use by several threads.
///
/// ```java
/// static final KeyMetrics STATS =
///     KeyMetrics.of(
///         row("curr_connections", gauge("connections", "Open connections.")),
///         row("cmd_get", counter("commands_total", "Commands.").labels("command"), "get"),
///         row("uptime_ms", gauge("uptime_seconds", SECONDS, "Time since the start.")).dividedBy(1000),
///         row("tls", gauge("tls_enabled", BOOLEAN, "Whether TLS is on.")).words(Map.of("on", 1.0, "off", 0.0)));
///
/// STATS.addLine("STAT cmd_get 14", "STAT ", " ", out); // commands_total{command="get"} 14
/// ```
///
/// A key without a row, a key that the target lacks, and a value that is not a number add no sample. Several rows may
/// have one key, and several keys one metric.
public final class KeyMetrics {
  private static final Row[] NO_ROWS = {};

  private final Map<String, Row[]> rows;
  private final List<MetricDef> metrics;

  /// A key and its metric. Immutable.
  public static final class Row {
    private final String key;
    private final MetricDef def;
    private final String[] labelValues;
    private final double divisor;
    private final Map<String, Double> words;

    private Row(
        String key,
        MetricDef def,
        String[] labelValues,
        double divisor,
        Map<String, Double> words) {
      this.key = key;
      this.def = def;
      this.labelValues = labelValues;
      this.divisor = divisor;
      this.words = words;
    }

    /// Returns a copy whose numbers are divided, for a target that counts in another unit.
    ///
    /// @param number such as 1000 for milliseconds, when the metric is in seconds
    /// @throws IllegalArgumentException when the number is 0 or not finite
    public Row dividedBy(double number) {
      if (number == 0 || !Double.isFinite(number)) {
        throw new IllegalArgumentException("key " + key + " cannot be divided by " + number);
      }
      return new Row(key, def, labelValues, number, words);
    }

    /// Returns a copy that reads words, too.
    ///
    /// @param values by word, such as 1 for `yes` and 0 for `no`; not divided
    public Row words(Map<String, Double> values) {
      return new Row(key, def, labelValues, divisor, Map.copyOf(values));
    }

    private void add(String value, String[] more, Samples out) {
      Double word = words.get(value);
      double number = word == null ? GoFloat.parseOrNone(value) : word;
      if (word == null && !GoFloat.isNone(number)) {
        number /= divisor;
      }
      if (more.length == 0) {
        out.add(def, number, labelValues);
        return;
      }
      String[] all = Arrays.copyOf(labelValues, labelValues.length + more.length);
      System.arraycopy(more, 0, all, labelValues.length, more.length);
      out.add(def, number, all);
    }
  }

  private KeyMetrics(Map<String, Row[]> rows, List<MetricDef> metrics) {
    this.rows = rows;
    this.metrics = metrics;
  }

  /// Returns a row of the table.
  ///
  /// @param key as the target writes it, without blanks around it
  /// @param def of a gauge, counter or untyped metric
  /// @param labelValues of the first labels of the definition; [#add] adds the values of the others
  /// @throws IllegalArgumentException when the metric is of another type, or has fewer labels
  public static Row row(String key, MetricDef def, String... labelValues) {
    if (!def.type().pointLabel().isEmpty()) {
      throw new IllegalArgumentException("key " + key + ": one value is not a " + def);
    }
    if (labelValues.length > def.labels().size()) {
      throw new IllegalArgumentException(
          "key " + key + " has " + labelValues.length + " label values for " + def);
    }
    return new Row(key, def, labelValues.clone(), 1, Map.of());
  }

  /// Returns the table of these rows.
  ///
  /// @throws IllegalArgumentException when two definitions of one metric contradict each other, or two rows have the
  ///     same key, metric and label values
  public static KeyMetrics of(Row... rows) {
    Map<String, Row[]> byKey = HashMap.newHashMap(rows.length);
    List<MetricDef> defs = new ArrayList<>();
    for (Row row : rows) {
      defs.add(row.def);
      Row[] before = byKey.getOrDefault(row.key, NO_ROWS);
      for (Row other : before) {
        if (other.def.agreesWith(row.def) && Arrays.equals(other.labelValues, row.labelValues)) {
          throw new IllegalArgumentException(
              "key " + row.key + " has two equal rows for " + row.def);
        }
      }
      Row[] more = Arrays.copyOf(before, before.length + 1);
      more[before.length] = row;
      byKey.put(row.key, more);
    }
    return new KeyMetrics(byKey, Catalogue.of(defs).metrics());
  }

  /// Returns the definitions of all metrics, each once, sorted by name: what a collector declares.
  public List<MetricDef> metrics() {
    return metrics;
  }

  /// Adds a sample for each row of a key.
  ///
  /// @param value blanks around it are left out
  /// @param moreLabelValues of the labels for which the row has no values
  /// @throws IllegalArgumentException when the number of label values is wrong
  public void add(String key, String value, Samples out, String... moreLabelValues) {
    String text = value.strip();
    for (Row row : rows.getOrDefault(key, NO_ROWS)) {
      row.add(text, moreLabelValues, out);
    }
  }

  /// Adds the samples of all keys.
  ///
  /// @param moreLabelValues as in [#add]
  public void addAll(Map<String, String> values, Samples out, String... moreLabelValues) {
    values.forEach((key, value) -> add(key, value, out, moreLabelValues));
  }

  /// Adds the samples of a line. A line of another form adds nothing.
  ///
  /// In:  line `STAT curr_connections 10`, prefix `STAT `, separator a blank
  /// Out: the sample of the key `curr_connections`
  ///
  /// @param prefix before the key; empty for none
  /// @param separator between key and value, such as a blank or `:`; its first occurrence counts
  /// @param moreLabelValues as in [#add]
  public void addLine(
      String line, String prefix, String separator, Samples out, String... moreLabelValues) {
    int at = line.startsWith(prefix) ? line.indexOf(separator, prefix.length()) : -1;
    if (at >= 0) {
      String key = line.substring(prefix.length(), at).strip();
      add(key, line.substring(at + separator.length()), out, moreLabelValues);
    }
  }
}
