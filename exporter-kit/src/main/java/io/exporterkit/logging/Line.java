package io.exporterkit.logging;

/// The text of one log line: time, level and message, then the added keys with their values, and the end of the line.
///
/// A key or value can neither end the line nor look like another key. In the text format, a value with other than plain
/// characters is quoted as Go quotes it (`"a\nb"`). In JSON, strings are escaped as in RFC 8259; characters that change
/// the direction of text or break lines in some viewers are escaped too. Values are cut off after [#LONGEST]
/// characters.
final class Line {

  /// Largest number of characters of a value.
  static final int LONGEST = 8192;

  private static final String HEX = "0123456789abcdef";

  private final boolean json;
  private final StringBuilder out = new StringBuilder(160);

  Line(Format format, long millis, Level level, String message) {
    json = format == Format.JSON;
    if (json) {
      out.append("{\"time\":\"");
      time(out, millis);
      out.append("\",\"level\":\"").append(level.name()).append('"');
    } else {
      out.append("time=");
      time(out, millis);
      out.append(" level=").append(level.name());
    }
    add("msg", message);
  }

  /// Adds a key and its value.
  void add(String key, String value) {
    if (json) {
      out.append(',');
      jsonString(key);
      out.append(':');
      jsonString(value);
    } else {
      out.append(' ');
      text(key);
      out.append('=');
      text(value);
    }
  }

  /// Returns the whole line with its line feed. Nothing may be added afterwards.
  String end() {
    return out.append(json ? "}\n" : "\n").toString();
  }

  /// Appends a time as `2026-01-02T15:04:05.000Z`. Avoids the formatter of java.time, whose first use is more expensive
  /// than the rest of the package.
  ///
  /// @param millis Unix time in milliseconds, from the year 0 on
  static void time(StringBuilder out, long millis) {
    long days = Math.floorDiv(millis, 86_400_000L);
    int ms = (int) Math.floorMod(millis, 86_400_000L);
    // Days are counted in eras of 400 years that begin in March, so that a leap day is the last day
    // of its year.
    long shifted = days + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    int dayOfEra = (int) Math.floorMod(shifted, 146_097L);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int marchMonth = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
    int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    if (year < 1000) {
      out.append(year < 10 ? "000" : year < 100 ? "00" : "0");
    }
    out.append(year);
    two(out.append('-'), month);
    two(out.append('-'), day);
    two(out.append('T'), ms / 3_600_000);
    two(out.append(':'), ms / 60_000 % 60);
    two(out.append(':'), ms / 1000 % 60);
    out.append('.').append((char) ('0' + ms / 100 % 10));
    two(out, ms % 100);
    out.append('Z');
  }

  private static void two(StringBuilder out, int n) {
    out.append((char) ('0' + n / 10)).append((char) ('0' + n % 10));
  }

  private void text(String s) {
    if (isPlain(s)) {
      out.append(s);
      return;
    }
    out.append('"');
    int end = Math.min(s.length(), LONGEST);
    for (int i = 0; i < end; ) {
      int c = s.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c == ' ' || isPrintable(c)) {
            out.appendCodePoint(c);
          } else if (c < 0x80) {
            escape("\\x", c, 2);
          } else if (c < 0x10000) {
            escape("\\u", whole(c), 4);
          } else {
            escape("\\U", c, 8);
          }
        }
      }
    }
    out.append(end < s.length() ? "...\"" : "\"");
  }

  private static boolean isPlain(String s) {
    if (s.isEmpty() || s.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < s.length(); ) {
      int c = s.codePointAt(i);
      if (c == '=' || c == '"' || !isPrintable(c)) {
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }

  private void jsonString(String s) {
    out.append('"');
    int end = Math.min(s.length(), LONGEST);
    for (int i = 0; i < end; ) {
      int c = s.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c == ' ' || isPrintable(c)) {
            out.appendCodePoint(c);
          } else if (c < 0x10000) {
            escape("\\u", whole(c), 4);
          } else {
            escape("\\u", Character.highSurrogate(c), 4);
            escape("\\u", Character.lowSurrogate(c), 4);
          }
        }
      }
    }
    out.append(end < s.length() ? "...\"" : "\"");
  }

  private void escape(String prefix, int c, int digits) {
    out.append(prefix);
    for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >> shift & 15));
    }
  }

  /// Returns the replacement character U+FFFD for half of a surrogate pair, which UTF-8 cannot represent and not every
  /// reader of JSON accepts; returns other code points unchanged.
  private static int whole(int c) {
    return c >= 0xd800 && c < 0xe000 ? 0xfffd : c;
  }

  /// Whether a code point is a letter, mark, number, punctuation or symbol. False for blanks and for U+FFFD.
  private static boolean isPrintable(int c) {
    if (c < 0x7f) {
      return c > ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> c != 0xfffd;
    };
  }
}
