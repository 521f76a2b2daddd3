package io.exporterkit.metric;

/// Unit of a metric's value, for the documentation. Not part of the exposition: the name says it there.
public enum Unit {
  /// A count, a state, or a number without a dimension.
  NONE(""),
  BYTES("bytes"),
  SECONDS("seconds"),
  MILLISECONDS("milliseconds"),
  MICROSECONDS("microseconds"),
  /// Seconds since 1970-01-01T00:00:00Z.
  TIMESTAMP("Unix time in seconds"),
  /// 0 to 1, or a quotient around 1.
  RATIO("ratio"),
  PERCENT("percent"),
  /// 1 for yes, 0 for no.
  BOOLEAN("1 or 0");

  private final String words;

  Unit(String words) {
    this.words = words;
  }

  /// The unit in words; empty for [#NONE].
  public String words() {
    return words;
  }
}
