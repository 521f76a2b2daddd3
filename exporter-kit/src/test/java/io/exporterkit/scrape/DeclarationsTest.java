package io.exporterkit.scrape;

import static io.exporterkit.scrape.TestPage.collector;
import static io.exporterkit.scrape.TestPage.samples;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Unit;
import io.exporterkit.scrape.TestPage.Session;
import io.exporterkit.scrape.TestPage.SessionCollector;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The checks of collectors' names and metrics, at construction and at each sample.
class DeclarationsTest {
  private static final MetricDef A = MetricDef.gauge("a", "A.").labels("of");
  private static final MetricDef B = MetricDef.gauge("b", "B.").labels("of");
  private static final Target<Session> TARGET = Target.of("t", _ -> new Session());

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicInteger declarationsRead = new AtomicInteger();

  @AfterEach
  void logAsBefore() {
    Logging.configure(Level.INFO, Format.TXT, System.err);
  }

  @Test
  void oneMetricOfTwoTypesOrLabelsIsRefused() {
    assertRefused(
        "metric a is declared twice: collector one emits gauge a[of], and collector two emits counter a[of]",
        declaring("one", A),
        declaring("two", MetricDef.counter("a", "A.").labels("of")));
    assertRefused(
        "metric a is declared twice: collector one emits gauge a[of], and collector two emits gauge a[by]",
        declaring("one", A),
        declaring("two", MetricDef.gauge("a", "A.").labels("by")));
    assertRefused(
        "metric a is declared twice: collector one emits gauge a[of], and collector one emits gauge a[of, by]",
        declaring("one", A, A.optionalLabels("by")));
  }

  @Test
  void oneMetricOfTwoCollectorsThatAgreeIsFine() throws Exception {
    MetricDef again = MetricDef.gauge("a", "Another help.").labels("of");
    Scraper<Session> scraper =
        scraper(
            collector("one", out -> out.add(A, 1, "1"), A),
            collector("two", out -> out.add(again, 2, "2"), again));
    assertThat(samples(scraper.scrape("k", TARGET, soon())))
        .contains(
            "ns_a{of=\"1\"} 1", "ns_a{of=\"2\"} 2", "ns_exporter_last_scrape_error{err=\"\"} 0");
    assertThat(scraper.catalogue().metrics()).contains(A).doesNotContain(again);
  }

  @Test
  void oneNameOfTwoCollectorsIsRefused() {
    assertRefused(
        "two collectors have the name one: io.exporterkit.scrape.TestPage$TestCollector"
            + " and io.exporterkit.scrape.TestPage$TestCollector",
        declaring("one", A),
        declaring("one", B));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A b\"", "Upper", "with-dash", "a.b", "\u00e9", "a\n"})
  void aNameThatIsNoneIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scraper(declaring(name, A)))
        .withMessageStartingWith("not a name of a collector: '" + Reason.oneLine(name, 160) + "'")
        .withMessageContaining("io.exporterkit.scrape.TestPage$TestCollector");
  }

  @Test
  void aMetricOfTheScraperItselfIsRefused() {
    assertRefused(
        "metric up is declared twice: the scraper itself emits gauge up[], and collector one emits gauge up[]",
        declaring("one", MetricDef.gauge("up", "Mine.")));
    for (MetricDef def : ScrapeMetrics.ALL) {
      assertThatIllegalArgumentException().isThrownBy(() -> scraper(declaring("one", def)));
    }
  }

  @Test
  void aSeriesOfTwoMetricsIsRefused() {
    MetricDef summary = MetricDef.summary("s", Unit.NONE, "S.");
    MetricDef histogram = MetricDef.histogram("h", Unit.NONE, "H.");
    assertRefused(
        "series s_count stands for two metrics: collector two emits gauge s_count[], and collector one emits summary s[]",
        declaring("one", summary),
        declaring("two", MetricDef.gauge("s_count", "C.")));
    assertRefused(
        "series h_bucket stands for two metrics: collector one emits gauge h_bucket[], and collector two emits histogram h[]",
        declaring("one", MetricDef.gauge("h_bucket", "B.")),
        declaring("two", histogram));
    assertThat(
            scraper(declaring("one", summary), declaring("two", MetricDef.gauge("s_bucket", "B."))))
        .isNotNull();
  }

  @Test
  void aNameThatIsNoMetricNameIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> MetricDef.gauge("a b", "A."));
    assertThatIllegalArgumentException().isThrownBy(() -> MetricDef.gauge("", "A."));
  }

  @Test
  void collectorsOfARequestAreCheckedToo() throws Exception {
    Scraper<Session> scraper = scraper();
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            scraper.scrape("k", TARGET, List.of(declaring("one", A), declaring("one", B)), soon()));
    assertThat(samples(scraper.scrape("k", TARGET, List.of(declaring("one", A)), soon())))
        .contains("ns_up 1");
  }

  @Test
  void collectorsThatWereCheckedAreNotCheckedAgain() throws Exception {
    Scraper<Session> scraper = scraper(counting("mine"));
    int before = declarationsRead.get();
    for (int i = 0; i < 10; i++) {
      scraper.scrape("k", TARGET, soon());
    }
    assertThat(declarationsRead).hasValue(before);
    List<SessionCollector> own = List.of(counting("one"), counting("two"));
    for (int i = 0; i < 10; i++) {
      scraper.scrape("k", TARGET, own, soon());
    }
    // Read once for the search among known collectors, and once for the check.
    assertThat(declarationsRead).hasValue(before + 4);
  }

  @Test
  void moreListsOfCollectorsThanAreRememberedAreChecked() throws Exception {
    Scraper<Session> scraper = scraper();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 40; i++) {
        String name = "c" + i;
        assertThat(samples(scraper.scrape("k", TARGET, List.of(declaring(name, A)), soon())))
            .contains("ns_exporter_collector_success{collector=\"" + name + "\"} 1");
      }
    }
  }

  @Test
  void anUndeclaredMetricFailsItsCollectorAlone() throws Exception {
    MetricDef other = MetricDef.counter("a", "Another a.").labels("of");
    Scraper<Session> scraper =
        scraper(
            collector(
                "wrong",
                out -> {
                  out.add(A, 1, "wrong");
                  out.add(B, 2, "wrong");
                },
                A),
            collector("type", out -> out.add(other, 2, "type"), A),
            collector(
                "secretive",
                out -> {
                  try {
                    out.add(B, 3, "secretive");
                  } catch (IllegalArgumentException e) {
                    // ignored
                  }
                  out.add(A, 4, "secretive");
                },
                A),
            collector("right", out -> out.add(A, 5, "right"), A));
    assertThat(samples(scraper.scrape("k", TARGET, soon())))
        .contains(
            "ns_a{of=\"wrong\"} 1",
            "ns_a{of=\"secretive\"} 4",
            "ns_a{of=\"right\"} 5",
            "ns_exporter_collector_outcome{collector=\"wrong\",outcome=\"failed\"} 1",
            "ns_exporter_collector_outcome{collector=\"type\",outcome=\"failed\"} 1",
            "ns_exporter_collector_outcome{collector=\"secretive\",outcome=\"failed\"} 1",
            "ns_exporter_collector_outcome{collector=\"right\",outcome=\"ok\"} 1",
            "ns_exporter_last_scrape_error{err=\"wrong: undeclared metric: gauge b[of]\"} 1")
        .noneMatch(line -> line.startsWith("ns_b"));
  }

  @Test
  void aCollectorMayEmitMetricsWhoseNamesTheTargetChooses() throws Exception {
    SessionCollector open =
        new SessionCollector() {
          @Override
          public String name() {
            return "open";
          }

          @Override
          public List<MetricDef> metrics() {
            return List.of(A);
          }

          @Override
          public boolean mayEmit(MetricDef def) {
            return !def.name().startsWith("not_");
          }

          @Override
          public void collect(Session session, Samples out) {
            out.add(B, 1, "x");
            out.add(MetricDef.gauge("chosen", "C."), 2);
            for (String name : List.of("not_this", "up")) {
              assertThatIllegalArgumentException()
                  .isThrownBy(() -> out.add(MetricDef.gauge(name, "N."), 3))
                  .withMessage("undeclared metric: gauge " + name + "[]");
            }
          }
        };
    assertThat(samples(scraper(open).scrape("k", TARGET, soon())))
        .contains("ns_b{of=\"x\"} 1", "ns_chosen 2", "ns_up 1")
        .contains("ns_exporter_collector_success{collector=\"open\"} 0");
  }

  @Test
  void samplesOfACollectorThatContradictAnEarlierOneAreCountedAndTheOthersStay() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Logging.configure(Level.INFO, Format.TXT, log);
    Scraper<Session> scraper =
        scraper(
            open("one", out -> out.add(MetricDef.gauge("x", "X."), 1)),
            open(
                "two",
                out -> {
                  out.add(MetricDef.counter("x", "X."), 2);
                  out.add(MetricDef.gauge("y", "Y."), 3);
                }));
    for (int i = 1; i <= 2; i++) {
      assertThat(samples(scraper.scrape("k", TARGET, soon())))
          .contains(
              "ns_x 1",
              "ns_y 3",
              "ns_exporter_last_scrape_error{err=\"two: declared twice: gauge x[] and counter x[]\"} 1");
      assertThat(samples(registry)).contains("ns_exporter_samples_dropped_total " + i);
    }
    assertThat(log.toString(UTF_8))
        .containsOnlyOnce(
            "samples of ns_x are dropped: defined as gauge x[], which stays, and as counter x[]");
  }

  @Test
  void equalSeriesOfOneScrapeAreCountedAndLoggedOnce() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Logging.configure(Level.INFO, Format.TXT, log);
    Scraper<Session> scraper =
        scraper(
            collector(
                "one",
                out -> {
                  out.add(A, 1, "x");
                  out.add(A, 2, "x");
                },
                A),
            collector("two", out -> out.add(A, 3, "x"), A));
    for (int i = 1; i <= 2; i++) {
      assertThat(samples(scraper.scrape("k", TARGET, soon()))).contains("ns_a{of=\"x\"} 1");
      assertThat(samples(registry)).contains("ns_exporter_samples_dropped_total " + 2 * i);
    }
    assertThat(log.toString(UTF_8)).containsOnlyOnce("samples of ns_a are dropped");
  }

  @Test
  void aTargetThatEmitsAMetricOfTheScraperIsDown() throws Exception {
    Target<Session> target =
        new Target<>() {
          private final ScrapeHistory history = new ScrapeHistory();

          @Override
          public Session open(Deadline deadline, Samples out) throws IOException {
            out.add(MetricDef.gauge("up", "Mine."), 7);
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
        };
    assertThat(samples(scraper().scrape("k", target, soon())))
        .contains(
            "ns_up 0", "ns_exporter_last_scrape_error{err=\"undeclared metric: gauge up[]\"} 1");
  }

  private void assertRefused(String message, SessionCollector one, SessionCollector two) {
    assertThatIllegalArgumentException().isThrownBy(() -> scraper(one, two)).withMessage(message);
  }

  private void assertRefused(String message, SessionCollector one) {
    assertThatIllegalArgumentException().isThrownBy(() -> scraper(one)).withMessage(message);
  }

  private static SessionCollector declaring(String name, MetricDef... metrics) {
    return collector(name, _ -> {}, metrics);
  }

  private SessionCollector counting(String name) {
    return new SessionCollector() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<MetricDef> metrics() {
        declarationsRead.incrementAndGet();
        return List.of(A);
      }

      @Override
      public void collect(Session session, Samples out) {}
    };
  }

  /// A collector that declares no metrics, and may emit any.
  private static SessionCollector open(String name, TestPage.Body body) {
    return new SessionCollector() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<MetricDef> metrics() {
        return List.of();
      }

      @Override
      public boolean mayEmit(MetricDef def) {
        return true;
      }

      @Override
      public void collect(Session session, Samples out) throws Exception {
        body.collect(out);
      }
    };
  }

  private Scraper<Session> scraper(SessionCollector... collectors) {
    return new Scraper<>("ns", List.of(collectors), 1, Ticker.system(), registry);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
