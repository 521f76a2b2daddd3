package io.exporterkit.metric;

/// The unit of a metric's value, shown in documentation only. The exposition does not contain it, because the name of a
/// metric names its unit.
public enum Unit {
  /// A count, a state, or a number without a dimension.
  NONE(""),
  /// Bytes.
  BYTES("bytes"),
  /// Seconds of a duration.
  SECONDS("seconds"),
  /// Milliseconds of a duration.
  MILLISECONDS("milliseconds"),
  /// Microseconds of a duration.
  MICROSECONDS("microseconds"),
  /// Seconds since 1970-01-01T00:00:00Z.
  TIMESTAMP("Unix time in seconds"),
  /// A fraction from 0 to 1, or a quotient around 1.
  RATIO("ratio"),
  /// A share from 0 to 100.
  PERCENT("percent"),
  /// 1 for true, 0 for false.
  BOOLEAN("1 or 0");

  private final String words;

  Unit(String words) {
    this.words = words;
  }

  /// Returns the unit in words, such as `Unix time in seconds`; empty for [#NONE].
  public String words() {
    return words;
  }
}
