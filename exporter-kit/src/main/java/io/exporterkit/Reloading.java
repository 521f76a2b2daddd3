package io.exporterkit;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.TIMESTAMP;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.web.Response;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reloads one after the other, and how the last one ended. Safe for use by several threads.
final class Reloading {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);

  static final MetricDef SUCCESSFUL =
      gauge(
              "exporter_config_last_reload_successful",
              BOOLEAN,
              "Whether the last reload was successful, or the start where there was none.")
          .withoutTargetLabels();
  static final MetricDef TIME =
      gauge(
              "exporter_config_last_reload_success_timestamp_seconds",
              TIMESTAMP,
              "Time of the last successful reload, or of the start.")
          .withoutTargetLabels();
  static final List<MetricDef> METRICS = List.of(SUCCESSFUL, TIME);

  private final Reload reload;
  private volatile boolean successful = true;
  private volatile double time = now();

  Reloading(Reload reload, String namespace, PrometheusRegistry registry) {
    this.reload = reload;
    register(SUCCESSFUL, namespace, () -> successful ? 1 : 0, registry);
    register(TIME, namespace, () -> time, registry);
  }

  static void register(
      MetricDef def, String namespace, DoubleSupplier value, PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name(def.nameIn(namespace))
        .help(def.help())
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  private static double now() {
    return System.currentTimeMillis() / 1e3;
  }

  /// Reloads, and returns the answer to the request that wanted it.
  Response answer() {
    return switch (reload()) {
      case Reload.Done _ -> Response.text(200, "ok");
      case Reload.Nothing(String why) -> Response.text(400, why + "\n");
      case Reload.Failed(List<String> reasons) ->
          Response.text(500, String.join("\n", reasons) + "\n");
    };
  }

  synchronized Reload.Result reload() {
    Reload.Result result = reload.reload();
    switch (result) {
      case Reload.Done(String what) -> {
        log.info("reloaded: {}", what);
        successful = true;
        time = now();
      }
      case Reload.Nothing(String why) -> log.info("{}", why);
      case Reload.Failed(List<String> reasons) -> {
        reasons.forEach(why -> log.error("what was read last stays in force: {}", why));
        successful = false;
      }
    }
    return result;
  }
}
