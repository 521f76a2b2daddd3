package io.exporterkit.exposition;

import java.io.IOException;
import java.io.OutputStream;

/// Fields in, the wire format of protocol buffers out ([specification](https://protobuf.dev/programming-guides/encoding/)), through one
/// buffer. Whoever writes says first how long a message is going to be: for each field there is a size beside it.
///
/// Field numbers are below 16, so that a tag is one byte.
final class ProtobufBuffer {
  /// Bytes that a field with a `double` takes.
  static final int DOUBLE_SIZE = 9;

  private static final int LONGEST_FIELD = 11; // a tag with a varint of ten bytes
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final String NUL = "\\x00";

  /// The NaN that Go writes. One of Prometheus's other NaNs means that a series has ended.
  private static final long NAN = 0x7FF8_0000_0000_0001L;

  private final OutputStream to;
  private final byte[] bytes = new byte[8192];
  private int size;

  ProtobufBuffer(OutputStream to) {
    this.to = to;
  }

  /// Bytes that a number takes.
  static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /// Bytes that a field with a number takes.
  static int numberSize(long value) {
    return 1 + varintSize(value);
  }

  /// Bytes that a field with a text or a message of this length takes.
  static long delimitedSize(long length) {
    return 1 + varintSize(length) + length;
  }

  /// Bytes that a text takes. NUL becomes `\x00`, so that a series has the same name as in the text format, which cannot hold it.
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

  /// Appends a field with a whole number.
  void number(int field, long value) throws IOException {
    room(LONGEST_FIELD);
    tag(field, VARINT);
    varint(value);
  }

  /// Appends a field with a `double`.
  void number(int field, double value) throws IOException {
    room(DOUBLE_SIZE);
    tag(field, FIXED64);
    long bits = Double.isNaN(value) ? NAN : Double.doubleToRawLongBits(value);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[size++] = (byte) bits;
      bits >>>= 8;
    }
  }

  /// Appends a field with a text.
  ///
  /// @param length what [#length] says
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

  /// Begins a field with a message of this length, whose fields are to follow.
  void message(int field, long length) throws IOException {
    room(LONGEST_FIELD);
    tag(field, DELIMITED);
    varint(length);
  }

  /// Begins a message that stands in no other one.
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

  @SuppressWarnings("deprecation") // drops the high bytes: of ASCII there are none, so it is a copy
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
