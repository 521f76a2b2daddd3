package io.exporterkit.redis.page;

import io.exporterkit.redis.servers.Exposition;
import io.exporterkit.text.GoFloat;
import io.prometheus.metrics.expositionformats.generated.Metrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A reader of pages in the protobuf format, with the classes generated from its definition. It returns the same as a
/// page in the text format: with `+Inf` among the buckets, and numbers as Go writes them.
@SuppressWarnings("NonCanonicalType") // the canonical name holds the version of the runtime
final class ProtobufExposition {
  static final String ACCEPT =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
  static final String CONTENT_TYPE =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores";

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<Exposition.Series, String> values = new LinkedHashMap<>();

  private ProtobufExposition() {}

  /// Parses a page.
  ///
  /// @throws IOException when the bytes are not a page
  /// @throws AssertionError when a family or a series occurs twice
  static Exposition parse(byte[] page) throws IOException {
    ProtobufExposition exposition = new ProtobufExposition();
    InputStream in = new ByteArrayInputStream(page);
    for (var family = Metrics.MetricFamily.parseDelimitedFrom(in);
        family != null;
        family = Metrics.MetricFamily.parseDelimitedFrom(in)) {
      exposition.add(family);
    }
    return new Exposition(exposition.types, exposition.values);
  }

  private void add(Metrics.MetricFamily family) {
    String name = family.getName();
    if (family.getHelp().isEmpty()
        || types.put(name, family.getType().name().toLowerCase(Locale.ROOT)) != null) {
      throw new AssertionError("twice, or without help: " + name);
    }
    for (Metrics.Metric metric : family.getMetricList()) {
      switch (family.getType()) {
        case COUNTER -> put(metric, name, name, metric.getCounter().getValue());
        case GAUGE -> put(metric, name, name, metric.getGauge().getValue());
        case UNTYPED -> put(metric, name, name, metric.getUntyped().getValue());
        case SUMMARY -> {
          Metrics.Summary summary = metric.getSummary();
          for (Metrics.Quantile q : summary.getQuantileList()) {
            put(metric, name, name, q.getValue(), "quantile", number(q.getQuantile()));
          }
          put(metric, name, name + "_sum", summary.getSampleSum());
          put(metric, name, name + "_count", summary.getSampleCount());
        }
        case HISTOGRAM -> {
          Metrics.Histogram histogram = metric.getHistogram();
          String buckets = name + "_bucket";
          for (Metrics.Bucket b : histogram.getBucketList()) {
            put(metric, name, buckets, b.getCumulativeCount(), "le", number(b.getUpperBound()));
          }
          put(metric, name, buckets, histogram.getSampleCount(), "le", "+Inf");
          put(metric, name, name + "_sum", histogram.getSampleSum());
          put(metric, name, name + "_count", histogram.getSampleCount());
        }
        default -> throw new AssertionError(name + " is a " + family.getType());
      }
    }
  }

  /// Adds a sample.
  ///
  /// @param point the label of a bucket or quantile and its value, or nothing
  private void put(
      Metrics.Metric metric, String family, String name, double value, String... point) {
    Map<String, String> labels = new TreeMap<>();
    for (Metrics.LabelPair label : metric.getLabelList()) {
      if (labels.put(label.getName(), escaped(label.getValue())) != null) {
        throw new AssertionError("label " + label.getName() + " twice: " + metric);
      }
    }
    if (point.length > 0) {
      labels.put(point[0], point[1]);
    }
    if (values.put(new Exposition.Series(family, name, labels), number(value)) != null) {
      throw new AssertionError("twice: " + name + labels);
    }
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
  }

  private static String number(double value) {
    byte[] digits = new byte[GoFloat.MAX_WRITTEN];
    return new String(digits, 0, GoFloat.write(value, digits, 0), StandardCharsets.US_ASCII);
  }
}
