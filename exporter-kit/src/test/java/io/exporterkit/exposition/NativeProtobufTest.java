package io.exporterkit.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Exemplar;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.NativeHistogram;
import io.exporterkit.metric.SampleDetails;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.metric.Unit;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The fields of the protobuf format that the text format does not have, byte by byte.
class NativeProtobufTest {
  private static final MetricDef DEF = MetricDef.histogram("h", Unit.NONE, "H");

  private final Samples out = new Samples();

  @Test
  void writesSpansAndDeltas() throws IOException {
    NativeHistogram buckets =
        NativeHistogram.of(
            -1,
            0.5,
            2,
            new NativeHistogram.Buckets(new int[] {-2, -1, 3}, new long[] {4, 1, 7}),
            new NativeHistogram.Buckets(new int[] {5}, new long[] {300}));
    out.add(DEF, Distribution.ofNative(buckets, 1, 314));
    assertThat(hex())
        .endsWith(
            """
            08ba02 11000000000000f03f
            2801 31000000000000e03f 3802
            4a04 080a 1001 50d804
            6204 0803 1002 6204 0806 1001 6808 6805 680c
            """
                .replaceAll("\\s", ""));
    assertThat(ProtobufPage.asText(ProtobufFormatTest.bytes(Section.of("", out.families()))))
        .endsWith("h_bucket{le=\"+Inf\"} 314\nh_sum 1\nh_count 314\n");
  }

  /// Prometheus recognizes a native histogram without observations by a span of length 0.
  @Test
  void writesASpanForAHistogramWithoutBuckets() throws IOException {
    NativeHistogram.Buckets none = NativeHistogram.Buckets.NONE;
    out.add(DEF, Distribution.ofNative(NativeHistogram.of(8, 0, 0, none, none), 0, 0));
    assertThat(hex()).endsWith("2810" + "310000000000000000" + "3800" + "6204" + "0800" + "1000");
  }

  @Test
  void writesExemplarsAndTimesOfCreation() throws IOException {
    Exemplar exemplar = new Exemplar(1, Map.of("t", "4b"), 2.5);
    String written =
        "0a07" + "0a0174" + "12023462" + "11000000000000f03f" + "1a08" + "0802" + "1080cab5ee01";
    SampleDetails details = new SampleDetails(3.5, List.of(exemplar));
    String created = "08" + "0803" + "1080cab5ee01";
    out.add(MetricDef.counter("c", "C"), 1, details);
    assertThat(hex()).contains("12" + "1c" + written + "1a" + created);
    Samples histograms = new Samples();
    NativeHistogram buckets =
        NativeHistogram.of(
            0,
            0,
            0,
            new NativeHistogram.Buckets(new int[] {0}, new long[] {1}),
            NativeHistogram.Buckets.NONE);
    histograms.add(
        DEF,
        Distribution.perBucket(new double[] {2, Double.POSITIVE_INFINITY}, new double[] {1, 0}, 1)
            .withNative(buckets)
            .with(details));
    assertThat(hex(histograms))
        .contains("1a1c" + written, "82011c" + written)
        .endsWith("7a" + created);
  }

  @Test
  void keepsTheNativeBucketsOfARegistry() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    Histogram histogram =
        Histogram.builder()
            .name("n")
            .help("N")
            .nativeOnly()
            .nativeInitialSchema(0)
            .register(registry);
    histogram.observe(1);
    histogram.observe(3);
    histogram.observe(4);
    byte[] page = ProtobufFormatTest.bytes(Section.of("", RegistryFamilies.of(registry)));
    // Schema 0; index 0 has 1, index 2 has 3 and 4.
    assertThat(HexFormat.of().formatHex(page))
        .contains(
            "2800", "3800" + "6204" + "0800" + "1001" + "6204" + "0802" + "1001" + "6802" + "6802");
  }

  private String hex() throws IOException {
    return hex(out);
  }

  private static String hex(Samples samples) throws IOException {
    return HexFormat.of().formatHex(ProtobufFormatTest.bytes(Section.of("", samples.families())));
  }
}
