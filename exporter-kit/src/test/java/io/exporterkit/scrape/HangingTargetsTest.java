package io.exporterkit.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Targets that hang leave places to targets that answer, and equal requests share a place.
class HangingTargetsTest {
  private static final class Session implements AutoCloseable {
    @Override
    public void close() {}
  }

  private final CountDownLatch end = new CountDownLatch(1);

  private Target<Session> hanging(CountDownLatch begun) {
    return Target.of(
        "hanging",
        deadline -> {
          begun.countDown();
          var _ = end.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
          throw new DeadlineException("timed out");
        });
  }

  private static Deadline in(Duration time) {
    return Deadline.in(time, Ticker.system());
  }

  @Test
  void targetsThatTimedOutLeavePlacesToOthers() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    Scraper<Session> scraper =
        new Scraper<>("", List.<Collector<Session>>of(), 8, Ticker.system(), registry);
    List<Target<Session>> targets = new ArrayList<>();
    CountDownLatch first = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      Target<Session> target = hanging(first);
      targets.add(target);
      var _ = scraper.scrape(target, target, in(Duration.ofMillis(20)));
    }
    AtomicInteger refused = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch asked = new CountDownLatch(18);
      for (Target<Session> target : targets) {
        threads.execute(() -> {
          try {
            var _ = scraper.scrape(target, target, in(Duration.ofSeconds(30)));
          } catch (Scraper.BusyException _) {
            refused.incrementAndGet();
            asked.countDown();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
      }
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(refused).hasValue(18);
      for (int i = 0; i < 6; i++) {
        Target<Session> good = Target.of("good", _ -> new Session());
        assertThat(scraper.scrape(good, good, in(Duration.ofSeconds(5)))).isNotNull();
      }
      end.countDown();
    }
  }

  @Test
  void equalRequestsAtTheSameTimeNeverLoseTheOnePlace() throws Exception {
    Scraper<Session> scraper =
        new Scraper<>(
            "", List.<Collector<Session>>of(), 1, Ticker.system(), new PrometheusRegistry());
    for (int round = 0; round < 200; round++) {
      CountDownLatch both = new CountDownLatch(1);
      Target<Session> target =
          Target.of(
              "shared",
              _ -> {
                both.await(5, TimeUnit.SECONDS);
                return new Session();
              });
      CyclicBarrier barrier = new CyclicBarrier(2);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> requests = new ArrayList<>();
        CountDownLatch entered = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
          requests.add(
              threads.submit(() -> {
                barrier.await();
                entered.countDown();
                return scraper.scrape("key", target, in(Duration.ofSeconds(5)));
              }));
        }
        entered.await();
        both.countDown();
        for (Future<?> request : requests) {
          assertThat(request.get()).isNotNull();
        }
      }
    }
  }
}
