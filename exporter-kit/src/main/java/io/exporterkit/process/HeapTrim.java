package io.exporterkit.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Returns heap that is no longer used to the operating system.
///
/// A JVM collects its old generation only when that is full. An exporter with 5 MB of live objects would after some hours occupy all that
/// `-Xmx` allows, and keep it. From time to time a collection is requested while the heap is larger than it has to be; with
/// `-XX:+UseSerialGC -XX:-ShrinkHeapInSteps -XX:MaxHeapFreeRatio=20` it takes some 20 ms, and the heap shrinks at once.
public final class HeapTrim {
  private static final Duration EVERY = Duration.ofSeconds(10);
  // A heap of this size is left alone.
  private static final long SMALL_BYTES = 20L << 20;

  private long enough = SMALL_BYTES;

  private HeapTrim() {}

  /// Starts to trim the heap of this JVM, until it ends.
  public static void start() {
    var _ = Thread.ofVirtual().name("trim heap").start(new HeapTrim()::run);
  }

  private void run() {
    while (true) {
      LockSupport.parkNanos(EVERY.toNanos());
      trim();
    }
  }

  private void trim() {
    Runtime runtime = Runtime.getRuntime();
    if (runtime.totalMemory() > enough) {
      System.gc();
      // What is in use is no reason to collect again, before it has grown.
      enough = Math.max(SMALL_BYTES, runtime.totalMemory() * 5 / 4);
    }
  }
}
