package io.exporterkit.redis.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// `%40` and the like in the parts of a URI. A plus sign stays one.
final class PercentEncoding {
  private PercentEncoding() {}

  /// @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '%') {
        boolean whole = i + 2 < text.length();
        int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException("a '%' without two hexadecimal digits");
        }
        bytes.write(high * 16 + low);
        i += 3;
      } else {
        int next = text.offsetByCodePoints(i, 1);
        bytes.writeBytes(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
        i = next;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
