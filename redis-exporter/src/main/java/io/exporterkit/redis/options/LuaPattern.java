package io.exporterkit.redis.options;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A check of a pattern by the rules of `string.find` of Lua 5.1, which Redis and Valkey embed.
///
/// Lua reports an error in a pattern only when matching reaches its position: `ab%` fails on the key `ab`, but not on
/// `x`. Therefore the check computes which keys reach each position, and refuses a pattern if any key reaches an error.
/// A pattern without special characters is accepted, because Lua searches for it as plain text. An error is ignored if
/// the part before it matches no key. The check is stricter than Lua in one case: it refuses `a)`, which Lua searches
/// for as plain text, because the pattern becomes invalid as soon as a special character is added.
/// Not thread-safe.
final class LuaPattern {
  private static final String SPECIAL = "^$*+?.([%-";
  private static final int MOST_CAPTURES = 32;

  private final byte[] pattern;
  private final List<LuaCapture> captures = new ArrayList<>();
  private final LuaReach reach;
  private int at;

  private LuaPattern(byte[] pattern) {
    this.pattern = pattern;
    boolean anchored = byteAt(0) == '^';
    this.reach = new LuaReach(anchored);
    this.at = anchored ? 1 : 0;
  }

  /// Throws an exception if one of the patterns fails on any key.
  ///
  /// @throws IllegalArgumentException with the number of the first such pattern, the error and the valid syntax,
  /// without the text of the pattern
  static void checkAll(List<String> patterns) {
    for (int i = 0; i < patterns.size(); i++) {
      try {
        check(patterns.get(i).getBytes(StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("pattern " + (i + 1) + " " + e.getMessage(), e);
      }
    }
  }

  /// Throws an exception if a pattern fails on any key.
  ///
  /// @throws IllegalArgumentException with the error and the valid syntax, without the text of the pattern
  static void check(byte[] bytes) {
    // In Lua 5.1 a pattern ends at its first zero byte.
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    LuaPattern pattern = new LuaPattern(Arrays.copyOf(bytes, end));
    if (!pattern.isPlain() || pattern.has(')')) {
      pattern.walk();
    }
  }

  /// Returns whether Lua searches for the pattern as plain text.
  private boolean isPlain() {
    for (byte b : pattern) {
      if (SPECIAL.indexOf(b) >= 0) {
        return false;
      }
    }
    return true;
  }

  private boolean has(char wanted) {
    for (byte b : pattern) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }

  private void walk() {
    while (at < pattern.length && !reach.isNowhere()) {
      item();
    }
    if (!reach.isNowhere() && captures.stream().anyMatch(LuaCapture::isOpen)) {
      throw bad("has a ( without its ): want (...), or %( for the sign itself");
    }
  }

  private void item() {
    switch (byteAt(at)) {
      case '(' -> open();
      case ')' -> close();
      case '%' -> escape();
      case '$' -> dollar();
      default -> characters();
    }
  }

  private void escape() {
    int next = byteAt(at + 1);
    if (next == 'b') {
      balance();
    } else if (next == 'f') {
      frontier();
    } else if (next >= '0' && next <= '9') {
      repeat(next - '1');
    } else {
      characters();
    }
  }

  private void open() {
    if (captures.size() == MOST_CAPTURES) {
      throw bad("has more than 32 captures: want 32 pairs of ( and ) at most");
    }
    boolean position = byteAt(at + 1) == ')';
    captures.add(new LuaCapture(position));
    at += position ? 2 : 1;
  }

  private void close() {
    for (LuaCapture capture : captures.reversed()) {
      if (capture.isOpen()) {
        capture.close();
        at++;
        return;
      }
    }
    throw bad("has a ) that closes no capture: want a ( in front of it, or %) for the sign itself");
  }

  /// Reads `%bxy`, which matches a text from `x` to the `y` that balances it.
  private void balance() {
    if (at + 3 >= pattern.length) {
      throw bad(
          "has a %b without two characters behind it: want %b and the characters that open and close");
    }
    pass(LuaBytes.one(byteAt(at + 2)), LuaBytes.one(byteAt(at + 3)), false);
    at += 4;
  }

  /// Reads `%f[set]`, which matches a position between a byte outside the set and a byte of the set.
  private void frontier() {
    if (byteAt(at + 2) != '[') {
      throw bad("has a %f without a set behind it: want %f[...]");
    }
    int end = end(at + 2);
    reach.frontier(LuaBytes.of(pattern, at + 2, end));
    at = end;
  }

  /// Reads `%1`, which matches the text of a capture again. The capture of a position never matches again.
  private void repeat(int index) {
    if (index < 0 || index >= captures.size() || captures.get(index).isOpen()) {
      throw bad(
          "has a % with the number of a capture that is not complete there: want its (...) in front, counted from 1");
    }
    LuaCapture capture = captures.get(index);
    if (capture.isPosition()) {
      reach.end();
    } else {
      pass(capture.firsts(), capture.lasts(), capture.mayBeEmpty());
    }
    at += 2;
  }

  private void dollar() {
    if (at + 1 < pattern.length) {
      characters();
    } else {
      reach.atEnd();
      at++;
    }
  }

  /// Reads one character or set, followed by `?`, `*`, `+`, `-` or nothing.
  private void characters() {
    int end = end(at);
    BitSet set = LuaBytes.of(pattern, at, end);
    int suffix = byteAt(end);
    boolean repeated = suffix == '*' || suffix == '+' || suffix == '-';
    boolean optional = suffix == '?' || suffix == '*' || suffix == '-';
    pass(set, repeated ? set : reach.entering(set), optional);
    at = repeated || optional ? end + 1 : end;
  }

  /// Moves behind a part of the pattern.
  ///
  /// @param firsts bytes with which a match of the part can begin
  /// @param lasts bytes with which a match of the part can end
  /// @param optional whether the part also matches an empty text
  private void pass(BitSet firsts, BitSet lasts, boolean optional) {
    BitSet entered = reach.entering(firsts);
    BitSet left = entered.isEmpty() ? entered : lasts;
    for (LuaCapture capture : captures) {
      capture.add(entered, left, optional);
    }
    reach.move(left, optional);
  }

  /// Returns the index behind a character or set.
  private int end(int from) {
    return switch (byteAt(from)) {
      case '%' -> {
        if (from + 1 == pattern.length) {
          throw bad("ends with a single %: want %% for the sign itself");
        }
        yield from + 2;
      }
      case '[' -> endOfSet(from + 1);
      default -> from + 1;
    };
  }

  /// Returns the index behind a set. A `]` at the beginning of the set or behind a `%` belongs to the set.
  private int endOfSet(int from) {
    int next = byteAt(from) == '^' ? from + 1 : from;
    do {
      if (next >= pattern.length) {
        throw bad("has a [ without its ]: want [...], or %[ for the sign itself");
      }
      next += byteAt(next) == '%' && next + 1 < pattern.length ? 2 : 1;
    } while (byteAt(next) != ']');
    return next + 1;
  }

  /// Returns the byte at an index, or 0 behind the end, as Lua does.
  private int byteAt(int index) {
    return index < pattern.length ? pattern[index] & 0xff : 0;
  }

  private static IllegalArgumentException bad(String reason) {
    return new IllegalArgumentException(reason);
  }
}
