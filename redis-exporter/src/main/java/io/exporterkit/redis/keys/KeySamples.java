package io.exporterkit.redis.keys;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.text.GoFloat;
import io.exporterkit.text.LosslessUtf8;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The samples of keys of one database, emitted while there is memory for their series. Used by one thread.
final class KeySamples {
  private final Samples out;
  private final SeriesMemory.Share memory;
  private final String db;
  private final boolean values;

  /// @param values whether values of strings are emitted
  KeySamples(Samples out, SeriesMemory.Share memory, int database, boolean values) {
    this.out = out;
    this.memory = memory;
    this.db = "db" + database;
    this.values = values;
  }

  /// Whether values of strings are emitted.
  boolean withValues() {
    return values;
  }

  /// Emits the size 0 of a key that does not exist.
  void addMissing(byte[] name) throws IOException {
    String label = LosslessUtf8.decode(name);
    memory.take(label, 1);
    out.add(KeysCollector.SIZE, 0, db, label);
  }

  /// Emits the samples of a key. Unknown numbers are NaN, an unknown value is null.
  ///
  /// @throws IOException when there is no memory left for series
  void add(byte[] name, double length, double bytes, byte @Nullable [] value) throws IOException {
    String label = LosslessUtf8.decode(name);
    memory.take(label, 2);
    String[] labels = {db, label};
    addNumber(KeysCollector.SIZE, length, labels);
    addNumber(KeysCollector.MEMORY, bytes, labels);
    if (values && value != null && value.length > 0) {
      addValue(label, value);
    }
  }

  private void addValue(String label, byte[] bytes) throws IOException {
    String text = LosslessUtf8.decode(bytes);
    double number = GoFloat.parseOrNone(text);
    if (GoFloat.isNone(number)) {
      memory.take(text, 1);
      out.add(KeysCollector.VALUE_AS_STRING, 1, db, label, text);
    } else {
      memory.take("", 1);
      out.add(KeysCollector.VALUE, number, db, label);
    }
  }

  private void addNumber(MetricDef def, double value, String[] labels) {
    if (!Double.isNaN(value)) {
      out.add(def, value, labels);
    }
  }
}
