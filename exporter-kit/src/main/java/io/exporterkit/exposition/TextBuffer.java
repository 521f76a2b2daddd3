package io.exporterkit.exposition;

import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.io.OutputStream;

/// Characters and numbers in, UTF-8 bytes out, through one buffer.
final class TextBuffer {
  private static final int LONGEST_NUMBER = 32;
  private static final int LONGEST_CHARACTER = 6;

  private final OutputStream to;
  private final byte[] bytes = new byte[8192];
  private int size;

  TextBuffer(OutputStream to) {
    this.to = to;
  }

  /// Appends text that is ASCII by contract: names, types, punctuation.
  TextBuffer ascii(String text) throws IOException {
    int length = text.length();
    int from = 0;
    while (from < length) {
      room(1);
      int end = Math.min(length, from + bytes.length - size);
      while (from < end) {
        bytes[size++] = (byte) text.charAt(from++);
      }
    }
    return this;
  }

  /// Appends a help text: backslash and line feed escaped.
  TextBuffer help(String text) throws IOException {
    return escaped(text, false);
  }

  /// Appends `before`, the name, and the quoted value: `{cmd="get"`.
  void label(char before, String name, String value) throws IOException {
    room(1);
    bytes[size++] = (byte) before;
    ascii(name).ascii("=\"").escaped(value, true).ascii("\"");
  }

  /// Appends a label whose value is a number: `,le="16"`.
  void label(char before, String name, double value) throws IOException {
    room(1);
    bytes[size++] = (byte) before;
    ascii(name).ascii("=\"").number(value).ascii("\"");
  }

  /// Appends a number as Go writes it.
  TextBuffer number(double value) throws IOException {
    room(LONGEST_NUMBER);
    size = GoFloat.write(value, bytes, size);
    return this;
  }

  void flush() throws IOException {
    to.write(bytes, 0, size);
    size = 0;
  }

  /// Appends any text. NUL, which the format could hold but Prometheus takes for the end of the page, becomes `\x00`.
  private TextBuffer escaped(String text, boolean quotes) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      room(LONGEST_CHARACTER);
      char c = text.charAt(i);
      if (c == '\\') {
        bytes[size++] = '\\';
        bytes[size++] = '\\';
      } else if (c == '\n') {
        bytes[size++] = '\\';
        bytes[size++] = 'n';
      } else if (c == '"' && quotes) {
        bytes[size++] = '\\';
        bytes[size++] = '"';
      } else if (c == 0) {
        ascii("\\\\x00");
      } else if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        multiByte(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        multiByte(Character.isSurrogate(c) ? 0xFFFD : c);
      }
    }
    return this;
  }

  private void multiByte(int point) {
    if (point < 0x800) {
      bytes[size++] = (byte) (0xC0 | (point >> 6));
    } else {
      if (point < 0x10000) {
        bytes[size++] = (byte) (0xE0 | (point >> 12));
      } else {
        bytes[size++] = (byte) (0xF0 | (point >> 18));
        bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
      }
      bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
    }
    bytes[size++] = (byte) (0x80 | (point & 0x3F));
  }

  private void room(int needed) throws IOException {
    if (bytes.length - size < needed) {
      flush();
    }
  }
}
