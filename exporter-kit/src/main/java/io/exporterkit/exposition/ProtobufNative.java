package io.exporterkit.exposition;

import io.exporterkit.metric.Exemplar;
import io.exporterkit.metric.NativeHistogram;
import java.io.IOException;
import java.util.List;

/// The buckets of a native histogram, as fields of the message `Histogram`:
///
/// ```proto
/// Histogram  { sint32 schema = 5; double zero_threshold = 6; uint64 zero_count = 7;
///              repeated BucketSpan negative_span = 9; repeated sint64 negative_delta = 10;
///              repeated BucketSpan positive_span = 12; repeated sint64 positive_delta = 13;
///              repeated Exemplar exemplars = 16; }
/// BucketSpan { sint32 offset = 1; uint32 length = 2; }
/// ```
///
/// A span is a run of buckets without a gap: its offset is the number of buckets between the run and the one before, or
/// the index of its first bucket for the first run. A delta is the count of a bucket minus the count of the bucket
/// before. A histogram without any bucket has one span of length 0, by which Prometheus recognizes a native histogram.
final class ProtobufNative {
  private static final int SCHEMA = 5;
  private static final int ZERO_THRESHOLD = 6;
  private static final int ZERO_COUNT = 7;
  private static final int NEGATIVE_SPAN = 9;
  private static final int NEGATIVE_DELTA = 10;
  private static final int POSITIVE_SPAN = 12;
  private static final int POSITIVE_DELTA = 13;
  private static final int EXEMPLARS = 16;
  private static final int OFFSET = 1;
  private static final int LENGTH = 2;

  private ProtobufNative() {}

  /// Returns the size in bytes of the fields.
  static long size(NativeHistogram histogram, List<Exemplar> exemplars) {
    long size =
        ProtobufBuffer.signedSize(histogram.schema())
            + ProtobufBuffer.DOUBLE_SIZE
            + ProtobufBuffer.numberSize(histogram.zeroCount())
            + size(histogram.negative())
            + size(histogram.positive());
    if (isEmpty(histogram)) {
      size += ProtobufBuffer.delimitedSize(spanLength(0, 0));
    }
    for (Exemplar exemplar : exemplars) {
      size += isWritten(exemplar) ? ProtobufExemplar.highSize(exemplar) : 0;
    }
    return size;
  }

  private static boolean isEmpty(NativeHistogram histogram) {
    return histogram.negative().size() == 0 && histogram.positive().size() == 0;
  }

  /// Whether an exemplar has a time, without which Prometheus cannot place the exemplar of a native histogram.
  private static boolean isWritten(Exemplar exemplar) {
    return exemplar.isShort() && ProtobufExemplar.timeSize(exemplar.seconds()) > 0;
  }

  private static long size(NativeHistogram.Buckets buckets) {
    long size = 0;
    for (int from = 0; from < buckets.size(); ) {
      int end = end(buckets, from);
      size += ProtobufBuffer.delimitedSize(spanLength(offset(buckets, from), end - from));
      from = end;
    }
    for (int i = 0; i < buckets.size(); i++) {
      size += ProtobufBuffer.signedSize(delta(buckets, i));
    }
    return size;
  }

  private static long spanLength(int offset, int length) {
    return (long) ProtobufBuffer.signedSize(offset) + ProtobufBuffer.numberSize(length);
  }

  /// Returns the position behind the run of buckets without a gap that begins at `from`.
  private static int end(NativeHistogram.Buckets buckets, int from) {
    int end = from + 1;
    while (end < buckets.size() && buckets.index(end) == buckets.index(end - 1) + 1) {
      end++;
    }
    return end;
  }

  private static int offset(NativeHistogram.Buckets buckets, int from) {
    return from == 0 ? buckets.index(0) : buckets.index(from) - buckets.index(from - 1) - 1;
  }

  private static long delta(NativeHistogram.Buckets buckets, int position) {
    return buckets.count(position) - (position == 0 ? 0 : buckets.count(position - 1));
  }

  /// Writes the fields.
  static void write(NativeHistogram histogram, List<Exemplar> exemplars, ProtobufBuffer out)
      throws IOException {
    out.signed(SCHEMA, histogram.schema());
    out.number(ZERO_THRESHOLD, histogram.zeroThreshold());
    out.number(ZERO_COUNT, histogram.zeroCount());
    write(histogram.negative(), NEGATIVE_SPAN, NEGATIVE_DELTA, out);
    write(histogram.positive(), POSITIVE_SPAN, POSITIVE_DELTA, out);
    if (isEmpty(histogram)) {
      writeSpan(POSITIVE_SPAN, 0, 0, out);
    }
    for (Exemplar exemplar : exemplars) {
      if (isWritten(exemplar)) {
        ProtobufExemplar.writeHigh(EXEMPLARS, exemplar, out);
      }
    }
  }

  private static void write(
      NativeHistogram.Buckets buckets, int spanField, int deltaField, ProtobufBuffer out)
      throws IOException {
    for (int from = 0; from < buckets.size(); ) {
      int end = end(buckets, from);
      writeSpan(spanField, offset(buckets, from), end - from, out);
      from = end;
    }
    for (int i = 0; i < buckets.size(); i++) {
      out.signed(deltaField, delta(buckets, i));
    }
  }

  private static void writeSpan(int field, int offset, int length, ProtobufBuffer out)
      throws IOException {
    out.message(field, spanLength(offset, length));
    out.signed(OFFSET, offset);
    out.number(LENGTH, length);
  }
}
