package io.exporterkit.scrape;

import static io.exporterkit.scrape.TestPage.collector;
import static io.exporterkit.scrape.TestPage.samples;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.scrape.TestPage.Session;
import io.exporterkit.scrape.TestPage.SessionCollector;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Collectors that hang: samples emitted before the deadline are on the page, and the page is complete before the
/// deadline.
@Timeout(60)
class HangingCollectorTest {
  private static final MetricDef A = MetricDef.gauge("a", "A.").labels("of");
  private static final Duration TIME = Duration.ofMillis(1500);

  private final Target<Session> target = Target.of("t", _ -> new Session());
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    never.countDown();
  }

  @Test
  void collectorsBehindOneThatHangsEmitWhatWasReadAlready() throws Exception {
    assertThat(
            scrape(
                collector(
                    "stuck",
                    out -> {
                      out.add(A, 1, "stuck");
                      never.await();
                    },
                    A),
                collector("behind", out -> out.add(A, 2, "behind"), A)))
        .contains(
            "ns_up 1",
            "ns_a{of=\"stuck\"} 1",
            "ns_a{of=\"behind\"} 2",
            "ns_exporter_collector_outcome{collector=\"stuck\",outcome=\"timed_out\"} 1",
            "ns_exporter_collector_outcome{collector=\"behind\",outcome=\"ok\"} 1",
            "ns_exporter_last_scrape_error{err=\"stuck: timed out\"} 1");
  }

  @Test
  void samplesOfACollectorThatCannotBeInterruptedAreDelivered() throws Exception {
    assertThat(
            scrape(
                collector("before", out -> out.add(A, 1, "before"), A),
                collector(
                    "stuck",
                    out -> {
                      out.add(A, 2, "stuck");
                      out.add(A, 3, "before");
                      awaitUninterruptibly();
                    },
                    A),
                collector("behind", out -> out.add(A, 3, "behind"), A)))
        .contains(
            "ns_a{of=\"before\"} 1",
            "ns_a{of=\"stuck\"} 2",
            "ns_exporter_collector_outcome{collector=\"stuck\",outcome=\"timed_out\"} 1",
            "ns_exporter_collector_outcome{collector=\"behind\",outcome=\"timed_out\"} 1")
        .noneMatch(line -> line.contains("ns_a{of=\"behind\"}"));
  }

  /// Checks a page that is made while a collector adds samples as fast as it can: the page contains the first samples
  /// without a gap.
  @Test
  void samplesOfACollectorThatNeverEndsAreDelivered() throws Exception {
    AtomicBoolean end = new AtomicBoolean();
    try {
      List<String> lines =
          scrape(
                  collector(
                      "endless",
                      out -> {
                        for (int i = 0; !end.get() && i < 2_000_000; i++) {
                          out.add(A, i, Integer.toString(i));
                        }
                        awaitUninterruptibly();
                      },
                      A))
              .stream()
              .filter(line -> line.startsWith("ns_a{"))
              .toList();
      assertThat(lines).hasSizeGreaterThan(1000);
      for (int i = 0; i < Math.min(lines.size(), 200_000); i++) {
        assertThat(lines.get(i)).startsWith("ns_a{of=\"" + i + "\"} ");
        assertThat(Double.parseDouble(lines.get(i).split(" ", -1)[1])).isEqualTo(i);
      }
    } finally {
      end.set(true);
    }
  }

  @Test
  void samplesOfAnOpeningThatHangsAreDelivered() throws Exception {
    Target<Session> hanging =
        new Target<>() {
          private final ScrapeHistory history = new ScrapeHistory();

          @Override
          public Session open(Deadline deadline, Samples out) {
            out.add(A, 1, "open");
            deadline.enter("waiting\nfor it");
            awaitUninterruptibly();
            return new Session();
          }

          @Override
          public String name() {
            return "hanging";
          }

          @Override
          public ScrapeHistory history() {
            return history;
          }
        };
    assertThat(scrape(hanging))
        .contains(
            "ns_a{of=\"open\"} 1",
            "ns_up 0",
            "ns_exporter_last_scrape_error{err=\"timed out waiting for it\"} 1");
  }

  @Test
  void aScrapeThatEndsAtItsDeadlineReportsItsOwnReasons() throws Exception {
    Target<Session> late =
        Target.of(
            "late",
            deadline -> {
              var _ = never.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
              throw new DeadlineException("no answer to HELLO");
            });
    assertThat(scrape(late))
        .contains("ns_up 0", "ns_exporter_last_scrape_error{err=\"no answer to HELLO\"} 1");
  }

  @Test
  void reasonsAreCleanedByTheTargetAndOnOneLine() throws Exception {
    Target<Session> cleaning =
        new Target<>() {
          private final ScrapeHistory history = new ScrapeHistory();

          @Override
          public Session open(Deadline deadline, Samples out) {
            return new Session();
          }

          @Override
          public String name() {
            return "t";
          }

          @Override
          public ScrapeHistory history() {
            return history;
          }

          @Override
          public String clean(String reason) {
            return reason.replace("s3cret", "***");
          }
        };
    assertThat(
            scrape(
                cleaning,
                collector(
                    "c",
                    _ -> {
                      throw new IllegalStateException("AUTH s3cret\r\nfailed" + "!".repeat(1000));
                    })))
        .contains(
            "ns_exporter_last_scrape_error{err=\"c: AUTH *** failed" + "!".repeat(145) + "\"} 1");
  }

  private List<String> scrape(SessionCollector... collectors) throws Exception {
    return scrape(target, collectors);
  }

  /// Scrapes, and checks that the page is complete before the deadline.
  private List<String> scrape(Target<Session> from, SessionCollector... collectors)
      throws Exception {
    Scraper<Session> scraper =
        new Scraper<>("ns", List.of(collectors), 1, Ticker.system(), new PrometheusRegistry());
    Deadline deadline = Deadline.in(TIME, Ticker.system());
    var section = scraper.scrape("k", from, deadline);
    // Positive on an idle machine; on a busy one, threads may have to wait.
    assertThat(deadline.remainingNanos()).isGreaterThan(-TimeUnit.MILLISECONDS.toNanos(50));
    return samples(section);
  }

  private void awaitUninterruptibly() {
    boolean done = false;
    while (!done) {
      try {
        never.await();
        done = true;
      } catch (InterruptedException e) {
        // hangs despite interrupts
      }
    }
  }
}
