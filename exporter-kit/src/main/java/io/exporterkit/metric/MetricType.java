package io.exporterkit.metric;

/// The type of a metric, as in the `# TYPE` line of a page.
public enum MetricType {
  /// A value that only goes up, or restarts at 0.
  COUNTER("counter", "counter", ""),
  /// A value that can go up and down.
  GAUGE("gauge", "gauge", ""),
  /// Cumulative buckets, a sum and a count.
  HISTOGRAM("histogram", "histogram", "le"),
  /// Quantiles, a sum and a count.
  SUMMARY("summary", "summary", "quantile"),
  /// A number whose type is unknown.
  UNTYPED("untyped", "unknown", ""),
  /// Facts in labels, with the value 1, such as a version. A gauge in all formats but OpenMetrics.
  INFO("gauge", "info", ""),
  /// States, each a series with the value 1 or 0, in a label with the name of the metric. A gauge in all formats but
  /// OpenMetrics.
  STATESET("gauge", "stateset", "");

  private final String word;
  private final String openMetricsWord;
  private final String pointLabel;

  MetricType(String word, String openMetricsWord, String pointLabel) {
    this.word = word;
    this.openMetricsWord = openMetricsWord;
    this.pointLabel = pointLabel;
  }

  /// Returns the word of the text format: `counter`, `gauge`, `histogram`, `summary` or `untyped`.
  public String word() {
    return word;
  }

  /// Returns the word of OpenMetrics: `counter`, `gauge`, `histogram`, `summary`, `unknown`, `info` or `stateset`.
  public String openMetricsWord() {
    return openMetricsWord;
  }

  /// Returns the name of the label that distinguishes the points of a [Distribution]: `le` for a histogram, `quantile`
  /// for a summary; empty for types whose samples are plain numbers.
  public String pointLabel() {
    return pointLabel;
  }
}
