package io.exporterkit;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.TIMESTAMP;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.webconfig.WebConfigFile;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The reload of a web configuration file, and of what else the service reads again. Each of the two stays in force as
/// before when its own file is bad.
///
/// @param service empty when the service reads nothing again
record WebConfigReload(WebConfigFile file, Optional<Reload> service) implements Reload {
  static final MetricDef SUCCESSFUL =
      gauge(
              "exporter_web_config_last_reload_successful",
              BOOLEAN,
              "Whether the web configuration file could be used when it was last read.")
          .withoutTargetLabels();
  static final MetricDef TIME =
      gauge(
              "exporter_web_config_last_reload_success_timestamp_seconds",
              TIMESTAMP,
              "Time at which the web configuration file was last read successfully.")
          .withoutTargetLabels();
  static final List<MetricDef> METRICS = List.of(SUCCESSFUL, TIME);

  void register(String namespace, PrometheusRegistry registry) {
    Reloading.register(SUCCESSFUL, namespace, () -> file.isSuccessful() ? 1 : 0, registry);
    Reloading.register(TIME, namespace, file::successTime, registry);
  }

  @Override
  public Result reload() {
    List<String> reasons = new ArrayList<>();
    try {
      file.reload();
    } catch (IOException e) {
      reasons.add(String.valueOf(e.getMessage()));
    }
    Result result = service.isPresent() ? service.get().reload() : new Nothing("no other file");
    if (result instanceof Failed(List<String> more)) {
      reasons.addAll(more);
    }
    if (!reasons.isEmpty()) {
      return new Failed(reasons);
    }
    String also = result instanceof Done(String what) ? ", " + what : "";
    return new Done("web configuration" + also);
  }
}
