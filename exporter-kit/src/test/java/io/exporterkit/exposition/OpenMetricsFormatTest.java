package io.exporterkit.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Exemplar;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.SampleDetails;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.metric.Unit;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.StateSet;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenMetricsFormatTest {
  private final Samples out = new Samples();

  @Test
  void writesEveryTypeOfMetric() throws IOException {
    out.add(
        MetricDef.counter("calls_total", "Calls \"by\" command.\\\n").labels("cmd"),
        3,
        "a\"b\\c\n");
    out.add(MetricDef.gauge("depth", "Depth."), 1e6);
    out.add(MetricDef.gauge("started_timestamp_seconds", Unit.TIMESTAMP, "Start."), 1.5e9);
    out.add(MetricDef.counter("sent_bytes_total", Unit.BYTES, "Sent."), 2.5);
    out.add(MetricDef.gauge("heap", Unit.BYTES, "A name without its unit."), 2);
    out.add(MetricDef.untyped("odd", "Odd."), Double.NaN);
    out.info(MetricDef.info("server_info", "Server.").labels("version"), "7.0");
    out.add(
        MetricDef.histogram("took_seconds", Unit.SECONDS, "Times."),
        Distribution.cumulative(
            new double[] {0.5, 1, Double.POSITIVE_INFINITY}, new double[] {1, 2, 1e6}, 7));
    out.add(
        MetricDef.summary("size", Unit.NONE, "Sizes.").labels("dir"),
        Distribution.quantiles(new double[] {0.5, 1}, new double[] {3, 4}, Double.NaN, 2),
        "in");
    assertThat(page(Section.of("ns", out.families())))
        .isEqualTo(
            """
            # TYPE ns_calls counter
            # HELP ns_calls Calls \\"by\\" command.\\\\\\n
            ns_calls_total{cmd="a\\"b\\\\c\\n"} 3.0
            # TYPE ns_depth gauge
            # HELP ns_depth Depth.
            ns_depth 1e+06
            # TYPE ns_heap gauge
            # HELP ns_heap A name without its unit.
            ns_heap 2.0
            # TYPE ns_odd unknown
            # HELP ns_odd Odd.
            ns_odd NaN
            # TYPE ns_sent_bytes counter
            # UNIT ns_sent_bytes bytes
            # HELP ns_sent_bytes Sent.
            ns_sent_bytes_total 2.5
            # TYPE ns_server info
            # HELP ns_server Server.
            ns_server_info{version="7.0"} 1.0
            # TYPE ns_size summary
            # HELP ns_size Sizes.
            ns_size{dir="in",quantile="0.5"} 3.0
            ns_size{dir="in",quantile="1.0"} 4.0
            ns_size_count{dir="in"} 2
            # TYPE ns_started_timestamp_seconds gauge
            # UNIT ns_started_timestamp_seconds seconds
            # HELP ns_started_timestamp_seconds Start.
            ns_started_timestamp_seconds 1.5e+09
            # TYPE ns_took_seconds histogram
            # UNIT ns_took_seconds seconds
            # HELP ns_took_seconds Times.
            ns_took_seconds_bucket{le="0.5"} 1
            ns_took_seconds_bucket{le="1.0"} 2
            ns_took_seconds_bucket{le="+Inf"} 1000000
            ns_took_seconds_count 1000000
            ns_took_seconds_sum 7.0
            # EOF
            """);
  }

  @Test
  void isOnlyTheEndForNothing() throws IOException {
    assertThat(page(Section.of("", List.of()))).isEqualTo("# EOF\n");
  }

  /// A counter without `_total` keeps its series, as with Go's encoder.
  @Test
  void isUnknownWhereTheNameDoesNotFitTheType() throws IOException {
    out.add(MetricDef.counter("calls", "Calls."), 1);
    out.add(MetricDef.counter("_total", "No name is left."), 1);
    out.add(MetricDef.counter("jobs_total", "The name of another family is left."), 1);
    out.add(MetricDef.gauge("jobs", "Jobs."), 1);
    out.info(MetricDef.info("build_info", "The name of another family is left.").labels("v"), "1");
    out.add(MetricDef.gauge("build", "Build."), 1);
    out.info(MetricDef.info("two_info", "The first of two families.").labels("v"), "1");
    out.add(MetricDef.counter("two_total", "The second of two families."), 1);
    assertThat(page(Section.of("", out.families())).lines().filter(line -> line.startsWith("# T")))
        .containsExactly(
            "# TYPE _total unknown",
            "# TYPE build gauge",
            "# TYPE build_info gauge",
            "# TYPE calls unknown",
            "# TYPE jobs gauge",
            "# TYPE jobs_total unknown",
            "# TYPE two info",
            "# TYPE two_total unknown");
  }

  @Test
  void writesExemplarsAndTimesOfCreation() throws IOException {
    Exemplar first = new Exemplar(0.25, Map.of("trace_id", "4bf9"), 1672850585.82);
    Exemplar timeless = new Exemplar(3, Map.of(), Double.NaN);
    Exemplar tooLong = new Exemplar(0.75, Map.of("x", "y".repeat(128)), 1);
    SampleDetails details = new SampleDetails(1672850000.005, List.of(first, timeless, tooLong));
    out.add(MetricDef.counter("calls_total", "Calls."), 3, details);
    out.add(MetricDef.gauge("depth", "A gauge has neither."), 3, details);
    out.add(
        MetricDef.histogram("took", Unit.NONE, "Times."),
        Distribution.perBucket(
                new double[] {0.5, 1, Double.POSITIVE_INFINITY}, new double[] {1, 1, 1}, 4)
            .with(details));
    assertThat(page(Section.of("", out.families())).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "calls_total 3.0 # {} 3.0",
            "calls_created 1672850000.005",
            "depth 3.0",
            "took_bucket{le=\"0.5\"} 1 # {trace_id=\"4bf9\"} 0.25 1672850585.820",
            "took_bucket{le=\"1.0\"} 2",
            "took_bucket{le=\"+Inf\"} 3 # {} 3.0",
            "took_count 3",
            "took_sum 4.0",
            "took_created 1672850000.005");
  }

  /// Compares a registry with all kinds of metrics, name by name, with the output of the official client's writer,
  /// which differs in the digits of numbers and in the order of a histogram's lines.
  ///
  /// The client escapes a counter's name before it adds `_total`, Go escapes the name with `_total`, as we do, which
  /// differs for the other escapings.
  @ParameterizedTest
  @EnumSource(names = {"ALLOW_UTF_8", "UNDERSCORES"})
  void writesARegistryAsTheClientDoes(Escaping escaping) throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    Counter.builder()
        .name("http.requests")
        .help("Dotted.")
        .labelNames("http.path", "method")
        .register(registry)
        .labelValues("/", "GET")
        .incWithExemplar(2, Labels.of("trace_id", "a1", "span_id", "b2"));
    Counter.builder()
        .name("sent")
        .unit(io.prometheus.metrics.model.snapshots.Unit.BYTES)
        .help("Sent.")
        .register(registry)
        .inc();
    Gauge.builder().name("depth").help("Depth.").register(registry).set(-1.5);
    Info.builder()
        .name("build_info")
        .help("Build.")
        .labelNames("v")
        .register(registry)
        .setLabelValues("1");
    StateSet.builder()
        .name("mode")
        .help("Mode.")
        .states("on", "off")
        .register(registry)
        .setTrue("on");
    Histogram.builder()
        .name("took_seconds")
        .help("Times.")
        .classicUpperBounds(0.5, 2)
        .register(registry)
        .observeWithExemplar(1, Labels.of("trace_id", "c3"));
    Summary.builder().name("größe").help("Sizes.").quantile(0.5).register(registry).observe(4);
    registry.register(() ->
        UnknownSnapshot.builder()
            .name("odd")
            .help("Odd.")
            .dataPoint(UnknownSnapshot.UnknownDataPointSnapshot.builder().value(9).build())
            .build());
    ByteArrayOutputStream official = new ByteArrayOutputStream();
    OpenMetricsTextFormatWriter.builder()
        .setCreatedTimestampsEnabled(true)
        .build()
        .write(official, registry.scrape(), scheme(escaping));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    PageFormat.OPEN_METRICS_1_0.write(
        List.of(Section.of("", RegistryFamilies.of(registry))), new Conflicts(), escaping, ours);
    assertThat(normal(ours.toString(UTF_8)))
        .containsExactlyInAnyOrderElementsOf(normal(official.toString(UTF_8)));
    assertThat(ours.toString(UTF_8)).contains("trace_id=\"a1\"", "_created").endsWith("\n# EOF\n");
  }

  @ParameterizedTest
  @CsvSource({
    "DOTS, http_dot_requests_, http_dot_requests__total",
    "VALUES, U__http_2e_requests_, U__http_2e_requests__total",
  })
  void escapesTheNameOfACounterAsGoDoes(Escaping escaping, String family, String series)
      throws IOException {
    out.add(MetricDef.utf8(MetricType.COUNTER, "http.requests_total", "", "Requests."), 2);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PageFormat.OPEN_METRICS_1_0.write(
        List.of(Section.of("", out.families())), new Conflicts(), escaping, bytes);
    assertThat(bytes.toString(UTF_8))
        .contains("# TYPE " + family + " counter\n", "\n" + series + " 2.0\n");
  }

  private static EscapingScheme scheme(Escaping escaping) {
    return Arrays.stream(EscapingScheme.values())
        .filter(scheme -> scheme.toHeaderFormat().endsWith("=" + escaping.word()))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> normal(String page) {
    return page.lines()
        .map(line -> line.startsWith("#") ? line : line.replaceAll("(\\d)\\.0(?=[\" ]|$)", "$1"))
        .toList();
  }

  private static String page(Section... sections) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PageFormat.OPEN_METRICS_1_0.write(List.of(sections), new Conflicts(), bytes);
    return bytes.toString(UTF_8);
  }
}
