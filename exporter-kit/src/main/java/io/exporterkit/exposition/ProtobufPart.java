package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Exemplar;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.NativeHistogram;
import io.exporterkit.metric.SampleDetails;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The samples of a metric in one section, as messages `io.prometheus.client.Metric`, of which these fields are
/// written:
///
/// ```proto
/// Metric       { repeated LabelPair label = 1;
///                and one of gauge = 2, counter = 3, summary = 4, untyped = 5, histogram = 7; }
/// LabelPair    { name = 1; value = 2; }
/// Gauge, Untyped { double value = 1; }
/// Counter      { double value = 1; Exemplar exemplar = 2; Timestamp created_timestamp = 3; }
/// Summary      { uint64 sample_count = 1; double sample_sum = 2; repeated Quantile quantile = 3;
///                Timestamp created_timestamp = 4; }
/// Quantile     { double quantile = 1; double value = 2; }
/// Histogram    { uint64 sample_count = 1; double sample_sum = 2; repeated Bucket bucket = 3;
///                double sample_count_float = 4; Timestamp created_timestamp = 15; and those of ProtobufNative }
/// Bucket       { uint64 cumulative_count = 1; double upper_bound = 2; Exemplar exemplar = 3;
///                double cumulative_count_float = 4; }
/// ```
///
/// As in Go's client, a value of 0 is written too, and the bucket `+Inf`, which equals the count, is left to the
/// reader. The fields with `float` in their names hold counts that are not whole numbers.
final class ProtobufPart {
  // Fields of MetricFamily.
  private static final int METRIC = 4;
  // Fields of Metric.
  private static final int LABEL = 1;
  // Fields of LabelPair.
  private static final int LABEL_NAME = 1;
  private static final int LABEL_VALUE = 2;
  // Fields of Gauge, Counter and Untyped.
  private static final int VALUE = 1;
  // Fields of Summary and Histogram.
  private static final int SAMPLE_COUNT = 1;
  private static final int SAMPLE_SUM = 2;
  private static final int POINT = 3;
  private static final int SAMPLE_COUNT_FLOAT = 4;
  // Fields of Quantile.
  private static final int QUANTILE = 1;
  private static final int QUANTILE_VALUE = 2;
  // Fields of Bucket.
  private static final int CUMULATIVE_COUNT = 1;
  private static final int UPPER_BOUND = 2;
  private static final int BUCKET_EXEMPLAR = 3;
  private static final int CUMULATIVE_COUNT_FLOAT = 4;
  // Fields of Counter, Summary and Histogram.
  private static final int COUNTER_EXEMPLAR = 2;
  private static final int COUNTER_CREATED = 3;
  private static final int SUMMARY_CREATED = 4;
  private static final int HISTOGRAM_CREATED = 15;

  private static final int QUANTILE_SIZE = 2 * ProtobufBuffer.DOUBLE_SIZE;
  private static final double TWO_TO_63 = 0x1p63;

  private final PagePart part;
  private final MetricType type;
  private final int[] nameLengths; // of the labels
  private final int[] labelLengths; // of the values in the sample measured last

  ProtobufPart(PagePart part) {
    this.part = part;
    this.type = part.def().type();
    this.nameLengths = part.labelNames().stream().mapToInt(ProtobufBuffer::length).toArray();
    this.labelLengths = new int[part.labelCount()];
  }

  /// Returns the size in bytes of all samples as fields of the family's message.
  long length() {
    long length = 0;
    for (int i = 0; i < part.size(); i++) {
      PagePart.pauseAt(i);
      length += ProtobufBuffer.delimitedSize(measureMetric(i));
    }
    return length;
  }

  /// Writes all samples as fields of the family's message.
  void write(ProtobufBuffer out) throws IOException {
    for (int i = 0; i < part.size(); i++) {
      PagePart.pauseAt(i);
      out.message(METRIC, measureMetric(i));
      writeMetric(i, out);
    }
  }

  /// Returns the number of the field of Metric that holds the value.
  private int valueField() {
    return switch (type) {
      case GAUGE, INFO, STATESET -> 2;
      case COUNTER -> 3;
      case SUMMARY -> 4;
      case UNTYPED -> 5;
      case HISTOGRAM -> 7;
    };
  }

  /// Returns the length of a sample's message, and records the lengths of its label values for [#writeMetric].
  private long measureMetric(int sample) {
    long length = ProtobufBuffer.delimitedSize(valueLength(sample));
    for (int l = 0; l < labelLengths.length; l++) {
      String value = part.labelValue(sample, l);
      if (value != null) {
        labelLengths[l] = ProtobufBuffer.length(value);
        length += ProtobufBuffer.delimitedSize(labelPairLength(l));
      }
    }
    return length;
  }

  private long labelPairLength(int label) {
    return ProtobufBuffer.delimitedSize(nameLengths[label])
        + ProtobufBuffer.delimitedSize(labelLengths[label]);
  }

  /// Writes the sample that was measured last.
  private void writeMetric(int sample, ProtobufBuffer out) throws IOException {
    for (int l = 0; l < labelLengths.length; l++) {
      String value = part.labelValue(sample, l);
      if (value != null) {
        String name = part.labelName(l);
        out.message(LABEL, labelPairLength(l));
        out.text(LABEL_NAME, name, nameLengths[l]);
        out.text(LABEL_VALUE, value, labelLengths[l]);
      }
    }
    out.message(valueField(), valueLength(sample));
    Distribution distribution = part.distribution(sample);
    if (distribution == null) {
      out.number(VALUE, part.value(sample));
      if (type == MetricType.COUNTER) {
        SampleDetails details = part.details(sample);
        ProtobufExemplar.write(COUNTER_EXEMPLAR, ofCounter(details), out);
        ProtobufExemplar.writeTime(COUNTER_CREATED, details.created(), out);
      }
    } else {
      write(distribution, out);
    }
  }

  private static @Nullable Exemplar ofCounter(SampleDetails details) {
    return details.exemplars().isEmpty() ? null : details.exemplars().getLast();
  }

  private long valueLength(int sample) {
    Distribution distribution = part.distribution(sample);
    if (distribution == null) {
      long more = 0;
      if (type == MetricType.COUNTER) {
        SampleDetails details = part.details(sample);
        more =
            ProtobufExemplar.size(ofCounter(details))
                + ProtobufExemplar.timeSize(details.created());
      }
      return ProtobufBuffer.DOUBLE_SIZE + more;
    }
    long length =
        countSize(distribution.count())
            + ProtobufExemplar.timeSize(distribution.details().created());
    if (!Double.isNaN(distribution.sum())) {
      length += ProtobufBuffer.DOUBLE_SIZE;
    }
    for (int p = 0; p < distribution.size(); p++) {
      length += ProtobufBuffer.delimitedSize(pointLength(distribution, p));
    }
    NativeHistogram buckets = distribution.nativeBuckets();
    return buckets == null
        ? length
        : length + ProtobufNative.size(buckets, distribution.details().exemplars());
  }

  private long pointLength(Distribution distribution, int point) {
    return type == MetricType.SUMMARY
        ? QUANTILE_SIZE
        : countSize(distribution.value(point))
            + ProtobufBuffer.DOUBLE_SIZE
            + ProtobufExemplar.size(inBucket(distribution, point));
  }

  private static @Nullable Exemplar inBucket(Distribution distribution, int point) {
    double above = point == 0 ? Double.NEGATIVE_INFINITY : distribution.at(point - 1);
    return distribution.details().latest(above, distribution.at(point));
  }

  private void write(Distribution distribution, ProtobufBuffer out) throws IOException {
    count(SAMPLE_COUNT, SAMPLE_COUNT_FLOAT, distribution.count(), out);
    if (!Double.isNaN(distribution.sum())) {
      out.number(SAMPLE_SUM, distribution.sum());
    }
    for (int p = 0; p < distribution.size(); p++) {
      out.message(POINT, pointLength(distribution, p));
      if (type == MetricType.SUMMARY) {
        out.number(QUANTILE, distribution.at(p));
        out.number(QUANTILE_VALUE, distribution.value(p));
      } else {
        count(CUMULATIVE_COUNT, CUMULATIVE_COUNT_FLOAT, distribution.value(p), out);
        out.number(UPPER_BOUND, distribution.at(p));
        ProtobufExemplar.write(BUCKET_EXEMPLAR, inBucket(distribution, p), out);
      }
    }
    NativeHistogram buckets = distribution.nativeBuckets();
    if (buckets != null) {
      ProtobufNative.write(buckets, distribution.details().exemplars(), out);
    }
    ProtobufExemplar.writeTime(
        type == MetricType.SUMMARY ? SUMMARY_CREATED : HISTOGRAM_CREATED,
        distribution.details().created(),
        out);
  }

  private int countSize(double count) {
    if (Double.isNaN(count)) {
      return 0;
    }
    return isWhole(count) ? ProtobufBuffer.numberSize(whole(count)) : ProtobufBuffer.DOUBLE_SIZE;
  }

  /// Writes a count to the field that can hold it; writes nothing for an unknown count (NaN).
  private void count(int whole, int fractional, double count, ProtobufBuffer out)
      throws IOException {
    if (Double.isNaN(count)) {
      return;
    }
    if (isWhole(count)) {
      out.number(whole, whole(count));
    } else {
      out.number(fractional, count);
    }
  }

  private static long whole(double count) {
    return (long) Math.max(0, count);
  }

  /// Whether a count is written to the field for whole numbers. A summary has no other field: its counts are rounded
  /// down.
  private boolean isWhole(double count) {
    return type == MetricType.SUMMARY
        || (count >= 0 && count < TWO_TO_63 && count == Math.rint(count));
  }
}
