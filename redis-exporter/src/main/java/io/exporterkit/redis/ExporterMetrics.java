package io.exporterkit.redis;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.redis.session.RedisTargets;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.IntSupplier;

/// Metrics of the exporter itself. Metrics about all targets together are emitted on the telemetry path only, because a
/// sum over the pages of several targets would count them several times.
final class ExporterMetrics {
  static final MetricDef BAD_REQUESTS =
      counter(
              "target_scrape_request_errors_total",
              "Requests to /scrape that were answered with 400, because the target was missing or not a URI, or another parameter was invalid.")
          .withoutTargetLabels();
  static final MetricDef KNOWN_TARGETS =
      gauge(
              "exporter_known_targets",
              "Targets, by address and credentials, that the exporter remembers, including nodes of clusters.")
          .withoutTargetLabels();
  static final MetricDef KEPT_CONNECTIONS =
      gauge(
              "exporter_kept_connections",
              "Connections to targets that are open between two scrapes.")
          .withoutTargetLabels();
  static final List<MetricDef> ALL = List.of(BAD_REQUESTS, KNOWN_TARGETS, KEPT_CONNECTIONS);

  private final String namespace;

  /// Creates metrics that are not registered yet.
  ///
  /// @param namespace prefix of all names, without the underscore; empty for none
  ExporterMetrics(String namespace) {
    this.namespace = namespace;
  }

  /// Registers the counter of refused requests to `/scrape`, and returns the counter.
  Counter badRequests(PrometheusRegistry registry) {
    return Counter.builder()
        .name(BAD_REQUESTS.nameIn(namespace))
        .help(BAD_REQUESTS.help())
        .register(registry);
  }

  /// Registers the gauges for the numbers of targets and of kept connections.
  void targets(RedisTargets targets, PrometheusRegistry registry) {
    gaugeOf(KNOWN_TARGETS, targets::knownTargets, registry);
    gaugeOf(KEPT_CONNECTIONS, targets::keptConnections, registry);
  }

  private void gaugeOf(MetricDef def, IntSupplier number, PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name(def.nameIn(namespace))
        .help(def.help())
        .callback(callback -> callback.call(number.getAsInt()))
        .register(registry);
  }
}
