package io.exporterkit.redis.protocol;

import java.util.concurrent.atomic.AtomicLong;

/// Memory that replies may hold at the same time, over all targets: what is taken for a reply is given back when its scrape ends, and
/// a reply that finds too little left fails its scrape alone. Safe for use by several threads.
public final class ReplyMemory {
  private final long capacity;
  private final AtomicLong taken = new AtomicLong();

  ReplyMemory(long capacity) {
    this.capacity = capacity;
  }

  /// A third of the heap.
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

  /// Whether so much is most of it: who has taken that has left no room to the others, and not they to it.
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
