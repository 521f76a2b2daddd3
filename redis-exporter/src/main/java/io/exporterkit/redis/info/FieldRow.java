package io.exporterkit.redis.info;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.text.GoFloat;

/// A field with one number in a reply: its name, its metric, and the divisor that converts the number.
///
/// In: `latest_fork_usec:280`   Out: `redis_latest_fork_seconds 0.00028` (divisor 1e6)
public record FieldRow(String field, MetricDef def, double divisor) {
  /// Returns a row whose value is emitted as the server sends it.
  public static FieldRow row(String field, MetricDef def) {
    return new FieldRow(field, def, 1);
  }

  /// Adds a value of the field to the samples. [GoFloat#NONE] adds no sample.
  public void add(double value, Samples out, String... labels) {
    out.add(def, GoFloat.isNone(value) ? value : value / divisor, labels);
  }
}
