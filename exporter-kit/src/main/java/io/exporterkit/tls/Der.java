package io.exporterkit.tls;

import java.io.ByteArrayOutputStream;

/// The part of the encoding DER ([ITU-T X.690](https://www.itu.int/rec/T-REC-X.690)) that converts private keys in
/// PKCS#1 or SEC1 form to PKCS#8.
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;
  static final int PARAMETERS = 0xA0;

  private Der() {}

  /// Returns an encoded value: its tag, its length, and the contents in a row. The contents have less than 64 KB.
  static byte[] value(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  /// Returns the content of the first value with this tag in a sequence; empty when there is none.
  ///
  /// @throws IllegalArgumentException when the bytes are not a sequence of values
  static byte[] find(byte[] sequence, int tag) {
    Cursor outer = new Cursor(sequence);
    if (outer.tag() != SEQUENCE) {
      throw new IllegalArgumentException("no sequence");
    }
    Cursor inner = new Cursor(outer.content());
    while (inner.hasMore()) {
      int found = inner.tag();
      byte[] content = inner.content();
      if (found == tag) {
        return content;
      }
    }
    return new byte[0];
  }

  /// A position in encoded values, which moves behind what was read. Throws an [IllegalArgumentException] when a value
  /// is cut off.
  private static final class Cursor {
    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasMore() {
      return at < bytes.length;
    }

    int tag() {
      return next();
    }

    byte[] content() {
      int length = next();
      if (length >= 0x80) {
        int count = length & 0x7F;
        length = 0;
        for (int i = 0; i < count; i++) {
          length = (length << 8) | next();
        }
      }
      if (length < 0 || length > bytes.length - at) {
        throw new IllegalArgumentException("cut off");
      }
      byte[] content = new byte[length];
      System.arraycopy(bytes, at, content, 0, length);
      at += length;
      return content;
    }

    private int next() {
      if (at >= bytes.length) {
        throw new IllegalArgumentException("cut off");
      }
      return bytes[at++] & 0xFF;
    }
  }
}
