package io.exporterkit.exposition;

/// Characters as UTF-8, written without allocating. Half of a surrogate pair, which has no form in it, is U+FFFD.
final class Utf8 {
  /// The most bytes that a character takes.
  static final int LONGEST = 4;

  private Utf8() {}

  /// The character that begins at `index`; it takes as many `char`s as [Character#charCount] says.
  static int pointAt(String text, int index) {
    int point = text.codePointAt(index);
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point;
  }

  /// Number of bytes that a character takes.
  static int length(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : LONGEST;
  }

  /// Writes a character from `at` on; answers the place after its last byte.
  static int write(int point, byte[] to, int at) {
    int length = length(point);
    if (length == 1) {
      to[at] = (byte) point;
      return at + 1;
    }
    int left = 6 * (length - 1); // bits below those in the first byte
    to[at++] = (byte) ((0xF00 >> length) | (point >> left));
    while (left > 0) {
      left -= 6;
      to[at++] = (byte) (0x80 | ((point >> left) & 0x3F));
    }
    return at;
  }
}
