package io.exporterkit;

import static io.exporterkit.metric.MetricDef.counter;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.probe.UnusableTargets;
import io.exporterkit.time.Ticker;
import io.exporterkit.web.Response;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests for targets that may not be probed: counted, logged, and answered 403. Safe for use by several threads.
final class RefusedProbes {
  private static final Logger log = LoggerFactory.getLogger(Exporter.class);

  static final MetricDef REFUSED =
      counter(
              "exporter_probes_refused_total",
              "Requests that were answered 403, because their target is not allowed.")
          .labels("reason")
          .withoutTargetLabels();

  private final Counter counter;
  private final UnusableTargets logged = new UnusableTargets(Set.of(), Ticker.system());

  RefusedProbes(String namespace) {
    counter =
        Counter.builder()
            .name(REFUSED.nameIn(namespace))
            .help(REFUSED.help())
            .labelNames("reason")
            .build();
    for (RefusedTargetException.Cause cause : RefusedTargetException.Cause.values()) {
      counter.initLabelValues(cause.word());
    }
  }

  void register(PrometheusRegistry registry) {
    registry.register(counter);
  }

  /// Returns the answer to a request, after the request was counted. The log has a line for each target, and at most a
  /// hundred in ten minutes.
  Response answer(RefusedTargetException refusal) {
    String target = refusal.target();
    counter.labelValues(refusal.refused().word()).inc();
    if (logged.isNews(target + ": " + refusal.getMessage())) {
      log.atWarn()
          .addKeyValue("target", target)
          .addKeyValue("reason", refusal.refused().word())
          .log("{}: {}", target, refusal.getMessage());
    }
    return Response.text(403, refusal.getMessage() + "\n");
  }
}
