package io.exporterkit.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// `%40` and the like, as the parts of a URI have them.
public final class PercentEncoding {
  private PercentEncoding() {}

  /// The text that is meant; a plus sign stays one, bytes that are no UTF-8 become the replacement character.
  ///
  /// @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits
  public static String decode(String text) {
    return text.indexOf('%') < 0
        ? text
        : new String(decodeBytes(text, false), StandardCharsets.UTF_8);
  }

  /// The bytes that are meant.
  ///
  /// In: `a+b%ff`   Out: `a b` (or `a+b`) and the byte 0xff
  ///
  /// @param plusIsBlank whether a plus sign means a blank, as in a query
  /// @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits
  public static byte[] decodeBytes(String text, boolean plusIsBlank) {
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream to = new ByteArrayOutputStream(from.length);
    for (int i = 0; i < from.length; i++) {
      if (from[i] == '+' && plusIsBlank) {
        to.write(' ');
      } else if (from[i] == '%') {
        boolean whole = i + 2 < from.length;
        int high = whole ? Character.digit(from[i + 1], 16) : -1;
        int low = whole ? Character.digit(from[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException("a '%' without two hexadecimal digits");
        }
        to.write(high * 16 + low);
        i += 2;
      } else {
        to.write(from[i]);
      }
    }
    return to.toByteArray();
  }
}
