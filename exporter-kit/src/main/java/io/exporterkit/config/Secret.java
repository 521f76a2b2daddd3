package io.exporterkit.config;

/// A text that is not shown: a password, a key, a token. Immutable.
///
/// @param value the text itself
public record Secret(String value) {
  /// Returns a secret.
  public static Secret of(String text) {
    return new Secret(text);
  }

  /// Returns `***`.
  @Override
  public String toString() {
    return "***";
  }
}
