package io.exporterkit.scrape;

import static io.exporterkit.scrape.TestPage.samples;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Collectors that run at the same time, because their session permits that.
@Timeout(60)
class ParallelCollectorsTest {
  private static final MetricDef A = MetricDef.gauge("a", "A.").labels("of");
  private static final MetricDef B = MetricDef.gauge("b", "B.").labels("of");

  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void letGo() {
    never.countDown();
  }

  private record Pool(int most, Deadline deadline, AtomicInteger closed)
      implements ConcurrentSession {
    @Override
    public int mostCollectors() {
      return most;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private interface Body {
    void collect(Pool pool, Samples out) throws Exception;
  }

  private record PoolCollector(
      String name, boolean isRequired, Optional<Duration> timeout, MetricDef metric, Body body)
      implements Collector<Pool> {
    @Override
    public List<MetricDef> metrics() {
      return List.of(metric);
    }

    @Override
    public boolean mayEmit(MetricDef def) {
      return true;
    }

    @Override
    public void collect(Pool pool, Samples out) throws Exception {
      body.collect(pool, out);
    }
  }

  private static PoolCollector collector(String name, Body body) {
    return new PoolCollector(name, false, Optional.empty(), A, body);
  }

  private static PoolCollector timed(String name, Duration timeout, Body body) {
    return new PoolCollector(name, false, Optional.of(timeout), A, body);
  }

  private static PoolCollector required(String name, Body body) {
    return new PoolCollector(name, true, Optional.empty(), A, body);
  }

  private ScrapeResult scrape(int most, Duration time, PoolCollector... collectors)
      throws Exception {
    Target<Pool> target = Target.of("t", deadline -> new Pool(most, deadline, closed));
    return new Scraper<Pool>("ns", List.of(collectors), new PrometheusRegistry())
        .scrape("t", target, Deadline.in(time, Ticker.system()));
  }

  private ScrapeResult scrape(PoolCollector... collectors) throws Exception {
    return scrape(8, Duration.ofSeconds(30), collectors);
  }

  private static String outcome(String collector, String outcome) {
    return "ns_exporter_collector_outcome{collector=\""
        + collector
        + "\",outcome=\""
        + outcome
        + "\"} 1";
  }

  @Test
  void collectorsRunAtTheSameTimeAndThePageHasTheirOrder() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    CountDownLatch last = new CountDownLatch(1);
    List<String> lines =
        samples(
            scrape(
                collector(
                    "one",
                    (_, out) -> {
                      together.await();
                      last.await();
                      out.add(B, 1, "one");
                      out.add(A, 1, "one");
                    }),
                collector(
                    "two",
                    (_, out) -> {
                      together.await();
                      out.add(A, 2, "two");
                    }),
                collector(
                    "three",
                    (_, out) -> {
                      together.await();
                      out.add(A, 3, "three");
                      last.countDown();
                    })));
    assertThat(lines.stream().filter(line -> line.matches("ns_[ab]\\{.*")))
        .containsExactly(
            "ns_a{of=\"one\"} 1",
            "ns_a{of=\"two\"} 2",
            "ns_a{of=\"three\"} 3",
            "ns_b{of=\"one\"} 1");
    assertThat(lines.stream().filter(line -> line.contains("_outcome")))
        .containsExactly(outcome("one", "ok"), outcome("two", "ok"), outcome("three", "ok"));
    assertThat(closed).hasValue(1);
  }

  @Test
  void aCollectorThatHangsCostsItsOwnTimeoutAlone() throws Exception {
    ScrapeResult result =
        scrape(
            8,
            Duration.ofMinutes(5),
            timed(
                "slow",
                Duration.ofMillis(50),
                (_, out) -> {
                  out.add(A, 1, "slow");
                  never.await();
                }),
            collector("other", (_, out) -> out.add(A, 2, "other")));
    assertThat(result.up()).isTrue();
    assertThat(result.duration()).isLessThan(Duration.ofMinutes(1));
    assertThat(samples(result))
        .contains(
            "ns_up 1",
            "ns_exporter_last_scrape_error{err=\"slow: timed out\"} 1",
            outcome("slow", "timed_out"),
            outcome("other", "ok"),
            "ns_a{of=\"slow\"} 1",
            "ns_a{of=\"other\"} 2");
  }

  @Test
  void theDeadlineOfTheSessionIsThatOfEachCollector() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    ScrapeResult result =
        scrape(
            timed(
                "short",
                Duration.ofSeconds(1),
                (pool, _) -> {
                  pool.deadline.enter("reading the short one");
                  together.await();
                  assertThat(pool.deadline.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(1));
                  assertThat(pool.deadline.within(Duration.ofSeconds(20)).remaining())
                      .isLessThanOrEqualTo(Duration.ofSeconds(1));
                  together.await();
                  throw pool.deadline.timedOut();
                }),
            collector(
                "long",
                (pool, _) -> {
                  together.await();
                  pool.deadline.enter("reading the long one");
                  assertThat(pool.deadline.remaining()).isGreaterThan(Duration.ofSeconds(1));
                  together.await();
                  throw pool.deadline.timedOut();
                }));
    assertThat(result.collectors())
        .extracting(ScrapeResult.Ended::outcome)
        .containsExactly(
            new Outcome.TimedOut("timed out reading the short one"),
            new Outcome.TimedOut("timed out reading the long one"));
  }

  @Test
  void noMoreCollectorsRunAtOnceThanTheSessionPermits() throws Exception {
    AtomicInteger running = new AtomicInteger();
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    CyclicBarrier pairs = new CyclicBarrier(2);
    PoolCollector[] six = new PoolCollector[6];
    for (int i = 0; i < six.length; i++) {
      six[i] =
          collector(
              "c" + i,
              (_, _) -> {
                seen.add(running.incrementAndGet());
                pairs.await();
                running.decrementAndGet();
              });
    }
    assertThat(scrape(2, Duration.ofSeconds(30), six).reason()).isEmpty();
    assertThat(seen).hasSize(6).allMatch(count -> count <= 2).contains(2);
    assertThat(scrape(0, Duration.ofSeconds(30), six(running, seen)).reason()).isEmpty();
  }

  private static PoolCollector[] six(AtomicInteger running, List<Integer> seen) {
    seen.clear();
    return List.of("a", "b", "c", "d", "e", "f").stream()
        .map(name ->
            collector(
                name,
                (_, _) -> {
                  seen.add(running.incrementAndGet());
                  assertThat(running.getAndDecrement()).isOne();
                }))
        .toArray(PoolCollector[]::new);
  }

  @Test
  void requiredCollectorsRunFirstAndDecide() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    ScrapeResult up =
        scrape(
            collector("before", (_, _) -> ran.add("before")),
            required("first", (_, _) -> ran.add("first")),
            required("second", (_, _) -> ran.add("second")),
            collector("behind", (_, _) -> ran.add("behind")));
    assertThat(up.up()).isTrue();
    assertThat(ran.subList(0, 2)).containsExactly("first", "second");
    assertThat(ran).containsExactlyInAnyOrder("first", "second", "before", "behind");
    assertThat(up.collectors())
        .extracting(ScrapeResult.Ended::collector)
        .containsExactly("before", "first", "second", "behind");
    ran.clear();
    ScrapeResult down =
        scrape(
            collector("before", (_, _) -> ran.add("before")),
            required(
                "first",
                (_, out) -> {
                  out.add(A, 1, "first");
                  throw new SkippedException("not there");
                }),
            collector("behind", (_, _) -> ran.add("behind")));
    assertThat(ran).isEmpty();
    assertThat(down.up()).isFalse();
    assertThat(down.reason()).isEqualTo("first: not there");
    assertThat(samples(down)).contains("ns_up 0", "ns_a{of=\"first\"} 1");
    assertThat(down.collectors())
        .extracting(ScrapeResult.Ended::collector)
        .containsExactly("first");
    assertThat(closed).hasValue(2);
  }

  @Test
  void aRequiredCollectorThatHangsIsTheFaultOfTheScrape() throws Exception {
    ScrapeResult result =
        scrape(
            8,
            Duration.ofMillis(400),
            collector("before", (_, _) -> {}),
            required("stats", (_, _) -> awaitUninterruptibly()));
    assertThat(result.up()).isFalse();
    assertThat(result.reason()).isEqualTo("stats: timed out");
  }

  @Test
  void pagesInTheMiddleOfAScrapeHaveWhatEachCollectorRead() throws Exception {
    ScrapeResult result =
        scrape(
            8,
            Duration.ofMillis(800),
            collector(
                "stuck",
                (_, out) -> {
                  out.add(A, 1, "stuck");
                  awaitUninterruptibly();
                }),
            collector(
                "late",
                (_, out) -> {
                  out.add(A, 2, "late");
                  never.await();
                }),
            collector("well", (_, out) -> out.add(A, 3, "well")));
    assertThat(samples(result))
        .contains(
            "ns_up 1",
            "ns_a{of=\"stuck\"} 1",
            "ns_a{of=\"late\"} 2",
            "ns_a{of=\"well\"} 3",
            outcome("stuck", "timed_out"),
            outcome("late", "timed_out"),
            outcome("well", "ok"));
  }

  @Test
  void failuresAreThoseOfOneCollector() throws Exception {
    ScrapeResult result =
        scrape(
            collector(
                "broken",
                (_, _) -> {
                  throw new StackOverflowError();
                }),
            collector(
                "forbidden",
                (_, _) -> {
                  throw new ForbiddenException("no");
                }),
            collector(
                "late",
                (_, _) -> {
                  throw new DeadlineException("timed out reading");
                }),
            collector("well", (_, _) -> {}));
    assertThat(result.reason()).isEqualTo("broken: StackOverflowError");
    assertThat(samples(result))
        .contains(
            outcome("broken", "failed"),
            outcome("forbidden", "forbidden"),
            outcome("late", "timed_out"),
            outcome("well", "ok"));
  }

  /// The first collector in their order keeps a metric, whichever ends first.
  @Test
  void aContradictionFailsTheLaterCollectorInTheirOrder() throws Exception {
    MetricDef gauge = MetricDef.gauge("free", "F.");
    MetricDef counter = MetricDef.counter("free", "F.");
    CountDownLatch second = new CountDownLatch(1);
    ScrapeResult result =
        scrape(
            collector(
                "one",
                (_, out) -> {
                  second.await();
                  out.add(gauge, 1);
                }),
            collector(
                "two",
                (_, out) -> {
                  out.add(counter, 2);
                  second.countDown();
                }));
    assertThat(samples(result))
        .contains("ns_free 1", outcome("one", "ok"), outcome("two", "failed"));
  }

  private void awaitUninterruptibly() {
    while (true) {
      try {
        never.await(1, TimeUnit.DAYS);
        return;
      } catch (InterruptedException _) {
        // hangs despite interrupts
      }
    }
  }
}
