package io.exporterkit.metric;

/// The type of a metric, as in the `# TYPE` line of the text format.
public enum MetricType {
  /// A value that only goes up, or restarts at 0.
  COUNTER("counter"),
  /// A value that can go up and down.
  GAUGE("gauge"),
  /// Cumulative buckets, a sum and a count.
  HISTOGRAM("histogram", "le"),
  /// Quantiles, a sum and a count.
  SUMMARY("summary", "quantile"),
  /// A number whose type is unknown.
  UNTYPED("untyped");

  private final String word;
  private final String pointLabel;

  MetricType(String word) {
    this(word, "");
  }

  MetricType(String word, String pointLabel) {
    this.word = word;
    this.pointLabel = pointLabel;
  }

  /// Returns the word of the text format: `counter`, `gauge`, `histogram`, `summary` or `untyped`.
  public String word() {
    return word;
  }

  /// Returns the name of the label that distinguishes the points of a [Distribution]: `le` for a histogram, `quantile`
  /// for a summary; empty for types whose samples are plain numbers.
  public String pointLabel() {
    return pointLabel;
  }
}
