package io.exporterkit.redis.options;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The positions in keys that matching of a Lua pattern can reach. A position is described by the byte before it and
/// the bytes that may follow it.
///
/// The byte before the first byte of a key is 0, as in Lua. The end of a key counts as the following byte 256. Not
/// thread-safe.
final class LuaReach {
  private static final int END = 256;

  private final BitSet anything = new BitSet();
  // Bytes before a position, by the bytes that may follow. Only frontiers add entries.
  private Map<BitSet, BitSet> places = new HashMap<>();

  /// Creates the positions at which matching begins.
  ///
  /// @param anchored whether matching begins only at the beginning of a key
  LuaReach(boolean anchored) {
    anything.set(0, END + 1);
    add(anything, anchored ? LuaBytes.one(0) : LuaBytes.all());
  }

  /// Returns whether no key reaches any position.
  boolean isNowhere() {
    return places.isEmpty();
  }

  /// Returns the bytes of a set that can follow.
  BitSet entering(BitSet bytes) {
    BitSet can = new BitSet();
    places.keySet().forEach(can::or);
    can.and(bytes);
    return can;
  }

  /// Moves behind a part of the pattern.
  ///
  /// @param lasts bytes with which a match of the part can end
  /// @param optional whether the part also matches an empty text
  void move(BitSet lasts, boolean optional) {
    if (!optional) {
      places.clear();
    }
    add(anything, lasts);
  }

  /// Keeps the positions that are preceded by a byte outside a set and followed by a byte of the set. The end of a key
  /// counts as the byte 0.
  void frontier(BitSet set) {
    BitSet following = (BitSet) set.clone();
    following.set(END, set.get(0));
    Map<BitSet, BitSet> before = places;
    places = new HashMap<>();
    before.forEach((next, previous) -> {
      BitSet stillNext = (BitSet) next.clone();
      stillNext.and(following);
      BitSet stillPrevious = (BitSet) previous.clone();
      stillPrevious.andNot(set);
      if (!stillNext.isEmpty()) {
        add(stillNext, stillPrevious);
      }
    });
  }

  /// Keeps the positions at the end of a key.
  void atEnd() {
    places.keySet().removeIf(next -> !next.get(END));
  }

  /// Removes all positions, because the next part of the pattern never matches.
  void end() {
    places.clear();
  }

  private void add(BitSet next, BitSet previous) {
    if (!previous.isEmpty()) {
      places.computeIfAbsent(next, _ -> new BitSet()).or(previous);
    }
  }
}
