package io.exporterkit.redis.options;

import java.util.BitSet;

/// A capture of a Lua pattern, `(...)`, with the bytes that its text can begin and end with; or `()`, which captures a position.
/// Used by one thread.
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

  /// Adds what comes next in the pattern, as long as the capture is open.
  ///
  /// @param begins bytes that it can begin with
  /// @param ends bytes that it can end with
  /// @param optional whether it can be left out
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
