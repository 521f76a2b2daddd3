package io.exporterkit.process.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedReadTest {
  private static final int CALLERS = 50;

  private final AtomicInteger readings = new AtomicInteger();

  @Test
  void oneCallerAfterTheOtherReadsAnew() {
    SharedRead<Integer> shared = new SharedRead<>(readings::incrementAndGet, Ticker.system());
    assertThat(List.of(shared.get(), shared.get(), shared.get())).containsExactly(1, 2, 3);
  }

  /// The first reading began before the calls of all others, which therefore share the second one.
  @Test
  void callersAtTheSameTimeShareAReading() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch called = new CountDownLatch(CALLERS + 2);
    Ticker ticker =
        () -> {
          long now = System.nanoTime();
          called.countDown();
          return now;
        };
    SharedRead<Integer> shared =
        new SharedRead<>(
            () -> {
              int reading = readings.incrementAndGet();
              began.countDown();
              awaitQuietly(go);
              return reading;
            },
            ticker);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> first = threads.submit(shared::get);
      began.await();
      List<Future<Integer>> others = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        others.add(threads.submit(shared::get));
      }
      called.await();
      go.countDown();
      assertThat(first.get()).isEqualTo(1);
      for (Future<Integer> other : others) {
        assertThat(other.get()).isEqualTo(2);
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
