package io.exporterkit.metric;

/// The unit of a metric's value, shown in documentation. Of the formats, only OpenMetrics has a line for the unit; the
/// line is written where the name of the metric ends in the unit, as OpenMetrics demands.
public enum Unit {
  /// A count, a state, or a number without a dimension.
  NONE("", ""),
  /// Bytes.
  BYTES("bytes", "bytes"),
  /// Seconds of a duration.
  SECONDS("seconds", "seconds"),
  /// Milliseconds of a duration.
  MILLISECONDS("milliseconds", "milliseconds"),
  /// Microseconds of a duration.
  MICROSECONDS("microseconds", "microseconds"),
  /// Seconds since 1970-01-01T00:00:00Z.
  TIMESTAMP("Unix time in seconds", "seconds"),
  /// A fraction from 0 to 1, or a quotient around 1.
  RATIO("ratio", "ratio"),
  /// A share from 0 to 100.
  PERCENT("percent", "percent"),
  /// 1 for true, 0 for false.
  BOOLEAN("1 or 0", "");

  private final String words;
  private final String suffix;

  Unit(String words, String suffix) {
    this.words = words;
    this.suffix = suffix;
  }

  /// Returns the end of the names of metrics with this unit, without the underscore; empty for a unit that names do not
  /// contain.
  String suffix() {
    return suffix;
  }

  /// Returns the unit in words, such as `Unix time in seconds`; empty for [#NONE].
  public String words() {
    return words;
  }
}
