package io.exporterkit.exposition;

import static io.exporterkit.exposition.TextFormatTest.samples;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.Section;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.StateSet;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryFamiliesTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  @Test
  void writesEveryKindOfMetric() throws IOException {
    Counter.builder()
        .name("jobs")
        .help("Jobs.")
        .labelNames("kind")
        .register(registry)
        .labelValues("a \"b\"")
        .inc(2);
    Counter.builder().name("sent").unit(Unit.BYTES).help("Sent.").register(registry).inc();
    Gauge.builder().name("depth").help("Depth.").register(registry).set(-1.5);
    GaugeWithCallback.builder()
        .name("asked")
        .help("Asked for.")
        .labelNames("q")
        .callback(callback -> {
          callback.call(1, "x");
          callback.call(2, "y");
        })
        .register(registry);
    Info.builder()
        .name("build_info")
        .help("Build.")
        .labelNames("version", "vendor")
        .register(registry)
        .setLabelValues("1.0", "me");
    StateSet states =
        StateSet.builder()
            .name("mode")
            .help("Mode.")
            .labelNames("unit")
            .states("on", "off")
            .register(registry);
    states.labelValues("u1").setTrue("on");
    Histogram.builder()
        .name("took_seconds")
        .help("Times.")
        .classicOnly()
        .classicUpperBounds(0.1, 1)
        .register(registry)
        .observe(0.5);
    Summary.builder()
        .name("size")
        .help("Sizes.")
        .labelNames("dir")
        .quantile(0.5)
        .register(registry)
        .labelValues("in")
        .observe(4);
    assertThat(text())
        .isEqualTo(
            """
            # HELP asked Asked for.
            # TYPE asked gauge
            asked{q="x"} 1
            asked{q="y"} 2
            # HELP build_info Build.
            # TYPE build_info gauge
            build_info{vendor="me",version="1.0"} 1
            # HELP depth Depth.
            # TYPE depth gauge
            depth -1.5
            # HELP jobs_total Jobs.
            # TYPE jobs_total counter
            jobs_total{kind="a \\"b\\""} 2
            # HELP mode Mode.
            # TYPE mode gauge
            mode{unit="u1",mode="off"} 0
            mode{unit="u1",mode="on"} 1
            # HELP sent_bytes_total Sent.
            # TYPE sent_bytes_total counter
            sent_bytes_total 1
            # HELP size Sizes.
            # TYPE size summary
            size{dir="in",quantile="0.5"} 4
            size_sum{dir="in"} 4
            size_count{dir="in"} 1
            # HELP took_seconds Times.
            # TYPE took_seconds histogram
            took_seconds_bucket{le="0.1"} 0
            took_seconds_bucket{le="1"} 1
            took_seconds_bucket{le="+Inf"} 1
            took_seconds_sum 0.5
            took_seconds_count 1
            """);
    assertAsOfficial();
  }

  @Test
  void leavesTheBucketsOfNativeHistogramsOutOfText() throws IOException {
    Histogram nativeOnly =
        Histogram.builder().name("n").help("Native.").nativeOnly().register(registry);
    nativeOnly.observe(1);
    nativeOnly.observe(300);
    Histogram both =
        Histogram.builder().name("b").help("Both.").classicUpperBounds(1, 10).register(registry);
    both.observe(3);
    assertThat(samples(text()))
        .containsExactly(
            "b_bucket{le=\"1\"} 0",
            "b_bucket{le=\"10\"} 1",
            "b_bucket{le=\"+Inf\"} 1",
            "b_sum 3",
            "b_count 1",
            "n_bucket{le=\"+Inf\"} 2",
            "n_sum 301",
            "n_count 2");
    assertAsOfficial();
  }

  @Test
  void acceptsPointsWithDifferentLabels() throws IOException {
    register(
        GaugeSnapshot.builder()
            .name("g")
            .help("Differing.")
            .dataPoint(
                GaugeDataPointSnapshot.builder().labels(Labels.of("a", "1")).value(1).build())
            .dataPoint(
                GaugeDataPointSnapshot.builder().labels(Labels.of("b", "2")).value(2).build())
            .dataPoint(GaugeDataPointSnapshot.builder().value(3).build())
            .build());
    assertThat(samples(text())).containsExactly("g 3", "g{a=\"1\"} 1", "g{b=\"2\"} 2");
    assertAsOfficial();
  }

  @Test
  void usesTheNameForAMissingHelp() throws IOException {
    register(
        UnknownSnapshot.builder()
            .name("odd")
            .dataPoint(UnknownDataPointSnapshot.builder().value(9).build())
            .build());
    assertThat(text()).isEqualTo("# HELP odd odd\n# TYPE odd untyped\nodd 9\n");
  }

  @Test
  void leavesOutWhatASnapshotDoesNotHave() throws IOException {
    register(
        SummarySnapshot.builder()
            .name("quantiles")
            .help("Quantiles alone.")
            .dataPoint(
                SummaryDataPointSnapshot.builder()
                    .quantiles(Quantiles.of(new Quantile(0.9, 7)))
                    .build())
            .build());
    register(
        SummarySnapshot.builder()
            .name("counted")
            .help("A count alone.")
            .dataPoint(SummaryDataPointSnapshot.builder().count(3).build())
            .build());
    register(
        HistogramSnapshot.builder()
            .name("unsummed")
            .help("Without a sum.")
            .dataPoint(
                HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(
                        ClassicHistogramBuckets.of(
                            new double[] {1, Double.POSITIVE_INFINITY}, new long[] {2, 3}))
                    .build())
            .build());
    assertThat(samples(text()))
        .containsExactly(
            "counted_count 3",
            "quantiles{quantile=\"0.9\"} 7",
            "unsummed_bucket{le=\"1\"} 2",
            "unsummed_bucket{le=\"+Inf\"} 5",
            "unsummed_count 5");
    assertAsOfficial();
  }

  @Test
  void writesNamesWithDotsAsTheClientDoes() throws IOException {
    Counter.builder()
        .name("http.requests")
        .help("Dotted.")
        .labelNames("http.path")
        .register(registry)
        .labelValues("/")
        .inc();
    StateSet.builder()
        .name("my.mode")
        .help("Dotted.")
        .states("on")
        .register(registry)
        .setTrue("on");
    assertThat(samples(text()))
        .containsExactly("http_requests_total{http_path=\"/\"} 1", "my_mode{my_mode=\"on\"} 1");
    assertAsOfficial();
  }

  @Test
  void leavesOutMetricsWithoutPoints() throws IOException {
    Counter.builder().name("jobs").help("Jobs.").labelNames("kind").register(registry);
    assertThat(text()).isEmpty();
  }

  /// Compares names, types and values with the output of the official client's writer, which writes `1.0` for `1`, and
  /// one more comma.
  private void assertAsOfficial() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(bytes, registry.scrape());
    assertThat(normal(text())).containsExactlyInAnyOrderElementsOf(normal(bytes.toString(UTF_8)));
  }

  private static List<String> normal(String page) {
    return page.lines().map(line -> line.replaceAll("(\\d)\\.0(?=[\" \n]|$)", "$1")).toList();
  }

  private void register(MetricSnapshot snapshot) {
    registry.register(() -> snapshot);
  }

  private String text() throws IOException {
    return TextFormatTest.page(Section.of("", RegistryFamilies.of(registry)));
  }
}
