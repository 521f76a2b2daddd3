package io.exporterkit.options;

import io.exporterkit.text.GoDuration;
import java.util.Optional;

/// A parser of single values in Go's syntax, whose methods return an empty result for a text that is not valid.
final class Values {

  private Values() {}

  /// Parses a boolean like `strconv.ParseBool`: 1 t T TRUE true True, 0 f F FALSE false False.
  static Optional<Object> bool(String text) {
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> Optional.of(true);
      case "0", "f", "F", "FALSE", "false", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /// Parses a variable like `strconv.ParseInt(text, 10, 64)`: decimal digits with or without a sign.
  static Optional<Object> decimal(String text) {
    int start = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    return number(text, start, 10, start == 1 && text.charAt(0) == '-');
  }

  /// Parses a flag like `strconv.ParseInt(text, 0, 64)`: the prefixes 0x, 0o, 0b and 0, and underscores between digits,
  /// are allowed.
  static Optional<Object> anyBase(String text) {
    int i = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    boolean negative = i == 1 && text.charAt(0) == '-';
    int base = 10;
    boolean prefixed = false;
    if (text.length() - i >= 2 && text.charAt(i) == '0') {
      prefixed = true;
      base =
          switch (text.charAt(i + 1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
          };
      i += base == 0 ? 1 : 2;
      base = base == 0 ? 8 : base;
    }
    if (text.indexOf('_') < 0) {
      return number(text, i, base, negative);
    }
    var digits = new StringBuilder();
    for (int k = i; k < text.length(); k++) {
      char c = text.charAt(k);
      if (c != '_') {
        digits.append(c);
        continue;
      }
      boolean after = k == i ? prefixed : text.charAt(k - 1) != '_';
      if (!after || k == text.length() - 1) {
        return Optional.empty();
      }
    }
    return number(digits.toString(), 0, base, negative);
  }

  /// Parses the digits from index `start` to the end.
  private static Optional<Object> number(String text, int start, int base, boolean negative) {
    if (start == text.length()) {
      return Optional.empty();
    }
    long n = 0; // negative, because the negative range is larger by one
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      int d = c < 0x80 ? Character.digit(c, base) : -1;
      if (d < 0 || n < (Long.MIN_VALUE + d) / base) {
        return Optional.empty();
      }
      n = n * base - d;
    }
    if (!negative && n == Long.MIN_VALUE) {
      return Optional.empty();
    }
    return Optional.of(negative ? n : -n);
  }

  /// Parses a duration in Go's syntax.
  ///
  /// @throws IllegalArgumentException when the text is not a duration; the message contains the reason
  static Object duration(String text) {
    return GoDuration.parse(text);
  }
}
