package io.exporterkit.scrape;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.MetricDef.summary;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The metrics about each scrape, and about all scrapes of a scraper.
final class ScrapeMetrics {
  static final MetricDef UP = gauge("up", BOOLEAN, "Whether the target answered: 1 if so, else 0.");
  static final MetricDef LAST_ERROR =
      gauge(
              "exporter_last_scrape_error",
              BOOLEAN,
              "Whether this scrape had an error: 1 with the reason of the first error, or 0 with an empty reason.")
          .labels("err");
  static final MetricDef LAST_DURATION =
      gauge(
          "exporter_last_scrape_duration_seconds",
          SECONDS,
          "Duration of this scrape, from its start to the last sample.");
  static final MetricDef SCRAPES =
      counter(
              "exporter_scrapes_total",
              "Scrapes of this target since the exporter began to count them.")
          .withoutTargetLabels();
  static final MetricDef DURATION =
      summary(
              "exporter_scrape_duration_seconds",
              SECONDS,
              "Total duration and number of the scrapes of this target.")
          .withoutTargetLabels();
  static final MetricDef SUCCESS =
      gauge(
              "exporter_collector_success",
              BOOLEAN,
              "Whether a collector ended without a fault in this scrape: 1 for the outcomes ok, skipped and forbidden, 0 for failed and timed_out.")
          .labels("collector")
          .withoutTargetLabels();
  static final MetricDef COLLECTOR_DURATION =
      gauge(
              "exporter_collector_duration_seconds",
              SECONDS,
              "Duration of a collector in this scrape, including the wait for replies.")
          .labels("collector")
          .withoutTargetLabels();
  static final MetricDef OUTCOME =
      gauge(
              "exporter_collector_outcome",
              BOOLEAN,
              "1, with the outcome of a collector in this scrape: ok, skipped (the target lacks the subject), forbidden (the target denies access), failed or timed_out.")
          .labels("collector", "outcome")
          .withoutTargetLabels();

  static final MetricDef AGE =
      gauge(
              "exporter_collector_age_seconds",
              SECONDS,
              "Time since the end of the run that read the samples of a background collector on this page; absent when the page has no samples of the collector.")
          .labels("collector")
          .withoutTargetLabels();

  static final MetricDef REJECTED =
      counter(
              "exporter_scrapes_rejected_total",
              "Requests answered 503 because the limit of scrapes at the same time was reached.")
          .withoutTargetLabels();
  static final MetricDef DROPPED =
      counter(
              "exporter_samples_dropped_total",
              "Samples missing on pages because the page already had the same series, or the same metric with another type or other labels; the log names each metric once.")
          .withoutTargetLabels();
  static final MetricDef LIMITED =
      counter(
              "exporter_series_dropped_total",
              "Series missing on pages because a scrape, or a metric in a scrape, had more than the limit of series; absent as long as there were none.")
          .labels("metric")
          .withoutTargetLabels();
  static final MetricDef IN_FLIGHT =
      gauge(
              "exporter_scrapes_in_flight",
              "Scrapes that run at the moment when the page is made; the scrape of the page itself has ended, unless that scrape timed out.")
          .withoutTargetLabels();
  static final MetricDef ENDED =
      counter(
              "exporter_target_scrapes_total",
              "Scrapes of all targets that have ended: ok, partial (a collector failed or timed out) or down (the target could not be reached, or refused the exporter).")
          .labels("outcome")
          .withoutTargetLabels();

  static final List<MetricDef> ALL =
      List.of(
          UP,
          LAST_ERROR,
          LAST_DURATION,
          SCRAPES,
          DURATION,
          SUCCESS,
          COLLECTOR_DURATION,
          OUTCOME,
          AGE,
          REJECTED,
          DROPPED,
          LIMITED,
          IN_FLIGHT,
          ENDED);
  private static final Set<String> NAMES =
      ALL.stream().map(MetricDef::name).collect(Collectors.toUnmodifiableSet());

  private ScrapeMetrics() {}

  /// Returns whether the scraper itself emits a metric of this name, so that nothing else may emit the metric.
  static boolean isReserved(MetricDef def) {
    return NAMES.contains(def.name());
  }
}
