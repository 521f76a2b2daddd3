package io.exporterkit.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// A background task that returns unused heap to the operating system.
///
/// A JVM collects its old generation only when that is full. An exporter with 5 MB of live objects would therefore
/// occupy all the memory that `-Xmx` allows after some hours. Every ten seconds this task looks at the size of the
/// heap, and requests a garbage collection while the heap is larger than 20 MB. With the options
/// `-XX:+UseSerialGC -XX:-ShrinkHeapInSteps -XX:MaxHeapFreeRatio=20` a collection lasts about 20 ms, and the heap
/// shrinks at once. When a collection shrinks nothing, because the heap is in use, the next one is requested later:
/// after up to two minutes.
public final class HeapTrim {
  private static final Duration EVERY = Duration.ofSeconds(10);
  // A heap up to this size is not collected.
  private static final long SMALL_BYTES = 20L << 20;
  // Largest number of looks at the heap between two collections.
  private static final int LONGEST_PAUSE = 12;

  private final LongSupplier heapBytes;
  private final Runnable collect;
  private int pause = 1;
  private int looksLeft = 1;

  HeapTrim(LongSupplier heapBytes, Runnable collect) {
    this.heapBytes = heapBytes;
    this.collect = collect;
  }

  /// Starts a virtual thread that trims the heap until the JVM ends. Call this once.
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

  /// Looks at the heap once, and requests a collection when it is due.
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
