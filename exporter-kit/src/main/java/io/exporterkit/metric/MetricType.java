package io.exporterkit.metric;

/// Type of a metric, as the `# TYPE` line names it.
public enum MetricType {
  COUNTER("counter"),
  GAUGE("gauge"),
  HISTOGRAM("histogram"),
  SUMMARY("summary"),
  UNTYPED("untyped");

  private final String word;

  MetricType(String word) {
    this.word = word;
  }

  /// The word of the text format: `counter`, `gauge`, `histogram`, `summary`, `untyped`.
  public String word() {
    return word;
  }
}
