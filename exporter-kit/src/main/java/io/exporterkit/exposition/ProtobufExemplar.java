package io.exporterkit.exposition;

import io.exporterkit.metric.Exemplar;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An exemplar and a time as messages, of which these fields are written:
///
/// ```proto
/// Exemplar  { repeated LabelPair label = 1; double value = 2; Timestamp timestamp = 3; }
/// LabelPair { name = 1; value = 2; }
/// Timestamp { int64 seconds = 1; int32 nanos = 2; }
/// ```
final class ProtobufExemplar {
  private static final int LABEL = 1;
  private static final int VALUE = 2;
  private static final int TIMESTAMP = 3;
  private static final int NAME = 1;
  private static final int LABEL_VALUE = 2;
  private static final int SECONDS = 1;
  private static final int NANOS = 2;
  private static final double MOST_SECONDS = 253_402_300_800.0; // the year 10000

  private ProtobufExemplar() {}

  /// Returns the size of a field with this exemplar; 0 for none.
  static long size(@Nullable Exemplar exemplar) {
    return exemplar == null ? 0 : ProtobufBuffer.delimitedSize(length(exemplar));
  }

  private static long length(Exemplar exemplar) {
    long length = ProtobufBuffer.DOUBLE_SIZE + timeSize(exemplar.seconds());
    for (Map.Entry<String, String> label : exemplar.labels().entrySet()) {
      length += ProtobufBuffer.delimitedSize(pairLength(label));
    }
    return length;
  }

  private static long pairLength(Map.Entry<String, String> label) {
    return ProtobufBuffer.delimitedSize(ProtobufBuffer.length(label.getKey()))
        + ProtobufBuffer.delimitedSize(ProtobufBuffer.length(label.getValue()));
  }

  /// Writes a field with this exemplar; nothing for none.
  static void write(int field, @Nullable Exemplar exemplar, ProtobufBuffer out) throws IOException {
    if (exemplar != null) {
      out.message(field, length(exemplar));
      writeFields(exemplar, out);
    }
  }

  /// Returns the size of a field from number 16 on with this exemplar.
  static long highSize(Exemplar exemplar) {
    return 1 + size(exemplar);
  }

  /// Writes a field from number 16 on with this exemplar.
  static void writeHigh(int field, Exemplar exemplar, ProtobufBuffer out) throws IOException {
    out.highMessage(field, length(exemplar));
    writeFields(exemplar, out);
  }

  private static void writeFields(Exemplar exemplar, ProtobufBuffer out) throws IOException {
    for (Map.Entry<String, String> label : exemplar.labels().entrySet()) {
      String name = label.getKey();
      String value = label.getValue();
      out.message(LABEL, pairLength(label));
      out.text(NAME, name, ProtobufBuffer.length(name));
      out.text(LABEL_VALUE, value, ProtobufBuffer.length(value));
    }
    out.number(VALUE, exemplar.value());
    writeTime(TIMESTAMP, exemplar.seconds(), out);
  }

  /// Returns the size of a field with this time; 0 for an unknown time (NaN), and for one that the format does not
  /// have.
  static long timeSize(double seconds) {
    return isTime(seconds) ? ProtobufBuffer.delimitedSize(timeLength(millis(seconds))) : 0;
  }

  private static boolean isTime(double seconds) {
    return seconds >= 0 && seconds < MOST_SECONDS;
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }

  private static long timeLength(long millis) {
    return (long) ProtobufBuffer.numberSize(millis / 1000)
        + ProtobufBuffer.numberSize(nanos(millis));
  }

  private static long nanos(long millis) {
    return millis % 1000 * 1_000_000;
  }

  /// Writes a field with this time, in milliseconds; nothing when [#timeSize] is 0.
  static void writeTime(int field, double seconds, ProtobufBuffer out) throws IOException {
    if (isTime(seconds)) {
      long millis = millis(seconds);
      out.message(field, timeLength(millis));
      out.number(SECONDS, millis / 1000);
      out.number(NANOS, nanos(millis));
    }
  }
}
