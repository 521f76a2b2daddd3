package io.exporterkit.scrape;

import static io.exporterkit.scrape.TestPage.samples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.scrape.TestPage.Session;
import io.exporterkit.scrape.TestPage.SessionCollector;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Collectors that are required, and collectors with a time-out of their own.
@Timeout(60)
class RequiredCollectorTest {
  private static final MetricDef A = MetricDef.gauge("a", "A.").labels("of");
  private static final Deadline MINUTE = Deadline.in(Duration.ofMinutes(1), Ticker.system());

  private record Demanding(
      String name, boolean isRequired, Optional<Duration> timeout, TestPage.Body body)
      implements SessionCollector {
    @Override
    public List<MetricDef> metrics() {
      return List.of(A);
    }

    @Override
    public void collect(Session session, Samples out) throws Exception {
      out.add(A, 1, name);
      body.collect(out);
    }
  }

  private static Demanding plain(String name) {
    return new Demanding(name, false, Optional.empty(), _ -> {});
  }

  private static ScrapeResult scrape(Demanding... collectors) throws Exception {
    return new Scraper<>("ns", List.of(collectors), new PrometheusRegistry())
        .scrape("k", Target.of("t", _ -> new Session()), MINUTE);
  }

  private static ScrapeResult scrape(
      Target<Session> target, Deadline deadline, Demanding... collectors) throws Exception {
    return new Scraper<>("ns", List.of(collectors), new PrometheusRegistry())
        .scrape("k", target, deadline);
  }

  @Test
  void theResultSaysHowEachCollectorEnded() throws Exception {
    ScrapeResult result =
        scrape(
            plain("one"),
            new Demanding(
                "two",
                false,
                Optional.empty(),
                _ -> {
                  throw new IOException("broken");
                }));
    assertThat(result.up()).isTrue();
    assertThat(result.reason()).isEqualTo("two: broken");
    assertThat(result.duration()).isPositive();
    assertThat(result.collectors())
        .extracting(ScrapeResult.Ended::collector, ScrapeResult.Ended::outcome)
        .containsExactly(
            tuple("one", new Outcome.Ok()), tuple("two", new Outcome.Failed("broken")));
    assertThat(samples(result)).contains("ns_a{of=\"one\"} 1", "ns_up 1");
  }

  @Test
  void aRequiredCollectorThatFailsMakesTheTargetDown() throws Exception {
    List<Exception> failures =
        List.of(
            new IOException("broken"),
            new SkippedException("not there"),
            new ForbiddenException("not permitted"),
            new DeadlineException("timed out"));
    for (Exception failure : failures) {
      List<String> ran = new ArrayList<>();
      ScrapeResult result =
          scrape(
              plain("before"),
              new Demanding(
                  "stats",
                  true,
                  Optional.empty(),
                  _ -> {
                    throw failure;
                  }),
              new Demanding("behind", false, Optional.empty(), _ -> ran.add("behind")));
      assertThat(result.up()).isFalse();
      assertThat(result.reason()).isEqualTo("stats: " + failure.getMessage());
      assertThat(result.collectors())
          .extracting(ScrapeResult.Ended::collector)
          .containsExactly("before", "stats");
      assertThat(ran).isEmpty();
      assertThat(samples(result))
          .contains(
              "ns_up 0",
              "ns_exporter_last_scrape_error{err=\"stats: " + failure.getMessage() + "\"} 1",
              "ns_a{of=\"before\"} 1",
              "ns_a{of=\"stats\"} 1")
          .anyMatch(line -> line.startsWith("ns_exporter_collector_success{collector=\"stats\"} "))
          .noneMatch(line -> line.contains("collector=\"behind\""));
    }
  }

  @Test
  void aRequiredCollectorThatEndsWellChangesNothing() throws Exception {
    ScrapeResult result =
        scrape(new Demanding("stats", true, Optional.empty(), _ -> {}), plain("behind"));
    assertThat(result.up()).isTrue();
    assertThat(result.reason()).isEmpty();
    assertThat(samples(result))
        .contains("ns_a{of=\"behind\"} 1", "ns_exporter_collector_success{collector=\"stats\"} 1");
  }

  @Test
  void aRequiredCollectorThatHasNotEndedMakesTheTargetDown() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ScrapeResult result =
        scrape(
            Target.of("t", _ -> new Session()),
            Deadline.in(Duration.ofMillis(300), Ticker.system()),
            plain("before"),
            new Demanding(
                "stats",
                true,
                Optional.empty(),
                _ -> {
                  while (!awaitQuietly(never)) {
                    // hangs despite interrupts
                  }
                }));
    never.countDown();
    assertThat(result.up()).isFalse();
    assertThat(result.reason()).isEqualTo("stats: timed out");
    assertThat(samples(result)).contains("ns_up 0", "ns_a{of=\"stats\"} 1");
  }

  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      return latch.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      return false;
    }
  }

  @Test
  void aCollectorBeyondItsTimeoutIsInterruptedAndTheOthersRun() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ScrapeResult result =
        scrape(
            new Demanding("slow", false, Optional.of(Duration.ofMillis(50)), _ -> never.await()),
            new Demanding(
                "behind",
                false,
                Optional.empty(),
                _ -> assertThat(Thread.currentThread().isInterrupted()).isFalse()));
    assertThat(result.up()).isTrue();
    assertThat(result.reason()).isEqualTo("slow: timed out");
    assertThat(result.duration()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(20));
    assertThat(samples(result))
        .contains(
            "ns_a{of=\"slow\"} 1",
            "ns_a{of=\"behind\"} 1",
            "ns_exporter_collector_outcome{collector=\"slow\",outcome=\"timed_out\"} 1",
            "ns_exporter_collector_outcome{collector=\"behind\",outcome=\"ok\"} 1");
  }

  /// Checks that a session that obeys the deadline ends before the interrupt.
  @Test
  void theDeadlineOfTheSessionEndsWithTheTimeout() throws Exception {
    List<Deadline> deadlines = new ArrayList<>();
    Target<Session> target =
        Target.of(
            "t",
            deadline -> {
              deadlines.add(deadline);
              return new Session();
            });
    List<Duration> left = new ArrayList<>();
    TestPage.Body look = _ -> left.add(deadlines.getFirst().remaining());
    scrape(
        target,
        MINUTE,
        new Demanding("short", false, Optional.of(Duration.ofSeconds(10)), look),
        new Demanding("whole", false, Optional.empty(), look),
        new Demanding("longer", false, Optional.of(Duration.ofHours(10)), look));
    assertThat(left.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    assertThat(left.get(1)).isGreaterThan(Duration.ofSeconds(11));
    assertThat(left.get(2)).isBetween(Duration.ofSeconds(11), Duration.ofMinutes(1));
  }
}
