package io.exporterkit.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The escapes of [Conversation]'s text: `\r`, `\n`, `\t`, `\\` and `\x00` to `\xff`.
final class Escapes {
  private Escapes() {}

  /// Returns bytes as a text of printable ASCII characters.
  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      switch (b) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '\\' -> text.append("\\\\");
        default -> {
          if (b >= ' ' && b < 127) {
            text.append((char) b);
          } else {
            text.append("\\x").append(HexFormat.of().toHexDigits(b));
          }
        }
      }
    }
    return text.toString();
  }

  /// Returns bytes as texts, a text for each line with its end.
  static List<String> lines(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || i == bytes.length - 1) {
        lines.add(encode(Arrays.copyOfRange(bytes, start, i + 1)));
        start = i + 1;
      }
    }
    return lines;
  }

  /// Returns the bytes of a text.
  ///
  /// @throws IllegalArgumentException when a backslash is followed by something else than an escape
  static byte[] decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      int slash = text.indexOf('\\', at);
      int end = slash < 0 ? text.length() : slash;
      bytes.writeBytes(text.substring(at, end).getBytes(UTF_8));
      at = end;
      if (slash >= 0) {
        at = escape(text, slash + 1, bytes);
      }
    }
    return bytes.toByteArray();
  }

  /// Decodes the escape behind a backslash, and returns the position behind the escape.
  private static int escape(String text, int at, ByteArrayOutputStream bytes) {
    switch (at < text.length() ? text.charAt(at) : ' ') {
      case 'r' -> bytes.write('\r');
      case 'n' -> bytes.write('\n');
      case 't' -> bytes.write('\t');
      case '\\' -> bytes.write('\\');
      case 'x' -> {
        if (!text.substring(at + 1, Math.min(at + 3, text.length())).matches("[0-9a-fA-F]{2}")) {
          throw new IllegalArgumentException("want two hexadecimal digits behind \\x");
        }
        bytes.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
        return at + 3;
      }
      default -> throw new IllegalArgumentException("want r, n, t, x or \\ behind a backslash");
    }
    return at + 1;
  }
}
