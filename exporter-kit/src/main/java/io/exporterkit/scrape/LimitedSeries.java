package io.exporterkit.scrape;

import io.exporterkit.metric.SeriesBudget;
import io.exporterkit.metric.SeriesLimits;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The count of series that were dropped because a scrape, or a metric in a scrape, had more than the limit. When
/// series of a metric are dropped for the first time, one line is logged at level WARN. The count of the first 100
/// metrics is separate; all others are counted as one metric `other`, because names of metrics may come from targets.
/// Safe for use by several threads.
final class LimitedSeries {
  private static final Logger log = LoggerFactory.getLogger(LimitedSeries.class);
  private static final int MOST_NAMES = 100;
  private static final String OTHER = "other";

  private final String namespace;
  private final SeriesLimits limits;
  private final Counter dropped;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  LimitedSeries(String namespace, SeriesLimits limits, PrometheusRegistry registry) {
    this.namespace = namespace;
    this.limits = limits;
    this.dropped =
        Counter.builder()
            .name(ScrapeMetrics.LIMITED.nameIn(namespace))
            .help(ScrapeMetrics.LIMITED.help())
            .labelNames("metric")
            .register(registry);
  }

  /// Returns the series that one scrape may emit.
  SeriesBudget budget() {
    return new SeriesBudget(limits);
  }

  /// Counts the series that a scrape has dropped.
  ///
  /// @param series by the name of the metric without the namespace
  void count(Map<String, Long> series) {
    series.forEach((name, number) -> {
      String whole = namespace.isEmpty() ? name : namespace + "_" + name;
      boolean isNew = names.size() < MOST_NAMES && names.add(whole);
      if (isNew) {
        log.atWarn()
            .addKeyValue("metric", whole)
            .log("series of {} are dropped: the limit of series is reached", whole);
      }
      dropped.labelValues(names.contains(whole) ? whole : OTHER).inc(number);
    });
  }
}
