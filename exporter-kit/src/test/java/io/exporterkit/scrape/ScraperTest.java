package io.exporterkit.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.exposition.TextFormat;
import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScraperTest {
  private static final MetricDef A = MetricDef.gauge("a", "A.").labels("of");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FakeTicker ticker = new FakeTicker();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicInteger opened = new AtomicInteger();
  private final Semaphore closed = new Semaphore(0);
  private final Target<Session> target = Target.of("t", _ -> new Session());

  /// A session that counts openings and closings.
  private final class Session implements AutoCloseable {
    Session() {
      opened.incrementAndGet();
    }

    @Override
    public void close() {
      closed.release();
    }
  }

  private interface Body {
    void collect(Samples out) throws Exception;
  }

  @AfterEach
  void closesEverySession() throws InterruptedException {
    assertThat(closed.tryAcquire(opened.get(), 30, TimeUnit.SECONDS)).isTrue();
    assertThat(closed.availablePermits()).isZero();
    Logging.configure(Level.INFO, Format.TXT, System.err);
  }

  @Test
  void tellsOutcomesOfEveryKindAndKeepsPartialSamples() throws Exception {
    List<Collector<Session>> collectors =
        List.of(
            collector(
                "fine",
                out -> {
                  ticker.advance(Duration.ofMillis(250));
                  out.add(A, 1, "fine");
                }),
            collector(
                "skipped",
                out -> {
                  out.add(A, 2, "skipped");
                  throw new SkippedException("not permitted");
                }),
            collector(
                "failed",
                out -> {
                  out.add(A, 3, "failed");
                  throw new IOException("broken");
                }),
            collector(
                "late",
                out -> {
                  out.add(A, 4, "late");
                  throw new DeadlineException("silent");
                }),
            collector(
                "last",
                out -> {
                  out.add(A, 5, "last");
                  out.add(A, 6, "fine");
                }));
    assertThat(samples(scraper(collectors, 1).scrape("k", target, in(MINUTE))))
        .containsExactly(
            "ns_a{of=\"fine\"} 1",
            "ns_a{of=\"skipped\"} 2",
            "ns_a{of=\"failed\"} 3",
            "ns_a{of=\"late\"} 4",
            "ns_a{of=\"last\"} 5",
            "ns_exporter_collector_duration_seconds{collector=\"fine\"} 0.25",
            "ns_exporter_collector_duration_seconds{collector=\"skipped\"} 0",
            "ns_exporter_collector_duration_seconds{collector=\"failed\"} 0",
            "ns_exporter_collector_duration_seconds{collector=\"late\"} 0",
            "ns_exporter_collector_duration_seconds{collector=\"last\"} 0",
            "ns_exporter_collector_outcome{collector=\"fine\",outcome=\"ok\"} 1",
            "ns_exporter_collector_outcome{collector=\"skipped\",outcome=\"skipped\"} 1",
            "ns_exporter_collector_outcome{collector=\"failed\",outcome=\"failed\"} 1",
            "ns_exporter_collector_outcome{collector=\"late\",outcome=\"timed_out\"} 1",
            "ns_exporter_collector_outcome{collector=\"last\",outcome=\"ok\"} 1",
            "ns_exporter_collector_success{collector=\"fine\"} 1",
            "ns_exporter_collector_success{collector=\"skipped\"} 1",
            "ns_exporter_collector_success{collector=\"failed\"} 0",
            "ns_exporter_collector_success{collector=\"late\"} 0",
            "ns_exporter_collector_success{collector=\"last\"} 1",
            "ns_exporter_last_scrape_duration_seconds 0.25",
            "ns_exporter_last_scrape_error{err=\"failed: broken\"} 1",
            "ns_exporter_scrape_duration_seconds_sum 0.25",
            "ns_exporter_scrape_duration_seconds_count 1",
            "ns_exporter_scrapes_total 1",
            "ns_up 1");
  }

  @Test
  void failsOnlyTheCollectorThatThrowsAnError() throws Exception {
    List<Collector<Session>> collectors =
        List.of(
            collector(
                "memory",
                out -> {
                  out.add(A, 1, "memory");
                  throw new OutOfMemoryError("no room");
                }),
            collector(
                "stack",
                out -> {
                  out.add(A, 2, "stack");
                  recurse(0);
                }),
            collector(
                "link",
                _ -> {
                  throw new NoClassDefFoundError("gone");
                }),
            collector(
                "runtime",
                _ -> {
                  throw new IllegalStateException();
                }),
            collector("fine", out -> out.add(A, 3, "fine")));
    Scraper<Session> scraper = scraper(collectors, 1);
    for (int i = 0; i < 3; i++) {
      List<String> page = samples(scraper.scrape("k", target, in(MINUTE)));
      assertThat(page)
          .contains(
              "ns_a{of=\"memory\"} 1",
              "ns_a{of=\"stack\"} 2",
              "ns_a{of=\"fine\"} 3",
              "ns_exporter_collector_success{collector=\"link\"} 0",
              "ns_exporter_collector_success{collector=\"runtime\"} 0",
              "ns_exporter_collector_success{collector=\"fine\"} 1",
              "ns_exporter_last_scrape_error{err=\"memory: no room\"} 1",
              "ns_up 1");
    }
  }

  @Test
  void failsOnlyTheCollectorWhoseMetricAnotherHasOtherwise() throws Exception {
    MetricDef other = MetricDef.counter("a", "Another a.").labels("of");
    MetricDef wider = MetricDef.gauge("a", "A wider a.").labels("of", "by");
    MetricDef up = MetricDef.gauge("up", "Its own up.").labels("x");
    List<Collector<Session>> collectors =
        List.of(
            collector("first", out -> out.add(A, 1, "first")),
            collector("other", out -> out.add(other, 2, "other")),
            collector("wider", out -> out.add(wider, 3, "wider", "x")),
            collector("up", out -> out.add(up, 7, "x")),
            collector("last", out -> out.add(A, 4, "last")));
    List<String> page = samples(scraper(collectors, 1).scrape("k", target, in(MINUTE)));
    assertThat(page.stream().filter(line -> line.startsWith("ns_a") || line.startsWith("ns_up")))
        .containsExactly("ns_a{of=\"first\"} 1", "ns_a{of=\"last\"} 4", "ns_up 1");
    assertThat(page)
        .contains(
            "ns_exporter_last_scrape_error{err=\"other: undeclared metric: counter a[of]\"} 1",
            "ns_exporter_collector_success{collector=\"wider\"} 0",
            "ns_exporter_collector_success{collector=\"last\"} 1");
  }

  @Test
  void isDownWhenTheTargetCannotBeOpened() throws Exception {
    Target<Session> refusing =
        new Target<>() {
          private final ScrapeHistory history = new ScrapeHistory();

          @Override
          public Session open(Deadline deadline, Samples out) throws IOException {
            out.add(A, 1, "open");
            throw new IOException("refused");
          }

          @Override
          public String name() {
            return "refusing";
          }

          @Override
          public ScrapeHistory history() {
            return history;
          }

          @Override
          public Map<String, String> labels() {
            return Map.of("role", "none");
          }
        };
    Scraper<Session> scraper = scraper(List.of(collector("never", _ -> {})), 1);
    scraper.scrape("k", refusing, in(MINUTE));
    assertThat(samples(scraper.scrape("k", refusing, in(MINUTE))))
        .containsExactly(
            "ns_a{of=\"open\",role=\"none\"} 1",
            "ns_exporter_last_scrape_duration_seconds{role=\"none\"} 0",
            "ns_exporter_last_scrape_error{err=\"refused\",role=\"none\"} 1",
            "ns_exporter_scrape_duration_seconds_sum 0",
            "ns_exporter_scrape_duration_seconds_count 2",
            "ns_exporter_scrapes_total 2",
            "ns_up{role=\"none\"} 0");
  }

  @Test
  void isDownWhenOpeningTakesTooLong() throws Exception {
    Target<Session> slow =
        Target.of(
            "slow",
            deadline -> {
              ticker.advance(MINUTE);
              deadline.check();
              return new Session();
            });
    assertThat(samples(scraper(List.of(), 1).scrape("k", slow, in(MINUTE))))
        .contains("ns_up 0", "ns_exporter_last_scrape_error{err=\"timed out\"} 1");
  }

  @Test
  void callsCollectorsAfterTheDeadlineToo() throws Exception {
    List<Collector<Session>> collectors =
        List.of(
            collector(
                "slow",
                out -> {
                  out.add(A, 1, "slow");
                  ticker.advance(MINUTE);
                }),
            collector("next", out -> out.add(A, 2, "next")),
            collector(
                "waiting",
                _ -> {
                  throw new DeadlineException("timed out");
                }));
    assertThat(samples(scraper(collectors, 1).scrape("k", target, in(MINUTE))))
        .contains(
            "ns_a{of=\"slow\"} 1",
            "ns_a{of=\"next\"} 2",
            "ns_up 1",
            "ns_exporter_collector_outcome{collector=\"next\",outcome=\"ok\"} 1",
            "ns_exporter_collector_outcome{collector=\"waiting\",outcome=\"timed_out\"} 1",
            "ns_exporter_last_scrape_error{err=\"waiting: timed out\"} 1");
  }

  @Test
  void answersAtTheDeadlineWhateverACollectorIsStuckIn() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    List<Collector<Session>> collectors =
        List.of(
            collector("before", out -> out.add(A, 1, "before")),
            collector(
                "stuck",
                out -> {
                  out.add(A, 2, "stuck");
                  ticker.advance(Duration.ofMillis(40));
                  stuck.countDown();
                  awaitUninterruptibly(never);
                }),
            collector("after", out -> out.add(A, 3, "after")));
    Scraper<Session> scraper = scraper(collectors, 2);
    try {
      List<String> page = samples(scraper.scrape("k", target, in(Duration.ofMillis(40), stuck)));
      assertThat(page)
          .contains(
              "ns_a{of=\"before\"} 1",
              "ns_up 1",
              "ns_exporter_collector_outcome{collector=\"before\",outcome=\"ok\"} 1",
              "ns_exporter_collector_outcome{collector=\"stuck\",outcome=\"timed_out\"} 1",
              "ns_exporter_collector_outcome{collector=\"after\",outcome=\"timed_out\"} 1",
              "ns_exporter_collector_duration_seconds{collector=\"stuck\"} 0.04",
              "ns_exporter_collector_duration_seconds{collector=\"after\"} 0",
              "ns_exporter_last_scrape_error{err=\"stuck: timed out\"} 1",
              "ns_exporter_scrapes_total 0",
              "ns_a{of=\"stuck\"} 2");
      assertThat(inFlight()).isEqualTo("ns_exporter_scrapes_in_flight 1");
    } finally {
      never.countDown();
    }
  }

  @Test
  void joinsNoScrapeThatHangsPastItsDeadline() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    List<Collector<Session>> collectors =
        List.of(
            collector("first", out -> out.add(A, runs.incrementAndGet(), "run")),
            collector(
                "second",
                _ -> {
                  if (runs.get() == 1) {
                    ticker.advance(Duration.ofMillis(1));
                    stuck.countDown();
                    awaitUninterruptibly(never);
                  }
                }));
    Scraper<Session> scraper = scraper(collectors, 2);
    try {
      assertThat(samples(scraper.scrape("k", target, in(Duration.ofMillis(1), stuck))))
          .contains("ns_a{of=\"run\"} 1", "ns_exporter_collector_success{collector=\"second\"} 0");
      assertThat(samples(scraper.scrape("k", target, in(MINUTE))))
          .contains("ns_a{of=\"run\"} 2", "ns_exporter_collector_success{collector=\"second\"} 1");
      assertThat(inFlight()).isEqualTo("ns_exporter_scrapes_in_flight 1");
    } finally {
      never.countDown();
    }
  }

  @Test
  void interruptsWhatHangsPastTheDeadline() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    List<Collector<Session>> collectors =
        List.of(
            collector(
                "stuck",
                _ -> {
                  if (interrupted.getCount() > 0) {
                    ticker.advance(MINUTE);
                    stuck.countDown();
                    try {
                      never.await();
                    } finally {
                      interrupted.countDown();
                    }
                  }
                }),
            collector("after", _ -> {}));
    Scraper<Session> scraper = scraper(collectors, 1);
    scraper.scrape("k", target, in(MINUTE, stuck));
    interrupted.await();
    closed.acquire(); // the scrape ends, for which no request waits any more
    closed.release();
    FutureTask<ScrapeResult> next = start(() -> scrapeWhenFree(scraper));
    assertThat(samples(next.get(30, TimeUnit.SECONDS))).contains("ns_exporter_scrapes_total 1");
  }

  @Test
  void interruptsAnOpeningThatHangsPastTheDeadline() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Logging.configure(Level.INFO, Format.TXT, log);
    Target<Session> hanging =
        Target.of(
            "hanging",
            _ -> {
              ticker.advance(MINUTE);
              stuck.countDown();
              never.await();
              return new Session();
            });
    Scraper<Session> scraper = scraper(List.of(), 1);
    assertThat(samples(scraper.scrape("k", hanging, in(MINUTE, stuck))))
        .contains("ns_up 0", "ns_exporter_last_scrape_error{err=\"timed out\"} 1");
    start(() -> scrapeWhenFree(scraper)).get(30, TimeUnit.SECONDS);
    assertThat(log.toString(UTF_8)).containsOnlyOnce("hanging: timed out");
  }

  @Test
  void makesOneScrapeOfEqualOnesThatLastsUntilTheLaterDeadline() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch joined = new CountDownLatch(1);
    List<Collector<Session>> collectors =
        List.of(
            collector(
                "first",
                out -> {
                  out.add(A, 1, "first");
                  started.countDown();
                  joined.await();
                }),
            collector("second", out -> out.add(A, 2, "second")));
    Scraper<Session> scraper = scraper(collectors, 1);
    FutureTask<ScrapeResult> one = start(() -> scraper.scrape(key("k"), target, in(MINUTE)));
    started.await();
    Deadline later = in(MINUTE.multipliedBy(10));
    FutureTask<ScrapeResult> two =
        start(() ->
            scraper.scrape(
                key("k"),
                target,
                whenRead(
                    later,
                    () -> {
                      ticker.advance(MINUTE.plusSeconds(1));
                      joined.countDown();
                    })));
    List<String> page = samples(two.get(30, TimeUnit.SECONDS));
    assertThat(page)
        .contains(
            "ns_a{of=\"first\"} 1",
            "ns_a{of=\"second\"} 2",
            "ns_exporter_last_scrape_error{err=\"\"} 0",
            "ns_exporter_scrapes_total 1");
    assertThat(samples(one.get(30, TimeUnit.SECONDS))).isEqualTo(page);
    assertThat(opened).hasValue(1);
  }

  @Test
  void keepsTheLaterDeadlineOfTheFirst() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch joined = new CountDownLatch(1);
    List<Collector<Session>> collectors =
        List.of(
            collector(
                "first",
                _ -> {
                  started.countDown();
                  joined.await();
                }),
            collector("second", out -> out.add(A, 2, "second")));
    Scraper<Session> scraper = scraper(collectors, 1);
    FutureTask<ScrapeResult> one = start(() -> scraper.scrape("k", target, in(MINUTE)));
    started.await();
    ScrapeResult two = scraper.scrape("k", target, in(Duration.ofMillis(1)));
    assertThat(samples(two))
        .contains("ns_exporter_collector_outcome{collector=\"second\",outcome=\"timed_out\"} 1");
    ticker.advance(
        Duration.ofSeconds(2)); // past the second request's deadline, which interrupted nothing
    joined.countDown();
    assertThat(samples(one.get(30, TimeUnit.SECONDS)))
        .contains("ns_a{of=\"second\"} 2", "ns_exporter_last_scrape_error{err=\"\"} 0");
    assertThat(opened).hasValue(1);
  }

  @Test
  void neverWaitsForAnotherTargetAndRefusesMoreThanTheLimit() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Collector<Session> collector =
        collector(
            "c",
            _ -> {
              if (calls.incrementAndGet() <= 2) {
                started.countDown();
                go.await();
              }
            });
    Scraper<Session> scraper = scraper(List.of(collector), 2);
    FutureTask<ScrapeResult> one = start(() -> scraper.scrape("one", target, in(MINUTE)));
    FutureTask<ScrapeResult> two = start(() -> scraper.scrape("two", target, in(MINUTE)));
    started.await();
    assertThatExceptionOfType(Scraper.BusyException.class)
        .isThrownBy(() -> scraper.scrape("three", target, in(MINUTE)))
        .withMessage("busy: 2 scrapes are running, and no more are allowed");
    assertThat(own())
        .containsExactly(
            "ns_exporter_samples_dropped_total 0",
            "ns_exporter_scrapes_in_flight 2",
            "ns_exporter_scrapes_rejected_total 1",
            "ns_exporter_target_scrapes_total{outcome=\"down\"} 0",
            "ns_exporter_target_scrapes_total{outcome=\"ok\"} 0",
            "ns_exporter_target_scrapes_total{outcome=\"partial\"} 0");
    go.countDown();
    one.get(30, TimeUnit.SECONDS);
    two.get(30, TimeUnit.SECONDS);
    assertThat(own())
        .contains(
            "ns_exporter_scrapes_in_flight 0",
            "ns_exporter_scrapes_rejected_total 1",
            "ns_exporter_target_scrapes_total{outcome=\"ok\"} 2");
    assertThat(samples(scraper.scrape("three", target, in(MINUTE)))).contains("ns_up 1");
  }

  /// Checks that the place is free before the answer is returned, because a client may send the next request at once.
  @Test
  void givesEveryPlaceBack() throws Exception {
    AtomicInteger run = new AtomicInteger();
    Target<Session> moody =
        Target.of(
            "moody",
            _ -> {
              return switch (run.get() % 4) {
                case 1 -> throw new IOException("refused");
                case 2 -> throw new OutOfMemoryError("no room");
                default -> new Session();
              };
            });
    Collector<Session> failing =
        collector(
            "c",
            _ -> {
              if (run.get() % 4 == 3) {
                throw new IllegalStateException("broken");
              }
            });
    Logging.configure(Level.ERROR, Format.TXT, System.err);
    Scraper<Session> scraper = scraper(List.of(failing), 1);
    for (; run.get() < 2000; run.incrementAndGet()) {
      scraper.scrape("k", moody, in(MINUTE));
      assertThat(inFlight()).isEqualTo("ns_exporter_scrapes_in_flight 0");
    }
  }

  @Test
  void survivesASessionThatCannotBeClosed() throws Exception {
    Target<AutoCloseable> clinging =
        Target.of(
            "clinging",
            _ ->
                () -> {
                  throw new IOException("stays open");
                });
    Scraper<AutoCloseable> scraper =
        new Scraper<>("", List.<Collector<AutoCloseable>>of(), 1, ticker, registry);
    assertThat(samples(scraper.scrape("k", clinging, in(MINUTE))))
        .contains("up 1", "exporter_last_scrape_error{err=\"\"} 0");
    assertThat(own()).contains("exporter_scrapes_in_flight 0");
  }

  @Test
  void logsOncePerChangeOfReason() throws Exception {
    AtomicReference<String> reason = new AtomicReference<>("");
    Collector<Session> collector =
        collector(
            "c",
            _ -> {
              if (!reason.get().isEmpty()) {
                throw new IOException(reason.get());
              }
            });
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Logging.configure(Level.INFO, Format.TXT, log);
    Scraper<Session> scraper = scraper(List.of(collector), 1);
    for (String now : List.of("", "x", "x", "x", "y", "y", "x", "", "", "x")) {
      reason.set(now);
      scraper.scrape("k", target, in(MINUTE));
    }
    assertThat(log.toString(UTF_8).lines().map(line -> line.substring(line.indexOf("level="))))
        .containsExactly(
            "level=WARN msg=\"t: c: x\"",
            "level=WARN msg=\"t: c: y\"",
            "level=WARN msg=\"t: c: x\"",
            "level=INFO msg=\"t: works again, after: c: x\"",
            "level=WARN msg=\"t: c: x\"");
  }

  @Test
  void logsTargetCollectorAndReasonAsKeysInJson() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Logging.configure(Level.INFO, Format.JSON, log);
    AtomicInteger run = new AtomicInteger();
    Collector<Session> failing =
        collector(
            "c",
            _ -> {
              if (run.get() == 0) {
                throw new IOException("a \"b\"");
              }
            });
    Target<Session> target =
        Target.of(
            "redis://h:1",
            _ -> {
              if (run.get() == 1) {
                throw new IOException("refused");
              }
              return new Session();
            });
    Scraper<Session> scraper = scraper(List.of(failing), 1);
    for (; run.get() < 3; run.incrementAndGet()) {
      scraper.scrape("k", target, in(MINUTE));
    }
    assertThat(log.toString(UTF_8).lines().map(line -> line.substring(line.indexOf("\"level\""))))
        .containsExactly(
            "\"level\":\"WARN\",\"msg\":\"redis://h:1: c: a \\\"b\\\"\",\"target\":\"redis://h:1\","
                + "\"collector\":\"c\",\"reason\":\"a \\\"b\\\"\"}",
            "\"level\":\"WARN\",\"msg\":\"redis://h:1: refused\",\"target\":\"redis://h:1\","
                + "\"reason\":\"refused\"}",
            "\"level\":\"INFO\",\"msg\":\"redis://h:1: works again, after: refused\","
                + "\"target\":\"redis://h:1\"}");
    assertThat(own())
        .contains(
            "ns_exporter_target_scrapes_total{outcome=\"down\"} 1",
            "ns_exporter_target_scrapes_total{outcome=\"ok\"} 1",
            "ns_exporter_target_scrapes_total{outcome=\"partial\"} 1");
  }

  @Test
  void cataloguesItsOwnMetricsAndTheCollectors() {
    Scraper<Session> scraper = scraper(List.of(collector("c", _ -> {})), 1);
    assertThat(scraper.catalogue().metrics())
        .contains(A)
        .extracting(MetricDef::name)
        .containsExactly(
            "a",
            "exporter_collector_duration_seconds",
            "exporter_collector_outcome",
            "exporter_collector_success",
            "exporter_last_scrape_duration_seconds",
            "exporter_last_scrape_error",
            "exporter_samples_dropped_total",
            "exporter_scrape_duration_seconds",
            "exporter_scrapes_in_flight",
            "exporter_scrapes_rejected_total",
            "exporter_scrapes_total",
            "exporter_series_dropped_total",
            "exporter_target_scrapes_total",
            "up");
  }

  @Test
  void refusesNonsense() {
    assertThatIllegalArgumentException().isThrownBy(() -> scraper(List.of(), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Scraper<>("my-ns", List.<Collector<Session>>of(), 1, ticker, registry))
        .withMessage("not a namespace: 'my-ns'");
  }

  private Scraper<Session> scraper(List<Collector<Session>> collectors, int limit) {
    return new Scraper<>("ns", collectors, limit, ticker, registry);
  }

  private static Collector<Session> collector(String name, Body body) {
    return new Collector<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<MetricDef> metrics() {
        return List.of(A);
      }

      @Override
      public void collect(Session session, Samples out) throws Exception {
        body.collect(out);
      }
    };
  }

  private Deadline in(Duration time) {
    return Deadline.in(time, ticker);
  }

  /// Returns a deadline as far away as another, whose clock runs a callback whenever the remaining time is read: when a
  /// request joins a scrape, and when a request waits for a scrape.
  private Deadline whenRead(Deadline deadline, Runnable then) {
    AtomicInteger reads = new AtomicInteger();
    return Deadline.in(
        deadline.remaining(),
        () -> {
          if (reads.incrementAndGet() == 2) {
            then.run();
          }
          return ticker.nanos();
        });
  }

  /// Returns a deadline whose clock blocks this thread until the latch is open, so that the thread begins to wait for a
  /// scrape at the moment that the test chooses.
  private Deadline in(Duration time, CountDownLatch ready) {
    Thread caller = Thread.currentThread();
    AtomicBoolean armed = new AtomicBoolean();
    Deadline deadline =
        Deadline.in(
            time,
            () -> {
              if (armed.get() && Thread.currentThread().equals(caller)) {
                awaitUninterruptibly(ready);
              }
              return ticker.nanos();
            });
    armed.set(true);
    return deadline;
  }

  private ScrapeResult scrapeWhenFree(Scraper<Session> scraper) throws InterruptedException {
    while (true) {
      try {
        return scraper.scrape("free", Target.of("other", _ -> new Session()), in(MINUTE));
      } catch (Scraper.BusyException e) {
        Thread.onSpinWait();
      }
    }
  }

  private static Object key(String text) {
    return List.of(text); // equal, but another object
  }

  private static <T> FutureTask<T> start(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofVirtual().start(future);
    return future;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean done = false;
    while (!done) {
      try {
        latch.await();
        done = true;
      } catch (InterruptedException e) {
        // hangs despite interrupts
      }
    }
  }

  private static int recurse(int depth) {
    return depth < 0 ? depth : recurse(depth + 1) + 1; // deeper than any stack
  }

  private String inFlight() {
    return own().stream().filter(line -> line.contains("_in_flight ")).findFirst().orElseThrow();
  }

  private List<String> own() {
    return samples(Section.of("", RegistryFamilies.of(registry)));
  }

  private static List<String> samples(ScrapeResult result) {
    return samples(result.section());
  }

  private static List<String> samples(Section section) {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      TextFormat.write(List.of(section), page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toString(UTF_8).lines().filter(line -> !line.startsWith("#")).toList();
  }
}
