package io.exporterkit.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Returns heap that is no longer used to the operating system.
///
/// A JVM collects its old generation only when that is full. An exporter with 5 MB of live objects would after some hours occupy all that
/// `-Xmx` allows, and keep it. From time to time a collection is requested while the heap is larger than it has to be; with
/// `-XX:+UseSerialGC -XX:-ShrinkHeapInSteps -XX:MaxHeapFreeRatio=20` it takes some 20 ms, and the heap shrinks at once. Collections that
/// shrink nothing, because the heap is in use, become rarer.
public final class HeapTrim {
  private static final Duration EVERY = Duration.ofSeconds(10);
  // A heap of this size is left alone.
  private static final long SMALL_BYTES = 20L << 20;
  // Looks at the heap, at most, from one collection to the next.
  private static final int LONGEST_PAUSE = 12;

  private final LongSupplier heapBytes;
  private final Runnable collect;
  private int pause = 1;
  private int looksLeft = 1;

  HeapTrim(LongSupplier heapBytes, Runnable collect) {
    this.heapBytes = heapBytes;
    this.collect = collect;
  }

  /// Starts to trim the heap of this JVM, until it ends.
  public static void start() {
    HeapTrim trim = new HeapTrim(Runtime.getRuntime()::totalMemory, System::gc);
    var _ = Thread.ofVirtual().name("trim heap").start(trim::run);
  }

  private void run() {
    while (true) {
      LockSupport.parkNanos(EVERY.toNanos());
      look();
    }
  }

  /// Looks at the heap once, and requests a collection when one may be of use.
  void look() {
    long before = heapBytes.getAsLong();
    if (before <= SMALL_BYTES || --looksLeft > 0) {
      return;
    }
    collect.run();
    boolean shrank = heapBytes.getAsLong() < before / 5 * 4;
    pause = shrank ? 1 : Math.min(pause * 2, LONGEST_PAUSE);
    looksLeft = pause;
  }
}
