package io.exporterkit.exposition;

import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.io.OutputStream;

/// A buffer that encodes characters and numbers as UTF-8 and writes them to a stream.
final class TextBuffer {
  private static final int LONGEST_NUMBER = GoFloat.MAX_WRITTEN;
  private static final int LONGEST_CHARACTER = 6;
  private static final double WHOLE = 0x1p53; // all whole numbers below are exact

  private final OutputStream to;
  private final byte[] bytes;
  private int size;

  TextBuffer(OutputStream to) {
    this(to, 8192);
  }

  /// Makes a buffer of at least 32 bytes.
  ///
  /// @param capacity number of bytes that are gathered before they are written
  TextBuffer(OutputStream to, int capacity) {
    this.to = to;
    this.bytes = new byte[Math.max(LONGEST_NUMBER + 2, capacity)];
  }

  /// Appends a text that holds nothing but ASCII characters: names, types, punctuation.
  TextBuffer ascii(String text) throws IOException {
    return ascii(text, 0, text.length());
  }

  /// Appends an ASCII character.
  TextBuffer ascii(char c) throws IOException {
    room(1);
    bytes[size++] = (byte) c;
    return this;
  }

  @SuppressWarnings("deprecation") // drops the high bytes, which are 0 for ASCII
  private TextBuffer ascii(String text, int from, int end) throws IOException {
    while (from < end) {
      room(1);
      int next = Math.min(end, from + bytes.length - size);
      text.getBytes(from, next, bytes, size);
      size += next - from;
      from = next;
    }
    return this;
  }

  /// Appends a text that is encoded already.
  TextBuffer encoded(byte[] text) throws IOException {
    if (text.length <= bytes.length - size) {
      System.arraycopy(text, 0, bytes, size, text.length);
      size += text.length;
      return this;
    }
    for (int from = 0; from < text.length; ) {
      room(1);
      int length = Math.min(text.length - from, bytes.length - size);
      System.arraycopy(text, from, bytes, size, length);
      size += length;
      from += length;
    }
    return this;
  }

  /// Appends a help text, with `\\` and `\n` for a backslash and a line feed.
  TextBuffer help(String text) throws IOException {
    return escaped(text, false);
  }

  /// Appends a help text of OpenMetrics, in which quotes have an escape, too.
  TextBuffer quotedHelp(String text) throws IOException {
    return escaped(text, true);
  }

  /// Appends the value of a label and the closing quote: `get"`. The caller has written the opening one.
  TextBuffer quoted(String value) throws IOException {
    return escaped(value, true).ascii('"');
  }

  /// Appends a number in the form of [GoFloat#write].
  TextBuffer number(double value) throws IOException {
    room(LONGEST_NUMBER);
    size = GoFloat.write(value, bytes, size);
    return this;
  }

  /// Appends a number in the form of [GoFloat#write], with `.0` behind a number that has neither a point nor an
  /// exponent.
  TextBuffer decimal(double value) throws IOException {
    room(LONGEST_NUMBER + 2);
    int from = size;
    size = GoFloat.write(value, bytes, size);
    if (Double.isFinite(value) && !hasPointOrExponent(from)) {
      bytes[size++] = '.';
      bytes[size++] = '0';
    }
    return this;
  }

  private boolean hasPointOrExponent(int from) {
    for (int i = from; i < size; i++) {
      if (bytes[i] == '.' || bytes[i] == 'e') {
        return true;
      }
    }
    return false;
  }

  /// Appends a count: all its digits if it is a whole number.
  TextBuffer whole(double count) throws IOException {
    return count == Math.rint(count) && Math.abs(count) < WHOLE
        ? ascii(Long.toString((long) count))
        : number(count);
  }

  /// Appends a time in seconds, with milliseconds: `1672850585.820`.
  TextBuffer seconds(double seconds) throws IOException {
    if (!(Math.abs(seconds) < WHOLE / 1000)) {
      return decimal(seconds);
    }
    long millis = Math.round(seconds * 1000);
    ascii(Long.toString(Math.floorDiv(millis, 1000L))).ascii('.');
    return ascii(Integer.toString(Math.floorMod(millis, 1000) + 1000).substring(1));
  }

  void flush() throws IOException {
    to.write(bytes, 0, size);
    size = 0;
  }

  /// Appends a text with escapes. NUL becomes `\\x00`, which is read as `\x00`: the format allows NUL, but Prometheus
  /// reads NUL as the end of the page.
  private TextBuffer escaped(String text, boolean quotes) throws IOException {
    int plain = 0; // start of the characters that need no escape
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 && c != '\\' && c != '\n' && c != 0 && !(c == '"' && quotes)) {
        continue;
      }
      ascii(text, plain, i);
      room(LONGEST_CHARACTER);
      if (c == '\\') {
        ascii("\\\\");
      } else if (c == '\n') {
        ascii("\\n");
      } else if (c == '"') {
        ascii("\\\"");
      } else if (c == 0) {
        ascii("\\\\x00");
      } else {
        int point = Utf8.pointAt(text, i);
        size = Utf8.write(point, bytes, size);
        i += Character.charCount(point) - 1;
      }
      plain = i + 1;
    }
    return ascii(text, plain, text.length());
  }

  private void room(int needed) throws IOException {
    if (bytes.length - size < needed) {
      flush();
    }
  }
}
