package io.exporterkit.redis.protocol;

import java.util.concurrent.atomic.AtomicLong;

/// The memory for replies of all targets together. The memory of a reply is reserved before it is read, and freed when
/// its scrape ends. A reply for which too little memory is left fails its own scrape only. Safe for use by several
/// threads.
public final class ReplyMemory {
  private final long capacity;
  private final AtomicLong taken = new AtomicLong();

  ReplyMemory(long capacity) {
    this.capacity = capacity;
  }

  /// Returns a memory of a third of the heap.
  public static ReplyMemory forHeap(long heapBytes) {
    return new ReplyMemory(heapBytes / 3);
  }

  boolean take(long bytes) {
    if (taken.addAndGet(bytes) > capacity) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /// Whether this number of bytes is more than half of the memory, so that a reply of this size is itself the cause
  /// when no memory is left.
  boolean isMost(long bytes) {
    return bytes > capacity / 2;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
