package io.exporterkit.redis.options;

import java.util.BitSet;

/// A capture of a Lua pattern, `(...)`, with the bytes with which its text can begin and end; or `()`, the capture of a
/// position. Not thread-safe.
final class LuaCapture {
  private final BitSet firsts = new BitSet();
  private final BitSet lasts = new BitSet();
  private final boolean position;
  private boolean open;
  private boolean mayBeEmpty = true;

  LuaCapture(boolean position) {
    this.position = position;
    this.open = !position;
  }

  boolean isPosition() {
    return position;
  }

  boolean isOpen() {
    return open;
  }

  void close() {
    open = false;
  }

  BitSet firsts() {
    return firsts;
  }

  BitSet lasts() {
    return lasts;
  }

  boolean mayBeEmpty() {
    return mayBeEmpty;
  }

  /// Adds the next part of the pattern while the capture is open.
  ///
  /// @param begins bytes with which a match of the part can begin
  /// @param ends bytes with which a match of the part can end
  /// @param optional whether the part also matches an empty text
  void add(BitSet begins, BitSet ends, boolean optional) {
    if (!open) {
      return;
    }
    if (mayBeEmpty) {
      firsts.or(begins);
    }
    if (!optional) {
      lasts.clear();
      mayBeEmpty = false;
    }
    lasts.or(ends);
  }
}
