package io.exporterkit.mixin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Things that a test has started. `close()` ends them in reverse order.
final class Processes implements AutoCloseable {
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private final Deque<AutoCloseable> all = new ArrayDeque<>();

  /// Adds something to end, and returns the same.
  synchronized <T extends AutoCloseable> T add(T part) {
    all.push(part);
    return part;
  }

  /// Starts something in another thread. `join()` of the result returns when it has started.
  <T extends AutoCloseable> CompletableFuture<T> start(Supplier<T> start) {
    return CompletableFuture.supplyAsync(() -> add(start.get()), THREADS);
  }

  @Override
  public synchronized void close() {
    IllegalStateException failed = new IllegalStateException("a part cannot be closed");
    while (!all.isEmpty()) {
      try {
        all.pop().close();
      } catch (Exception e) {
        failed.addSuppressed(e);
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }
}
