package io.exporterkit.exposition;

import java.io.IOException;
import java.io.OutputStream;

/// An encoder of the wire format of protocol buffers
/// ([specification](https://protobuf.dev/programming-guides/encoding/)), which writes to a stream through one buffer. A
/// message begins with its length, so the caller computes the length first: for each kind of field there is a method
/// that returns its size. Field numbers are below 16, so that a tag is one byte, except in the methods for fields from
/// 16 on.
final class ProtobufBuffer {
  /// Size in bytes of a field that holds a `double`, with its tag.
  static final int DOUBLE_SIZE = 9;

  private static final int LONGEST_FIELD = 11; // a tag and a varint of ten bytes
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final String NUL = "\\x00";

  /// The NaN that Go writes. Another NaN is Prometheus's marker for a series that has ended.
  private static final long NAN = 0x7FF8_0000_0000_0001L;

  private final OutputStream to;
  private final byte[] bytes = new byte[8192];
  private int size;

  ProtobufBuffer(OutputStream to) {
    this.to = to;
  }

  /// Returns the size in bytes of a varint.
  static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /// Returns the size in bytes of a field that holds a whole number, with its tag.
  static int numberSize(long value) {
    return 1 + varintSize(value);
  }

  /// Returns the size in bytes of a field that holds a text or a message, with its tag and length.
  ///
  /// @param length of the text or message, in bytes
  static long delimitedSize(long length) {
    return 1 + varintSize(length) + length;
  }

  /// Returns the size in bytes of a field that holds a signed number (`sint32` or `sint64`), with its tag.
  static int signedSize(long value) {
    return 1 + varintSize(zigzag(value));
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  /// Returns the number of bytes that [#text] writes for a text. The character NUL is written as `\x00` (four
  /// characters), so that a series has the same labels as in the text format, in which Prometheus cannot read NUL.
  static int length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        length += NUL.length();
      } else if (c < 0x80) {
        length++;
      } else {
        int point = Utf8.pointAt(text, i);
        length += Utf8.length(point);
        i += Character.charCount(point) - 1;
      }
    }
    return length;
  }

  /// Appends a field that holds a whole number.
  void number(int field, long value) throws IOException {
    room(LONGEST_FIELD);
    tag(field, VARINT);
    varint(value);
  }

  /// Appends a field that holds a signed number (`sint32` or `sint64`).
  void signed(int field, long value) throws IOException {
    number(field, zigzag(value));
  }

  /// Appends a field that holds a `double`.
  void number(int field, double value) throws IOException {
    room(DOUBLE_SIZE);
    tag(field, FIXED64);
    long bits = Double.isNaN(value) ? NAN : Double.doubleToRawLongBits(value);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[size++] = (byte) bits;
      bits >>>= 8;
    }
  }

  /// Appends a field that holds a text in UTF-8.
  ///
  /// @param length of the text as returned by [#length]
  void text(int field, String text, int length) throws IOException {
    message(field, length);
    if (length == text.length()) {
      ascii(text);
      return;
    }
    for (int i = 0; i < text.length(); ) {
      int point = Utf8.pointAt(text, i);
      if (point == 0) {
        ascii(NUL);
      } else {
        room(Utf8.LONGEST);
        size = Utf8.write(point, bytes, size);
      }
      i += Character.charCount(point);
    }
  }

  /// Begins a field that holds a message of this length; the fields of the message must follow.
  void message(int field, long length) throws IOException {
    room(LONGEST_FIELD);
    tag(field, DELIMITED);
    varint(length);
  }

  /// Begins a field from number 16 on that holds a message of this length. Its tag is one byte longer.
  void highMessage(int field, long length) throws IOException {
    room(LONGEST_FIELD + 1);
    varint((long) field << 3 | DELIMITED);
    varint(length);
  }

  /// Begins a message that is not nested in another one: writes its length.
  void message(long length) throws IOException {
    room(LONGEST_FIELD);
    varint(length);
  }

  void flush() throws IOException {
    to.write(bytes, 0, size);
    size = 0;
  }

  private void tag(int field, int type) {
    bytes[size++] = (byte) (field << 3 | type);
  }

  private void varint(long value) {
    while ((value & ~0x7FL) != 0) {
      bytes[size++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    bytes[size++] = (byte) value;
  }

  @SuppressWarnings("deprecation") // drops the high bytes, which are 0 for ASCII
  private void ascii(String text) throws IOException {
    for (int from = 0; from < text.length(); ) {
      room(1);
      int end = Math.min(text.length(), from + bytes.length - size);
      text.getBytes(from, end, bytes, size);
      size += end - from;
      from = end;
    }
  }

  private void room(int needed) throws IOException {
    if (bytes.length - size < needed) {
      flush();
    }
  }
}
