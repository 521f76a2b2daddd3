package io.exporterkit.scrape;

import static io.exporterkit.scrape.TestPage.collector;
import static io.exporterkit.scrape.TestPage.samples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.scrape.TestPage.Session;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Background collectors, on a clock that the test moves.
@Timeout(60)
class BackgroundTest {
  private static final MetricDef A = MetricDef.gauge("a", "A.").labels("of");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String AGE = "ns_exporter_collector_age_seconds{collector=\"slow\"} ";

  private final FakeTicker ticker = new FakeTicker();
  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger discarded = new AtomicInteger();
  // How the next run ends: a sample of this value, or an exception where the value is negative.
  private final SynchronousQueue<Integer> ends = new SynchronousQueue<>();
  private volatile String down = "";
  private Optional<Scraper<Session>> scraper = Optional.empty();

  private final Target<Session> target =
      Target.of(
          "t",
          _ -> {
            opened.incrementAndGet();
            if (!down.isEmpty()) {
              throw new IOException(down);
            }
            return new Session();
          });

  private final Collector<Session> slow =
      collector(
          "slow",
          out -> {
            runs.incrementAndGet();
            out.onDiscard(discarded::incrementAndGet);
            int value = ends.take();
            out.add(A, Math.abs(value), "slow");
            if (value < 0) {
              throw new IOException("broken");
            }
          },
          A);
  private final Collector<Session> quick = collector("quick", out -> out.add(A, 9, "quick"), A);

  @AfterEach
  void close() {
    never.countDown();
    scraper.ifPresent(Scraper::close);
  }

  private Scraper<Session> scraper(Collector<Session> one) {
    return scraper(ticker, List.of(one));
  }

  private Scraper<Session> scraper(Collector<Session> one, Collector<Session> two) {
    return scraper(ticker, List.of(one, two));
  }

  private Scraper<Session> scraper(Ticker clock, List<Collector<Session>> collectors) {
    Scraper<Session> made = new Scraper<>("ns", collectors, 40, clock, new PrometheusRegistry());
    scraper = Optional.of(made);
    return made;
  }

  private void own(Scraper<Session> made) {
    made.setOwnTarget("t", target, Optional.empty());
  }

  private ScrapeResult scrape(Scraper<Session> made) throws Exception {
    return scrape(made, "t");
  }

  private ScrapeResult scrape(Scraper<Session> made, Object key) throws Exception {
    return made.scrape(key, target, Deadline.in(Duration.ofSeconds(30), ticker));
  }

  private List<String> page(Scraper<Session> made) throws Exception {
    return samples(scrape(made)).stream().filter(line -> !line.contains("duration")).toList();
  }

  private void advance(Scraper<Session> made, Duration time) {
    ticker.advance(time);
    made.background().wake();
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Waits until a run has ended, so that its outcome is on the page.
  private void endRun(Scraper<Session> made, int value) throws Exception {
    Object before = lastEnd(made);
    ends.put(value);
    until(() -> !lastEnd(made).equals(before));
  }

  private static Object lastEnd(Scraper<Session> made) {
    BackgroundRun.Serving serving = made.background().serving("t", "slow");
    return serving == null ? "" : System.identityHashCode(serving.run().discard());
  }

  @Test
  void aPageServesTheLastCompletedRunAndItsAge() throws Exception {
    Scraper<Session> made = scraper(quick, Background.every(MINUTE, slow));
    own(made);
    until(() -> runs.get() == 1);
    assertThat(page(made))
        .contains("ns_up 1", "ns_a{of=\"quick\"} 9")
        .noneMatch(line -> line.contains("slow"));
    endRun(made, 5);
    ticker.advance(Duration.ofSeconds(7));
    assertThat(page(made))
        .contains(
            "ns_up 1",
            "ns_exporter_last_scrape_error{err=\"\"} 0",
            "ns_exporter_collector_success{collector=\"slow\"} 1",
            "ns_exporter_collector_outcome{collector=\"slow\",outcome=\"ok\"} 1",
            AGE + "7",
            "ns_a{of=\"quick\"} 9",
            "ns_a{of=\"slow\"} 5");
    assertThat(samples(scrape(made)))
        .contains("ns_exporter_collector_duration_seconds{collector=\"slow\"} 0");
  }

  @Test
  void thePageHasTheOrderOfTheCollectors() throws Exception {
    Scraper<Session> made = scraper(Background.every(MINUTE, slow), quick);
    own(made);
    endRun(made, 5);
    assertThat(page(made).stream().filter(line -> line.startsWith("ns_a")))
        .containsExactly("ns_a{of=\"slow\"} 5", "ns_a{of=\"quick\"} 9");
  }

  @Test
  void runsBeginAtTheIntervalAndNeverOverlap() throws Exception {
    Scraper<Session> made = scraper(quick, Background.every(MINUTE, slow));
    own(made);
    endRun(made, 1);
    advance(made, Duration.ofSeconds(59));
    assertThat(runs).hasValue(1);
    advance(made, Duration.ofSeconds(1));
    until(() -> runs.get() == 2);
    made.background().wake();
    assertThat(page(made)).contains("ns_a{of=\"slow\"} 1", AGE + "60");
    ticker.advance(Duration.ofSeconds(50));
    endRun(made, 2);
    advance(made, Duration.ofSeconds(10));
    until(() -> runs.get() == 3);
    ends.put(3);
  }

  @Test
  void eachRunOpensASessionOfItsOwn() throws Exception {
    Scraper<Session> made = scraper(quick, Background.every(MINUTE, slow));
    own(made);
    endRun(made, 1);
    assertThat(opened).hasValue(1);
    scrape(made);
    assertThat(opened).hasValue(2);
    advance(made, MINUTE);
    endRun(made, 2);
    assertThat(opened).hasValue(3);
  }

  @Test
  void samplesOfEarlierRunsVanishWithAFailure() throws Exception {
    Scraper<Session> made = scraper(quick, Background.every(MINUTE, slow));
    own(made);
    endRun(made, 5);
    advance(made, MINUTE);
    endRun(made, -6);
    assertThat(page(made))
        .contains(
            "ns_up 1",
            "ns_exporter_last_scrape_error{err=\"\"} 0",
            "ns_exporter_collector_success{collector=\"slow\"} 0",
            "ns_exporter_collector_outcome{collector=\"slow\",outcome=\"failed\"} 1",
            "ns_a{of=\"slow\"} 6")
        .doesNotContain("ns_a{of=\"slow\"} 5");
    until(() -> discarded.get() == 1);
    made.close();
    until(() -> discarded.get() == 2);
  }

  @Test
  void theLastGoodSamplesAreKeptOnlyWhenAskedAndForTheTimeAsked() throws Exception {
    Scraper<Session> made =
        scraper(quick, Background.every(MINUTE, slow).keepLast(Duration.ofSeconds(150)));
    own(made);
    endRun(made, 5);
    advance(made, MINUTE);
    endRun(made, -6);
    assertThat(page(made))
        .contains(
            "ns_exporter_collector_outcome{collector=\"slow\",outcome=\"failed\"} 1",
            "ns_a{of=\"slow\"} 5",
            AGE + "60");
    ticker.advance(Duration.ofSeconds(90));
    assertThat(page(made)).contains("ns_a{of=\"slow\"} 5", AGE + "150");
    ticker.advance(Duration.ofSeconds(1));
    assertThat(page(made))
        .contains("ns_exporter_collector_success{collector=\"slow\"} 0")
        .noneMatch(line -> line.startsWith("ns_a{of=\"slow\"}") || line.startsWith(AGE));
    made.background().wake();
    endRun(made, 7);
    assertThat(page(made)).contains("ns_a{of=\"slow\"} 7", AGE + "0");
  }

  @Test
  void aRunThatHangsIsTimedOutAndInterruptedAndHasNoSuccessor() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Collector<Session> stuck =
        collector(
            "slow",
            out -> {
              runs.incrementAndGet();
              out.add(A, 1, "slow");
              while (never.getCount() > 0) {
                try {
                  never.await();
                } catch (InterruptedException _) {
                  interrupted.countDown();
                }
              }
            },
            A);
    Scraper<Session> made =
        scraper(
            Ticker.system(),
            List.of(
                quick,
                Background.every(Duration.ofMillis(20), stuck).timeout(Duration.ofMillis(200))));
    own(made);
    assertThat(interrupted.await(50, TimeUnit.SECONDS)).isTrue();
    until(() -> made.background().serving("t", "slow") != null);
    assertThat(samples(made.scrape("t", target, Deadline.in(MINUTE, Ticker.system()))))
        .contains(
            "ns_up 1",
            "ns_a{of=\"slow\"} 1",
            "ns_exporter_collector_outcome{collector=\"slow\",outcome=\"timed_out\"} 1");
    assertThat(runs).hasValue(1);
    never.countDown();
    until(() -> runs.get() > 1);
  }

  @Test
  void aTargetThatIsDownIsAskedLessOftenUntilAScrapeFindsItUp() throws Exception {
    down = "refused";
    Scraper<Session> made = scraper(quick, Background.every(MINUTE, slow));
    own(made);
    until(() -> made.background().serving("t", "slow") != null);
    assertThat(page(made))
        .contains(
            "ns_up 0",
            "ns_exporter_last_scrape_error{err=\"refused\"} 1",
            "ns_exporter_collector_outcome{collector=\"slow\",outcome=\"failed\"} 1");
    assertThat(made.missing("t", Optional.empty())).isEqualTo(Map.of("slow", "target down"));
    down = "";
    scrape(made);
    assertThat(runs).hasValue(0);
    advance(made, Duration.ofSeconds(10));
    until(() -> runs.get() == 1);
    endRun(made, 1);
    assertThat(made.missing("t", Optional.empty())).isEmpty();
  }

  @Test
  void theTimeToTheNextRunGrowsWhileTheTargetIsDown() {
    assertThat(BackgroundRun.pause(MINUTE, 0)).isEqualTo(MINUTE);
    assertThat(BackgroundRun.pause(MINUTE, 1)).isEqualTo(MINUTE);
    assertThat(BackgroundRun.pause(MINUTE, 2)).isEqualTo(Duration.ofMinutes(2));
    assertThat(BackgroundRun.pause(MINUTE, 4)).isEqualTo(Duration.ofMinutes(8));
    assertThat(BackgroundRun.pause(MINUTE, 1_000_000)).isEqualTo(Duration.ofMinutes(8));
    assertThat(BackgroundRun.pause(Duration.ofMinutes(20), 9)).isEqualTo(Duration.ofHours(1));
    assertThat(BackgroundRun.pause(Duration.ofDays(9), 9)).isEqualTo(Duration.ofDays(9));
  }

  @Test
  void aReloadEndsTheWait() throws Exception {
    down = "refused";
    Scraper<Session> made = scraper(quick, Background.every(Duration.ofHours(9), slow));
    own(made);
    until(() -> made.background().serving("t", "slow") != null);
    down = "";
    made.retryBackground();
    endRun(made, 1);
  }

  @Test
  void aTargetOfRequestsHasRunsWhileItIsScraped() throws Exception {
    Scraper<Session> made = scraper(quick, Background.every(MINUTE, slow));
    down = "refused";
    scrape(made);
    assertThat(made.background().size()).isZero();
    down = "";
    assertThat(page(made)).contains("ns_up 1").noneMatch(line -> line.contains("slow"));
    assertThat(made.background().size()).isOne();
    endRun(made, 1);
    assertThat(page(made)).contains("ns_a{of=\"slow\"} 1");
    ticker.advance(BackgroundTarget.LEFT_AFTER.minusSeconds(1));
    assertThat(made.background().size()).isOne();
    advance(made, Duration.ofSeconds(1));
    assertThat(made.background().size()).isZero();
    if (runs.get() == 1) { // otherwise the run that was due is in progress
      until(() -> discarded.get() == 1);
    }
    assertThat(page(made)).contains("ns_up 1").noneMatch(line -> line.contains("slow"));
    assertThat(made.background().size()).isOne();
  }

  @Test
  void theOwnTargetHasRunsWhetherItIsScrapedOrNot() throws Exception {
    Scraper<Session> made = scraper(quick, Background.every(Duration.ofHours(1), slow));
    own(made);
    endRun(made, 1);
    advance(made, Duration.ofMinutes(59));
    assertThat(made.background().size()).isOne();
    advance(made, Duration.ofMinutes(1));
    endRun(made, 2);
    made.setOwnTarget("other", target, Optional.empty());
    until(() -> discarded.get() == 2);
    assertThat(made.background().size()).isOne();
    assertThat(made.missing("other", Optional.empty())).isEqualTo(Map.of("slow", "running"));
    ends.put(3);
  }

  @Test
  void theNumberOfTargetsIsBounded() throws Exception {
    Collector<Session> nothing = collector("slow", _ -> {}, A);
    Scraper<Session> made = scraper(quick, Background.every(Duration.ofHours(1), nothing));
    for (int i = 0; i < BackgroundTargets.MOST; i++) {
      scrape(made, i);
    }
    assertThat(made.background().size()).isEqualTo(BackgroundTargets.MOST);
    assertThat(samples(scrape(made, "more")))
        .contains(
            "ns_up 1", "ns_exporter_collector_outcome{collector=\"slow\",outcome=\"failed\"} 1");
    assertThat(made.background().size()).isEqualTo(BackgroundTargets.MOST);
    ticker.advance(BackgroundTarget.LEFT_AFTER);
    scrape(made, "more");
    assertThat(made.background().size()).isOne();
  }

  @Test
  void scrapesOfBackgroundCollectorsAloneOpenNoSession() throws Exception {
    Scraper<Session> made = scraper(Background.every(MINUTE, slow));
    own(made);
    assertThat(page(made))
        .contains(
            "ns_up 0",
            "ns_exporter_last_scrape_error{err=\"no background collector has run yet\"} 1");
    endRun(made, 5);
    assertThat(page(made)).contains("ns_up 1", "ns_a{of=\"slow\"} 5");
    assertThat(opened).hasValue(1);
    advance(made, MINUTE);
    endRun(made, -6);
    assertThat(page(made))
        .contains("ns_up 1", "ns_exporter_collector_success{collector=\"slow\"} 0");
    down = "refused";
    advance(made, MINUTE);
    until(() -> opened.get() == 3);
    until(() -> made.missing("t", Optional.empty()).isEmpty());
    until(() -> {
      try {
        return page(made).contains("ns_exporter_last_scrape_error{err=\"refused\"} 1");
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
    assertThat(page(made)).contains("ns_up 0").noneMatch(line -> line.startsWith("ns_a"));
  }

  @Test
  void theExporterIsReadyAfterTheFirstSuccessOrRun() throws Exception {
    Scraper<Session> made = scraper(quick, Background.every(MINUTE, slow));
    assertThat(made.missing("t", Optional.empty())).isEqualTo(Map.of("slow", "not started"));
    own(made);
    assertThat(made.missing("t", Optional.empty())).isEqualTo(Map.of("slow", "running"));
    endRun(made, -1);
    assertThat(made.missing("t", Optional.empty())).isEqualTo(Map.of("slow", "failed"));
    advance(made, MINUTE);
    endRun(made, 1);
    assertThat(made.missing("t", Optional.empty())).isEmpty();
    advance(made, MINUTE);
    endRun(made, -1);
    assertThat(made.missing("t", Optional.empty())).isEmpty();
    made.close();
    Scraper<Session> other = scraper(quick, Background.every(MINUTE, slow).readyAfterFirstRun());
    own(other);
    endRun(other, -1);
    assertThat(other.missing("t", Optional.empty())).isEmpty();
  }

  @Test
  void closeEndsARunInProgress() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Collector<Session> stuck =
        collector(
            "slow",
            _ -> {
              begun.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            });
    Scraper<Session> made = scraper(Background.every(Duration.ofHours(1), stuck));
    own(made);
    begun.await();
    made.close();
    assertThat(interrupted.getCount()).isZero();
    own(made);
    assertThat(made.background().size()).isZero();
  }

  @Test
  void metricsThatWereNotDeclaredFailTheRun() throws Exception {
    MetricDef other = MetricDef.gauge("other", "O.");
    Scraper<Session> made =
        scraper(Background.every(MINUTE, collector("slow", out -> out.add(other, 1), A)));
    own(made);
    until(() -> made.background().serving("t", "slow") != null);
    assertThat(page(made))
        .contains("ns_exporter_collector_outcome{collector=\"slow\",outcome=\"failed\"} 1");
  }

  @Test
  void theCatalogueHasTheAgeOnlyWithBackgroundCollectors() {
    assertThat(scraper(quick).catalogue().metrics()).doesNotContain(ScrapeMetrics.AGE);
    assertThat(scraper(Background.every(MINUTE, slow)).catalogue().metrics())
        .contains(ScrapeMetrics.AGE, A);
  }

  private record Required(String name) implements Collector<Session> {
    @Override
    public List<MetricDef> metrics() {
      return List.of();
    }

    @Override
    public boolean isRequired() {
      return true;
    }

    @Override
    public void collect(Session session, Samples out) {}
  }

  @Test
  void refusesNonsense() {
    Background<Session> well = Background.every(MINUTE, slow);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Background.every(MINUTE, new Required("stats")))
        .withMessage(
            "collector stats is required, and cannot run in the background: a required collector decides in each scrape whether the target is up");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Background.every(MINUTE, well))
        .withMessage("collector slow already runs in the background");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Background.every(Duration.ZERO, slow))
        .withMessage("the interval of collector slow must be more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> well.timeout(Duration.ofSeconds(-1)))
        .withMessage("the time-out of collector slow must be more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> well.keepLast(Duration.ZERO))
        .withMessage("the longest age of samples of collector slow must be more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scraper(well, Background.every(MINUTE, slow)))
        .withMessageStartingWith("two collectors have the name slow: ")
        .withMessageContaining("TestCollector");
  }
}
