package io.exporterkit.exposition;

/// An encoder of single characters as UTF-8, which allocates nothing. Half of a surrogate pair, which UTF-8 cannot
/// represent, becomes U+FFFD.
final class Utf8 {
  /// The largest number of bytes in the encoding of a character.
  static final int LONGEST = 4;

  private Utf8() {}

  /// Returns the code point that begins at `index`, which spans [Character#charCount] `char`s; U+FFFD for half of a
  /// pair.
  static int pointAt(String text, int index) {
    int point = text.codePointAt(index);
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point;
  }

  /// Returns the number of bytes in the encoding of a code point: 1 to 4.
  static int length(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : LONGEST;
  }

  /// Writes the encoding of a code point from `at` on, and returns the position after its last byte.
  static int write(int point, byte[] to, int at) {
    int length = length(point);
    if (length == 1) {
      to[at] = (byte) point;
      return at + 1;
    }
    int left = 6 * (length - 1); // number of bits that the following bytes hold
    to[at++] = (byte) ((0xF00 >> length) | (point >> left));
    while (left > 0) {
      left -= 6;
      to[at++] = (byte) (0x80 | ((point >> left) & 0x3F));
    }
    return at;
  }
}
