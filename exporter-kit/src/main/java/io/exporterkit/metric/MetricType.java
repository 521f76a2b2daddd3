package io.exporterkit.metric;

/// Type of a metric, as the `# TYPE` line names it.
public enum MetricType {
  COUNTER("counter"),
  GAUGE("gauge"),
  HISTOGRAM("histogram", "le"),
  SUMMARY("summary", "quantile"),
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

  /// The word of the text format: `counter`, `gauge`, `histogram`, `summary`, `untyped`.
  public String word() {
    return word;
  }

  /// The label that tells the points of a [Distribution] apart: `le`, `quantile`; empty where samples are plain numbers.
  public String pointLabel() {
    return pointLabel;
  }
}
