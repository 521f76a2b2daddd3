package io.exporterkit.redis.options;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A check of one pattern by the rules of Lua 5.1, which Redis and its relatives embed (`string.find`).
///
/// Lua meets a fault only when matching arrives there: `ab%` fails on the key `ab`, and not on `x`. The check therefore follows what can
/// stand in front of each place, and refuses a pattern when some key leads to a fault. A pattern without special characters is searched
/// for as text, and a fault behind something that matches no key is never met: both are accepted, as Lua accepts them. One thing that Lua
/// accepts is refused: `a)`, which Lua searches for as text, and which is a fault with any special character beside it.
/// Used by one thread.
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

  /// Throws when one of several patterns can fail on some key.
  ///
  /// @throws IllegalArgumentException with the number of the first such pattern, what is wrong and what would be right, without its text
  static void checkAll(List<String> patterns) {
    for (int i = 0; i < patterns.size(); i++) {
      try {
        check(patterns.get(i).getBytes(StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("pattern " + (i + 1) + " " + e.getMessage(), e);
      }
    }
  }

  /// Throws when a pattern can fail on some key.
  ///
  /// @throws IllegalArgumentException with what is wrong and what would be right, without the text of the pattern
  static void check(byte[] bytes) {
    // Lua 5.1 reads a pattern up to its first zero byte.
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    LuaPattern pattern = new LuaPattern(Arrays.copyOf(bytes, end));
    if (!pattern.isPlain() || pattern.has(')')) {
      pattern.walk();
    }
  }

  /// Whether Lua searches for the pattern as text.
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

  /// `%bxy`: a text from `x` to the `y` that balances it.
  private void balance() {
    if (at + 3 >= pattern.length) {
      throw bad(
          "has a %b without two characters behind it: want %b and the characters that open and close");
    }
    pass(LuaBytes.one(byteAt(at + 2)), LuaBytes.one(byteAt(at + 3)), false);
    at += 4;
  }

  /// `%f[set]`: a place between a byte outside of the set and one in it.
  private void frontier() {
    if (byteAt(at + 2) != '[') {
      throw bad("has a %f without a set behind it: want %f[...]");
    }
    int end = end(at + 2);
    reach.frontier(LuaBytes.of(pattern, at + 2, end));
    at = end;
  }

  /// `%1`: what a capture holds, once more. A capture of a position never matches again.
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

  /// One character or set, with `?`, `*`, `+`, `-` or nothing behind it.
  private void characters() {
    int end = end(at);
    BitSet set = LuaBytes.of(pattern, at, end);
    int suffix = byteAt(end);
    boolean repeated = suffix == '*' || suffix == '+' || suffix == '-';
    boolean optional = suffix == '?' || suffix == '*' || suffix == '-';
    pass(set, repeated ? set : reach.entering(set), optional);
    at = repeated || optional ? end + 1 : end;
  }

  /// Moves on over a text.
  ///
  /// @param firsts bytes that it can begin with
  /// @param lasts bytes that it can end with
  /// @param optional whether it can be left out
  private void pass(BitSet firsts, BitSet lasts, boolean optional) {
    BitSet entered = reach.entering(firsts);
    BitSet left = entered.isEmpty() ? entered : lasts;
    for (LuaCapture capture : captures) {
      capture.add(entered, left, optional);
    }
    reach.move(left, optional);
  }

  /// The place behind a character or set.
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

  /// A `]` that comes first in a set, and one behind a `%`, stand for themselves.
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

  /// The byte at a place; 0 behind the end, as in Lua.
  private int byteAt(int index) {
    return index < pattern.length ? pattern[index] & 0xff : 0;
  }

  private static IllegalArgumentException bad(String reason) {
    return new IllegalArgumentException(reason);
  }
}
