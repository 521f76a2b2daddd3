package io.exporterkit.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.metric.Unit;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pages with a metric that several sections have: only samples that a page cannot hold are dropped, and they are
/// counted.
class MergedPagesTest {
  private static final MetricDef KEYS = MetricDef.gauge("keys", "Keys.").labels("db");

  private final Conflicts conflicts = new Conflicts();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @AfterEach
  void logAsBefore() {
    Logging.configure(Level.INFO, Format.TXT, System.err);
  }

  @Test
  void allSeriesStandUnderOneHeaderInTheOrderOfSections() throws IOException {
    Samples other = new Samples();
    other.add(MetricDef.gauge("keys", "Said otherwise.").labels("db"), 3, "0");
    other.add(MetricDef.gauge("z", "Z."), 4);
    assertThat(
            page(
                new Section("ns", Map.of("target", "b"), keys(1, "0", "1").families()),
                new Section("ns", Map.of("target", "a"), other.families()),
                Section.of("", ofName("ns_keys", 5).families())))
        .isEqualTo(
            """
            # HELP ns_keys Keys.
            # TYPE ns_keys gauge
            ns_keys{db="0",target="b"} 1
            ns_keys{db="1",target="b"} 1
            ns_keys{db="0",target="a"} 3
            ns_keys{db="0"} 5
            # HELP ns_z Z.
            # TYPE ns_z gauge
            ns_z{target="a"} 4
            """);
    assertThat(conflicts.samples()).isZero();
  }

  @Test
  void distributionsOfSeveralSectionsStandTogether() throws IOException {
    MetricDef def = MetricDef.histogram("h", Unit.NONE, "H.");
    Samples one = new Samples();
    Samples two = new Samples();
    one.histogram(def, new double[] {1}, new double[] {1}, 1, 1);
    two.histogram(def, new double[] {2}, new double[] {2}, 2, 2);
    assertThat(
            page(
                new Section("", Map.of("t", "1"), one.families()),
                new Section("", Map.of("t", "2"), two.families())))
        .isEqualTo(
            """
            # HELP h H.
            # TYPE h histogram
            h_bucket{t="1",le="1"} 1
            h_bucket{t="1",le="+Inf"} 1
            h_sum{t="1"} 1
            h_count{t="1"} 1
            h_bucket{t="2",le="2"} 2
            h_bucket{t="2",le="+Inf"} 2
            h_sum{t="2"} 2
            h_count{t="2"} 2
            """);
  }

  @Test
  void ofAnEqualSeriesTheFirstStaysAndTheOthersAreCountedAndLoggedOnce() throws IOException {
    Logging.configure(Level.INFO, Format.TXT, log);
    Section one = new Section("", Map.of("t", "1"), keys(1, "0", "secret").families());
    Section same = new Section("", Map.of("t", "1"), keys(2, "secret", "2").families());
    for (int i = 1; i <= 3; i++) {
      assertThat(TextFormatTest.samples(page(one, same)))
          .containsExactly(
              "keys{db=\"0\",t=\"1\"} 1",
              "keys{db=\"secret\",t=\"1\"} 1",
              "keys{db=\"2\",t=\"1\"} 2");
      assertThat(conflicts.samples()).isEqualTo(2L * i);
    }
    assertThat(log.toString(UTF_8))
        .containsOnlyOnce(
            "samples of keys are dropped: a series is emitted more than once, and its first sample stays")
        .doesNotContain("secret");
  }

  /// Checks that, as in Prometheus, a label with an empty value equals a missing label, and the order of labels does
  /// not matter.
  @Test
  void seriesAreComparedAsPrometheusDoes() throws IOException {
    MetricDef ab = MetricDef.gauge("m", "M.").labels("a", "b");
    MetricDef ba = MetricDef.gauge("m", "M.").labels("b", "a");
    Samples one = new Samples();
    Samples two = new Samples();
    one.add(ab, 1, "x", "y");
    one.add(ab, 2, "x", "");
    two.add(ba, 3, "y", "x");
    two.add(ba, 4, "x", "y");
    two.add(ba, 5, "", "x");
    Section second = new Section("", Map.of("c", ""), two.families());
    assertThat(TextFormatTest.samples(page(Section.of("", one.families()), second)))
        .containsExactly(
            "m{a=\"x\",b=\"y\"} 1", "m{a=\"x\",b=\"\"} 2", "m{b=\"x\",a=\"y\",c=\"\"} 4");
    assertThat(conflicts.samples()).isEqualTo(4);
  }

  @Test
  void ofDefinitionsThatContradictTheFirstStaysAndTheOthersAreCountedAndLoggedOnce()
      throws IOException {
    Logging.configure(Level.INFO, Format.TXT, log);
    Samples counter = new Samples();
    counter.add(MetricDef.counter("keys", "Another type.").labels("db"), 7, "7");
    counter.add(MetricDef.counter("fine", "Fine."), 1);
    Samples labels = new Samples();
    labels.add(MetricDef.gauge("keys", "Other labels.").labels("db", "more"), 8, "8", "8");
    labels.add(MetricDef.gauge("keys2", "K.").labels("db"), 9, "9");
    for (int i = 1; i <= 3; i++) {
      assertThat(
              TextFormatTest.samples(
                  page(
                      Section.of("", keys(1, "0").families()),
                      Section.of("", counter.families()),
                      Section.of("", labels.families()))))
          .containsExactly("fine 1", "keys{db=\"0\"} 1", "keys2{db=\"9\"} 9");
      assertThat(conflicts.samples()).isEqualTo(4L * i);
    }
    assertThat(log.toString(UTF_8))
        .containsOnlyOnce(
            "samples of keys are dropped: defined as gauge keys[db], which stays, and as counter keys[db]")
        .hasLineCount(1);
  }

  @Test
  void aBusinessMetricWithTheNameOfACollectedOneIsMergedOrCounted() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    Gauge.builder().name("ns_keys").help("K.").labelNames("db").register(registry);
    Gauge fitting = Gauge.builder().name("ns_size").help("S.").labelNames("db").register(registry);
    fitting.labelValues("0").set(5);
    fitting.labelValues("1").set(6);
    Counter.builder().name("ns_calls").help("C.").register(registry).inc();
    Samples collected = keys(1, "0");
    collected.add(MetricDef.gauge("size", "Size.").labels("db"), 2, "0");
    collected.add(MetricDef.gauge("calls_total", "Calls."), 3);
    assertThat(
            TextFormatTest.samples(
                page(
                    Section.of("ns", collected.families()),
                    Section.of("", RegistryFamilies.of(registry)))))
        .containsExactly(
            "ns_calls_total 3",
            "ns_keys{db=\"0\"} 1",
            "ns_size{db=\"0\"} 2",
            "ns_size{db=\"1\"} 6");
    assertThat(conflicts.samples()).isEqualTo(4);
  }

  @Test
  void aThousandTargetsWithTheSameMetricAreMergedWithoutALookAtTheirSamples() throws IOException {
    Section[] sections = new Section[1000];
    for (int i = 0; i < sections.length; i++) {
      sections[i] = new Section("", Map.of("target", "t" + i), keys(i, "0").families());
    }
    assertThat(TextFormatTest.samples(page(sections)))
        .hasSize(1000)
        .contains("keys{db=\"0\",target=\"t0\"} 0", "keys{db=\"0\",target=\"t999\"} 999");
    assertThat(conflicts.samples()).isZero();
  }

  private static Samples keys(double value, String... dbs) {
    Samples out = new Samples();
    for (String db : dbs) {
      out.add(KEYS, value, db);
    }
    return out;
  }

  private static Samples ofName(String name, double value) {
    Samples out = new Samples();
    out.add(MetricDef.gauge(name, "Help.").labels("db"), value, "0");
    return out;
  }

  /// Returns the page as text. Checks that the protobuf page has the same content. Conflicts are counted for each
  /// format.
  private String page(Section... sections) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PageFormat.TEXT.write(List.of(sections), conflicts, text);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PageFormat.PROTOBUF.write(List.of(sections), conflicts, bytes);
    assertThat(ProtobufPage.asText(bytes.toByteArray())).isEqualTo(text.toString(UTF_8));
    return text.toString(UTF_8);
  }
}
