package io.exporterkit.text;

import java.time.Duration;

/// Durations as Go writes them ([`time.ParseDuration`](https://pkg.go.dev/time#ParseDuration),
/// [`Duration.String`](https://pkg.go.dev/time#Duration.String)): `15s`, `1m30s`, `500ms`, `1.5h`, `-1s`, `0`.
///
/// The units are ns, us (or µs), ms, s, m and h. Each number needs a unit; only a lone `0` needs none. As in Go, the
/// range is that of 64 bits of nanoseconds: about 292 years in both directions.
public final class GoDuration {

  private static final String RIGHT =
      "; write numbers with units, as in 15s, 1m30s, 500ms or 1.5h (units: ns, us, ms, s, m, h)";

  private GoDuration() {}

  /// Returns the duration that the whole text represents.
  ///
  /// In:  `1m30s`, `-1.5h`, `0`. Not in: `15`, `1 s`, `1d`, the empty text.
  /// Out: 90 seconds, -90 minutes, 0
  ///
  /// @throws IllegalArgumentException when the text is not a duration, or is out of range; the message states the fault
  ///     and the correct form, without the text itself: `is empty, not a duration; write numbers with units, ...`
  public static Duration parse(String text) {
    int i = 0;
    int end = text.length();
    boolean negative = false;
    if (i < end && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
      negative = text.charAt(i) == '-';
      i++;
    }
    if (i == end) {
      throw wrong(
          text.isEmpty()
              ? "is empty, not a duration"
              : "is not a duration: it is a sign without a number");
    }
    if (i == end - 1 && text.charAt(i) == '0') {
      return Duration.ZERO;
    }
    long total = 0; // negative nanoseconds, because their range is one larger
    while (i < end) {
      int start = i;
      long whole = 0;
      while (i < end && isDigit(text.charAt(i))) {
        int d = text.charAt(i) - '0';
        if (whole > (Long.MAX_VALUE - d) / 10) {
          throw tooLong();
        }
        whole = whole * 10 + d;
        i++;
      }
      boolean any = i > start;
      long fraction = 0;
      double scale = 1;
      if (i < end && text.charAt(i) == '.') {
        i++;
        boolean full = false; // further digits are too small to count
        while (i < end && isDigit(text.charAt(i))) {
          any = true;
          int d = text.charAt(i) - '0';
          if (full || fraction > (Long.MAX_VALUE - d) / 10) {
            full = true;
          } else {
            fraction = fraction * 10 + d;
            scale *= 10;
          }
          i++;
        }
      }
      if (!any) {
        throw wrong("is not a duration: a number is missing");
      }
      int unitStart = i;
      while (i < end && text.charAt(i) != '.' && !isDigit(text.charAt(i))) {
        i++;
      }
      if (i == unitStart) {
        throw wrong("is not a duration: it has no unit after a number");
      }
      String name = text.substring(unitStart, i);
      long unit = nanos(name);
      if (unit == 0) {
        throw wrong("is not a duration: it has an unknown unit");
      }
      if (whole > Long.MAX_VALUE / unit) {
        // The longest negative duration, as a number of nanoseconds, is refused: no wider
        // type for it.
        throw tooLong();
      }
      total -= whole * unit;
      if (total > 0) {
        throw tooLong();
      }
      total -= (long) (fraction * (unit / scale));
      if (total > 0) {
        throw tooLong();
      }
    }
    if (!negative && total == Long.MIN_VALUE) {
      throw tooLong();
    }
    return Duration.ofNanos(negative ? total : -total);
  }

  /// Returns a duration as Go writes it. From one second up, the text has hours, minutes and seconds: `1m30s`,
  /// `1h0m0s`, `2.5s`. Below one second, the text has the largest unit in which the number is at least 1: `500ms`,
  /// `1.5µs`. Zero is `0s`.
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    var out = new StringBuilder(24);
    Duration d = duration;
    if (d.isNegative()) {
      out.append('-');
      d = d.negated();
    }
    long seconds = d.getSeconds();
    int nanos = d.getNano();
    if (seconds == 0) {
      if (nanos < 1_000) {
        return out.append(nanos).append("ns").toString();
      }
      if (nanos < 1_000_000) {
        fraction(out.append(nanos / 1_000), nanos % 1_000, 3);
        return out.append("µs").toString();
      }
      fraction(out.append(nanos / 1_000_000), nanos % 1_000_000, 6);
      return out.append("ms").toString();
    }
    if (seconds >= 3600) {
      out.append(seconds / 3600).append('h');
    }
    if (seconds >= 60) {
      out.append(seconds / 60 % 60).append('m');
    }
    fraction(out.append(seconds % 60), nanos, 9);
    return out.append('s').toString();
  }

  /// Appends a dot and `value` as `digits` decimals, without the zeros at the end; appends nothing for 0.
  private static void fraction(StringBuilder out, int value, int digits) {
    if (value == 0) {
      return;
    }
    while (value % 10 == 0) {
      value /= 10;
      digits--;
    }
    out.append('.');
    int at = out.length();
    out.append(value);
    while (out.length() - at < digits) {
      out.insert(at, '0');
    }
  }

  private static long nanos(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "\u00b5s", "\u03bcs" -> 1_000;
      case "ms" -> 1_000_000;
      case "s" -> 1_000_000_000;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 0;
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + RIGHT);
  }

  private static IllegalArgumentException tooLong() {
    return new IllegalArgumentException(
        "is too long: the longest duration is 2562047h (292 years)");
  }
}
