package io.exporterkit.redis.options;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The places in keys that a Lua pattern can come to, known by the byte in front of a place and by what may follow.
///
/// In front of a key stands the byte 0, as in Lua. What follows is a byte, or the end of the key as number 256. Used by one thread.
final class LuaReach {
  private static final int END = 256;

  private final BitSet anything = new BitSet();
  // Bytes in front, by what may follow. Only frontiers restrict what follows: the sets are few.
  private Map<BitSet, BitSet> places = new HashMap<>();

  /// The places where matching begins.
  ///
  /// @param anchored whether only the begin of a key is one
  LuaReach(boolean anchored) {
    anything.set(0, END + 1);
    add(anything, anchored ? LuaBytes.one(0) : LuaBytes.all());
  }

  /// Whether no key leads here.
  boolean isNowhere() {
    return places.isEmpty();
  }

  /// Which of these bytes can follow.
  BitSet entering(BitSet bytes) {
    BitSet can = new BitSet();
    places.keySet().forEach(can::or);
    can.and(bytes);
    return can;
  }

  /// Moves on over a text that can end with these bytes.
  ///
  /// @param optional whether the text can be left out
  void move(BitSet lasts, boolean optional) {
    if (!optional) {
      places.clear();
    }
    add(anything, lasts);
  }

  /// Keeps the places behind a byte outside of a set and in front of one in it; the end of the key counts as the byte 0.
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

  /// Keeps the places at the end of a key.
  void atEnd() {
    places.keySet().removeIf(next -> !next.get(END));
  }

  /// Keeps no place: what comes now never matches.
  void end() {
    places.clear();
  }

  private void add(BitSet next, BitSet previous) {
    if (!previous.isEmpty()) {
      places.computeIfAbsent(next, _ -> new BitSet()).or(previous);
    }
  }
}
