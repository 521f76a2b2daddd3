package io.exporterkit.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A decoder of percent-encoding ([RFC 3986, section 2.1](https://www.rfc-editor.org/rfc/rfc3986#section-2.1)), as in
/// the parts of a URI.
public final class PercentEncoding {
  private PercentEncoding() {}

  /// Decodes a text to a text. A plus sign stays a plus sign. Bytes that are not UTF-8 become the replacement character
  /// U+FFFD.
  ///
  /// In:  `p%40ss+%c3%a9`
  /// Out: `p@ss+é`
  ///
  /// @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits; the message does
  ///     not quote the text
  public static String decode(String text) {
    return text.indexOf('%') < 0
        ? text
        : new String(decodeBytes(text, false), StandardCharsets.UTF_8);
  }

  /// Decodes a text to bytes. Characters that are not encoded become their UTF-8.
  ///
  /// In:  `a+b%ff`
  /// Out: `a b`, or `a+b` when `plusIsBlank` is false, and the byte ff
  ///
  /// @param plusIsBlank whether a plus sign means a blank, as in a query
  /// @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits; the message does
  ///     not quote the text
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
