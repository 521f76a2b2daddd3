package io.exporterkit.text;

import java.util.OptionalDouble;

/// Floating-point numbers as Go reads them ([`strconv.ParseFloat(s, 64)`](https://pkg.go.dev/strconv#ParseFloat)) and
/// as Prometheus's Go client writes them.
///
/// | text | read as |
/// |---|---|
/// | `12`, `.5`, `5.`, `+1e-3`, `0x1p4`, `1_000`, `-Inf`, `nan` | 12, 0.5, 5, 0.001, 16, 1000, -∞, NaN |
/// | ` 5`, `10d`, `1f`, `0x10`, `1__0`, `1e400`, the empty text | not a number |
///
/// Numbers are written as `1`, `0.25`, `1e+06`, `2.5276510208e+10`, `5e-324`, `+Inf`, `NaN`.
///
/// Java's own methods differ: `Double.parseDouble` accepts blanks and type suffixes but no underscores, and
/// `Double.toString` writes `1.0E7`. Numbers of up to 15 digits are read, and most numbers are written, without
/// allocating.
public final class GoFloat {

  /// The result of [#parseOrNone] for a text that is not a number: a NaN that differs from the value of the text `NaN`.
  /// Only [#isNone] can distinguish the two; comparisons, and [Double#isNaN], cannot.
  public static final double NONE = Double.longBitsToDouble(0x7ff8_0000_6e6f_6e65L);

  /// The largest number of bytes that [#write] writes.
  public static final int MAX_WRITTEN = 32;

  private static final double TWO_TO_53 = 9007199254740992.0;

  /// Below this limit one digit may identify a number, where `Double.toString` writes at least two.
  private static final double ONE_DIGIT_MAY_DO = 1e-320;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private GoFloat() {}

  /// Returns the number that the whole text represents; empty when the text is not a number, or is too large for a
  /// double.
  public static OptionalDouble parse(CharSequence text) {
    double v = parseOrNone(text);
    return isNone(v) ? OptionalDouble.empty() : OptionalDouble.of(v);
  }

  /// Returns the number that the whole text represents; [#NONE] when the text is not a number, or is too large for a
  /// double.
  public static double parseOrNone(CharSequence text) {
    String s = text.toString();
    return parseOrNone(s, 0, s.length());
  }

  /// Returns the number that a part of a text represents; [#NONE] when the part is not a number, or is too large for a
  /// double.
  ///
  /// @param s the text
  /// @param from index of the first character
  /// @param to index after the last character
  /// @throws IndexOutOfBoundsException when the range is not within the text
  public static double parseOrNone(String s, int from, int to) {
    int i = from;
    boolean negative = false;
    if (i < to && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
      negative = s.charAt(i) == '-';
      i++;
    }
    // Up to 15 significant digits are a whole number below 2^53, and powers of ten up to 22 are
    // doubles: one correctly rounded division returns the nearest double.
    long digits = 0;
    int significant = 0;
    int dot = -1;
    boolean any = false;
    for (; i < to; i++) {
      char c = s.charAt(i);
      if (c >= '0' && c <= '9') {
        any = true;
        if (c != '0' || significant > 0) {
          significant++;
          if (significant > 15) {
            return slow(s, from, to);
          }
          digits = digits * 10 + (c - '0');
        }
      } else if (c == '.' && dot < 0) {
        dot = i;
      } else {
        return slow(s, from, to);
      }
    }
    if (!any) {
      return NONE;
    }
    double v = digits;
    if (dot >= 0) {
      int decimals = to - dot - 1;
      if (decimals >= POWERS.length) {
        return slow(s, from, to);
      }
      v /= POWERS[decimals];
    }
    return negative ? -v : v;
  }

  /// Whether a value is [#NONE]; false for any other NaN.
  public static boolean isNone(double v) {
    return Double.isNaN(v) && Double.doubleToRawLongBits(v) == Double.doubleToRawLongBits(NONE);
  }

  /// Parses all forms that the fast path does not: inf and nan, hexadecimals, exponents, underscores, many digits.
  private static double slow(String s, int from, int to) {
    int i = from;
    boolean negative = false;
    boolean signed = s.charAt(i) == '-' || s.charAt(i) == '+';
    if (signed) {
      negative = s.charAt(i) == '-';
      i++;
    }
    int left = to - i;
    if (is(s, i, left, "inf") || is(s, i, left, "infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!signed && is(s, i, left, "nan")) {
      return Double.NaN;
    }
    if (left > 2 && s.charAt(i) == '0' && lower(s.charAt(i + 1)) == 'x') {
      return hexadecimal(s, i + 2, to, negative);
    }
    return decimal(s, from, i, to);
  }

  private static boolean is(String s, int at, int length, String lowerCase) {
    if (length != lowerCase.length()) {
      return false;
    }
    for (int k = 0; k < length; k++) {
      if (lower(s.charAt(at + k)) != lowerCase.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  /// Parses a decimal whose mantissa begins at `start`, after a sign, if there is one, at `from`.
  private static double decimal(String s, int from, int start, int to) {
    boolean underscores = false;
    boolean dot = false;
    boolean any = false;
    int i = start;
    for (; i < to; i++) {
      char c = s.charAt(i);
      if (isDigit(c)) {
        any = true;
      } else if (c == '_') {
        underscores = true;
      } else if (c == '.' && !dot) {
        dot = true;
      } else {
        break;
      }
    }
    if (!any) {
      return NONE;
    }
    int mantissaEnd = i;
    int exponent = 0;
    if (i < to) {
      if (lower(s.charAt(i)) != 'e') {
        return NONE;
      }
      int e = exponent(s, i + 1, to);
      if (e == BAD_EXPONENT) {
        return NONE;
      }
      exponent = e;
      underscores |= s.indexOf('_', i, to) >= 0;
    }
    if (underscores && !underscoresOk(s, start, to, false)) {
      return NONE;
    }
    // Composed anew, so that Java reads neither an underscore nor an exponent of more than five
    // digits, which Go cuts off.
    var clean = new StringBuilder(mantissaEnd - from + 8);
    for (int k = from; k < mantissaEnd; k++) {
      char c = s.charAt(k);
      if (c != '_') {
        clean.append(c);
      }
    }
    if (exponent != 0) {
      clean.append('e').append(exponent);
    }
    double v = Double.parseDouble(clean.toString());
    return Double.isInfinite(v) ? NONE : v;
  }

  private static final int BAD_EXPONENT = Integer.MIN_VALUE;

  /// Returns the exponent, with its sign, that extends from `i` to the end, cut off after five digits; [#BAD_EXPONENT]
  /// when it is malformed.
  private static int exponent(String s, int i, int to) {
    boolean negative = false;
    if (i < to && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
      negative = s.charAt(i) == '-';
      i++;
    }
    if (i >= to || !isDigit(s.charAt(i))) {
      return BAD_EXPONENT;
    }
    int e = 0;
    for (; i < to; i++) {
      char c = s.charAt(i);
      if (isDigit(c)) {
        if (e < 10_000) {
          e = e * 10 + (c - '0');
        }
      } else if (c != '_') {
        return BAD_EXPONENT;
      }
    }
    return negative ? -e : e;
  }

  /// Parses a hexadecimal whose first digit, after `0x`, is at `start`. The exponent of two is mandatory.
  private static double hexadecimal(String s, int start, int to, boolean negative) {
    boolean underscores = false;
    boolean any = false;
    boolean dot = false;
    boolean more = false; // whether digits beyond the 15 kept are not 0
    long mantissa = 0;
    int kept = 0;
    long exponent = 0;
    int i = start;
    for (; i < to; i++) {
      char c = s.charAt(i);
      if (c == '_') {
        underscores = true;
      } else if (c == '.' && !dot) {
        dot = true;
      } else if (isHexDigit(c)) {
        any = true;
        int d = Character.digit(c, 16);
        if (kept < 15) {
          mantissa = mantissa << 4 | d;
          if (mantissa != 0) {
            kept++;
          }
        } else {
          more |= d != 0;
          exponent += 4;
        }
        if (dot) {
          exponent -= 4;
        }
      } else {
        break;
      }
    }
    if (!any || i >= to || lower(s.charAt(i)) != 'p') {
      return NONE;
    }
    int e = exponent(s, i + 1, to);
    if (e == BAD_EXPONENT) {
      return NONE;
    }
    underscores |= s.indexOf('_', i, to) >= 0;
    if (underscores && !underscoresOk(s, start, to, true)) {
      return NONE;
    }
    double v = scaled(mantissa << 1 | (more ? 1 : 0), exponent + e - 1);
    if (Double.isInfinite(v)) {
      return NONE;
    }
    return negative ? -v : v;
  }

  /// Returns `mantissa` times two to the power of `exponent`, rounded once, half to even. `mantissa` has at most 61
  /// bits.
  private static double scaled(long mantissa, long exponent) {
    if (mantissa == 0) {
      return 0;
    }
    int bits = 64 - Long.numberOfLeadingZeros(mantissa);
    if (bits + exponent > 1024) {
      return Double.POSITIVE_INFINITY;
    }
    if (bits + exponent > -1022) {
      return Math.scalb((double) mantissa, (int) exponent);
    }
    // Subnormal: rounded here to a multiple of the smallest double, because the conversion to
    // double would already round once.
    long drop = -1074 - exponent;
    if (drop <= 0) {
      return (double) (mantissa << -drop) * Double.MIN_VALUE;
    }
    if (drop > 62) {
      return 0;
    }
    long quotient = mantissa >>> drop;
    long rest = mantissa & ((1L << drop) - 1);
    long half = 1L << (drop - 1);
    if (rest > half || (rest == half && (quotient & 1) == 1)) {
      quotient++;
    }
    return quotient * Double.MIN_VALUE;
  }

  /// Whether each underscore stands between two digits, or between `0x` (which ends at `start`) and a digit, as in Go.
  private static boolean underscoresOk(String s, int start, int to, boolean hex) {
    for (int i = start; i < to; i++) {
      if (s.charAt(i) != '_') {
        continue;
      }
      boolean before = i == start ? hex : isDigit(s.charAt(i - 1), hex);
      if (!before || i + 1 >= to || !isDigit(s.charAt(i + 1), hex)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isDigit(char c, boolean hex) {
    return hex ? isHexDigit(c) : isDigit(c);
  }

  private static boolean isHexDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /// Returns the lower case of an ASCII letter, and any other character unchanged.
  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /// Writes a number as the Go client does: with the fewest digits that are read back as `v`. Exponents of ten from -4
  /// to 5 are written out (`0.0001`, `123456`); others have at least two digits (`1.5e+06`). Both zeros are `0`.
  ///
  /// @param v the number, also infinite or NaN; [#NONE] is written as `NaN`
  /// @param to receives at most [#MAX_WRITTEN] bytes, all ASCII
  /// @param at index of the first byte
  /// @return the index after the last byte
  /// @throws ArrayIndexOutOfBoundsException when the bytes do not fit
  public static int write(double v, byte[] to, int at) {
    if (Double.isNaN(v)) {
      return ascii("NaN", to, at);
    }
    if (v == 0) {
      to[at] = '0';
      return at + 1;
    }
    if (Double.isInfinite(v)) {
      return ascii(v > 0 ? "+Inf" : "-Inf", to, at);
    }
    if (v < 0) {
      to[at++] = '-';
      v = -v;
    }
    if (v < TWO_TO_53) {
      long whole = (long) v;
      if (whole == v) {
        return whole < 1_000_000 ? small((int) whole, to, at) : decimal(whole, 0, to, at);
      }
      // Two decimals of up to 15 digits are never the same double, so a decimal that is read back
      // as v is the shortest one.
      if (v < 1e9) {
        long millionths = (long) (v * 1e6 + 0.5);
        if (millionths / 1e6 == v) {
          return decimal(millionths, -6, to, at);
        }
        if (v < 1e6) {
          long billionths = (long) (v * 1e9 + 0.5);
          if (billionths / 1e9 == v) {
            return decimal(billionths, -9, to, at);
          }
        }
      }
    }
    return shortest(v, to, at);
  }

  private static int ascii(String s, byte[] to, int at) {
    for (int i = 0; i < s.length(); i++) {
      to[at++] = (byte) s.charAt(i);
    }
    return at;
  }

  /// Writes a whole number of up to six digits, which is by far the most frequent case.
  private static int small(int n, byte[] to, int at) {
    int end = at + (n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : n < 10_000 ? 4 : n < 100_000 ? 5 : 6);
    for (int p = end; p > at; n /= 10) {
      to[--p] = (byte) ('0' + n % 10);
    }
    return end;
  }

  /// Writes the digits and exponent of `Double.toString`, which has the fewest digits, but at least two.
  private static int shortest(double v, byte[] to, int at) {
    String s = Double.toString(v);
    long digits = 0;
    int scale = 0;
    boolean dot = false;
    int i = 0;
    for (; i < s.length() && s.charAt(i) != 'E'; i++) {
      char c = s.charAt(i);
      if (c == '.') {
        dot = true;
      } else {
        digits = digits * 10 + (c - '0');
        scale -= dot ? 1 : 0;
      }
    }
    if (i < s.length()) {
      scale += Integer.parseInt(s, i + 1, s.length(), 10);
    }
    if (v < ONE_DIGIT_MAY_DO && digits % 10 != 0) {
      long one = (digits + 5) / 10;
      if (Double.parseDouble(one + "e" + (scale + 1)) == v) {
        digits = one;
        scale++;
      }
    }
    return decimal(digits, scale, to, at);
  }

  /// Writes `digits` times ten to the power of `scale`. `digits` is positive.
  private static int decimal(long digits, int scale, byte[] to, int at) {
    while (digits % 10 == 0) {
      digits /= 10;
      scale++;
    }
    int count = count(digits);
    int exponent = count - 1 + scale;
    if (exponent >= -4 && exponent < 0) {
      to[at++] = '0';
      to[at++] = '.';
      for (int zeros = -exponent - 1; zeros > 0; zeros--) {
        to[at++] = '0';
      }
      return digits(digits, count, count, to, at);
    }
    if (exponent >= 0 && exponent < 6) {
      at = digits(digits, count, Math.min(exponent + 1, count), to, at);
      for (int zeros = exponent + 1 - count; zeros > 0; zeros--) {
        to[at++] = '0';
      }
      return at;
    }
    at = digits(digits, count, 1, to, at);
    to[at++] = 'e';
    to[at++] = (byte) (exponent < 0 ? '-' : '+');
    int e = Math.abs(exponent);
    if (e >= 100) {
      to[at++] = (byte) ('0' + e / 100);
    }
    to[at++] = (byte) ('0' + e / 10 % 10);
    to[at++] = (byte) ('0' + e % 10);
    return at;
  }

  private static int count(long digits) {
    int n = 1;
    for (long v = digits; v >= 10; v /= 10) {
      n++;
    }
    return n;
  }

  /// Writes `count` digits, with a dot after the first `beforeDot` unless there are no more.
  private static int digits(long digits, int count, int beforeDot, byte[] to, int at) {
    boolean dot = beforeDot < count;
    int end = at + count + (dot ? 1 : 0);
    int p = end;
    for (int k = count; k > 0; k--) {
      if (dot && k == beforeDot) {
        to[--p] = '.';
      }
      to[--p] = (byte) ('0' + digits % 10);
      digits /= 10;
    }
    return end;
  }
}
