package io.exporterkit.redis.info;

import io.exporterkit.metric.MetricDef;

/// One INFO field that is one number: its name in the reply, the metric it becomes, and the factor between them.
///
/// In: `latest_fork_usec:280`   Out: `redis_latest_fork_seconds 0.00028` (divisor 1e6)
public record InfoRow(String field, MetricDef def, double divisor) {
  static InfoRow row(String field, MetricDef def) {
    return new InfoRow(field, def, 1);
  }
}
