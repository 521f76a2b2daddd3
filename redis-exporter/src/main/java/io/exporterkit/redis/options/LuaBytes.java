package io.exporterkit.redis.options;

import java.util.BitSet;

/// The bytes that one character or set of a Lua pattern matches, such as `a`, `.`, `%d` or `[^%s_]`. Character classes
/// such as `%d` contain ASCII characters only.
final class LuaBytes {
  private static final int BYTES = 256;

  private LuaBytes() {}

  static BitSet all() {
    return range(0, BYTES - 1);
  }

  static BitSet one(int b) {
    return range(b, b);
  }

  /// Returns the bytes that a character or set matches.
  ///
  /// In: `[^a-c%d]`   Out: all bytes but `a`, `b`, `c` and the digits
  ///
  /// @param from index of the first byte of the character or set, which must be valid
  /// @param end index behind its last byte
  static BitSet of(byte[] pattern, int from, int end) {
    return switch (pattern[from]) {
      case '.' -> all();
      case '%' -> named(pattern[from + 1] & 0xff);
      case '[' -> set(pattern, from + 1, end - 1);
      default -> one(pattern[from] & 0xff);
    };
  }

  private static BitSet set(byte[] pattern, int from, int end) {
    boolean negated = pattern[from] == '^';
    BitSet bytes = new BitSet();
    int at = negated ? from + 1 : from;
    while (at < end) {
      int b = pattern[at] & 0xff;
      if (b == '%') {
        bytes.or(named(pattern[at + 1] & 0xff));
        at += 2;
      } else if (pattern[at + 1] == '-' && at + 2 < end) {
        bytes.or(range(b, pattern[at + 2] & 0xff));
        at += 3;
      } else {
        bytes.set(b);
        at++;
      }
    }
    return negated ? not(bytes) : bytes;
  }

  /// Returns the character class for the letter behind a `%`; an upper-case letter is the complement. Any other
  /// character stands for itself.
  private static BitSet named(int letter) {
    BitSet bytes = switch (letter | 0x20) { // in lower case
          case 'a' -> letters();
          case 'c' -> join(range(0, 31), one(127));
          case 'd' -> range('0', '9');
          case 'l' -> range('a', 'z');
          case 'p' ->
              join(join(range('!', '/'), range(':', '@')), join(range('[', '`'), range('{', '~')));
          case 's' -> join(range('\t', '\r'), one(' '));
          case 'u' -> range('A', 'Z');
          case 'w' -> join(letters(), range('0', '9'));
          case 'x' -> join(range('0', '9'), join(range('a', 'f'), range('A', 'F')));
          case 'z' -> one(0);
          default -> new BitSet();
        };
    if (bytes.isEmpty()) {
      return one(letter);
    }
    return letter < 'a' ? not(bytes) : bytes;
  }

  private static BitSet letters() {
    return join(range('a', 'z'), range('A', 'Z'));
  }

  /// Returns the bytes from one byte to another, both included; none if the second byte is lower.
  private static BitSet range(int from, int to) {
    BitSet bytes = new BitSet();
    if (from <= to) {
      bytes.set(from, to + 1);
    }
    return bytes;
  }

  private static BitSet join(BitSet one, BitSet other) {
    one.or(other);
    return one;
  }

  private static BitSet not(BitSet bytes) {
    bytes.flip(0, BYTES);
    return bytes;
  }
}
