package io.exporterkit.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Bytes as text without loss. `new String(bytes, UTF_8)` replaces each invalid byte by the same character, so that
/// different keys of a target would have one name.
///
/// Valid UTF-8 is decoded unchanged. In other input each byte that belongs to no valid character becomes `\xff` (a
/// backslash, an x, two lower-case hexadecimal digits), and each backslash becomes `\x5c`.
///
/// In:  `6b ff 5c` (the letter k, an invalid byte, a backslash)
/// Out: `k\xff\x5c`
///
/// - Two different inputs that are both valid, or both invalid, never have the same text.
/// - A valid and an invalid input have the same text only when the valid one spells out such an escape: the four
///   characters `\xff` and the one byte ff. This is unavoidable, because every valid input is decoded unchanged.
public final class LosslessUtf8 {

  private static final String HEX = "0123456789abcdef";

  private LosslessUtf8() {}

  /// Returns the text of all bytes.
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /// Returns the text of a range of bytes.
  ///
  /// @param from index of the first byte
  /// @param to index after the last byte
  /// @throws IndexOutOfBoundsException when the range is not within the array
  public static String decode(byte[] bytes, int from, int to) {
    // For ASCII the JDK decodes in one pass that costs little more than a copy; only a replacement
    // character needs a closer look.
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') < 0 || isValid(bytes, from, to)) {
      return text;
    }
    var out = new StringBuilder(to - from + 16);
    int i = from;
    while (i < to) {
      int length = character(bytes, i, to);
      if (length == 0 || bytes[i] == '\\') {
        out.append("\\x")
            .append(HEX.charAt(bytes[i] >> 4 & 0xf))
            .append(HEX.charAt(bytes[i] & 0xf));
        i++;
      } else if (length == 1) {
        out.append((char) bytes[i]);
        i++;
      } else {
        out.append(new String(bytes, i, length, StandardCharsets.UTF_8));
        i += length;
      }
    }
    return out.toString();
  }

  /// Returns the bytes that a text represents. A text that only invalid bytes are decoded to, such as `k\xff`,
  /// represents these bytes; any other text represents its own UTF-8.
  ///
  /// In:  `k\xff\x5c`
  /// Out: `6b ff 5c`
  public static byte[] encode(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    if (text.indexOf("\\x") < 0) {
      return plain;
    }
    var out = new ByteArrayOutputStream(plain.length);
    for (int i = 0; i < plain.length; i++) {
      int escaped = escaped(plain, i);
      out.write(escaped < 0 ? plain[i] : escaped);
      i += escaped < 0 ? 0 : 3;
    }
    byte[] bytes = out.toByteArray();
    return decode(bytes).equals(text) ? bytes : plain;
  }

  /// Returns the byte of the escape that begins at an index; -1 when none begins there.
  private static int escaped(byte[] b, int i) {
    if (i + 3 >= b.length || b[i] != '\\' || b[i + 1] != 'x') {
      return -1;
    }
    int high = HEX.indexOf(b[i + 2]);
    int low = HEX.indexOf(b[i + 3]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isValid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      int length = character(bytes, i, to);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /// Returns the number of bytes of the character that begins at `i`: 1 to 4. Returns 0 when no valid character begins
  /// there: a stray or missing continuation byte, an overlong form, half of a surrogate pair, or a code point beyond
  /// U+10FFFF.
  private static int character(byte[] b, int i, int to) {
    int first = b[i] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length;
    int code;
    int least;
    if (first >= 0xc2 && first < 0xe0) {
      length = 2;
      code = first & 0x1f;
      least = 0x80;
    } else if (first >= 0xe0 && first < 0xf0) {
      length = 3;
      code = first & 0x0f;
      least = 0x800;
    } else if (first >= 0xf0 && first < 0xf5) {
      length = 4;
      code = first & 0x07;
      least = 0x10000;
    } else {
      return 0;
    }
    if (to - i < length) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      int next = b[i + k] & 0xff;
      if ((next & 0xc0) != 0x80) {
        return 0;
      }
      code = code << 6 | (next & 0x3f);
    }
    boolean surrogate = code >= 0xd800 && code < 0xe000;
    return code < least || code > 0x10ffff || surrogate ? 0 : length;
  }
}
