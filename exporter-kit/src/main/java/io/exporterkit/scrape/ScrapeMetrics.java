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

/// What every scrape tells of itself, and the scraper of all of them.
final class ScrapeMetrics {
  static final MetricDef UP =
      gauge("up", BOOLEAN, "Whether the target answered: 1 if it did, else 0.");
  static final MetricDef LAST_ERROR =
      gauge(
              "exporter_last_scrape_error",
              BOOLEAN,
              "Whether something went wrong in this scrape, with the reason; 0 with an empty reason when all went well.")
          .labels("err");
  static final MetricDef LAST_DURATION =
      gauge(
          "exporter_last_scrape_duration_seconds",
          SECONDS,
          "Time this scrape took, from the first byte to the target to the last sample.");
  static final MetricDef SCRAPES =
      counter(
              "exporter_scrapes_total",
              "Scrapes of this target since the exporter began to keep it in mind.")
          .withoutTargetLabels();
  static final MetricDef DURATION =
      summary(
              "exporter_scrape_duration_seconds",
              SECONDS,
              "Time the scrapes of this target took in all, and their number.")
          .withoutTargetLabels();
  static final MetricDef SUCCESS =
      gauge(
              "exporter_collector_success",
              BOOLEAN,
              "Whether a collector had no trouble in this scrape: 1 for the outcomes ok, skipped and forbidden, 0 for failed and timed_out.")
          .labels("collector")
          .withoutTargetLabels();
  static final MetricDef COLLECTOR_DURATION =
      gauge(
              "exporter_collector_duration_seconds",
              SECONDS,
              "Time a collector took in this scrape, waiting for its replies included.")
          .labels("collector")
          .withoutTargetLabels();
  static final MetricDef OUTCOME =
      gauge(
              "exporter_collector_outcome",
              BOOLEAN,
              "1, with how a collector ended in this scrape: ok, skipped (the target does not have it), forbidden (the target does not permit it), failed or timed_out.")
          .labels("collector", "outcome")
          .withoutTargetLabels();

  static final MetricDef REJECTED =
      counter(
              "exporter_scrapes_rejected_total",
              "Requests answered 503 because as many scrapes as allowed were running.")
          .withoutTargetLabels();
  static final MetricDef DROPPED =
      counter(
              "exporter_samples_dropped_total",
              "Samples missing on pages because their series was there already, or their metric with another type or other labels; the log names each metric once.")
          .withoutTargetLabels();
  static final MetricDef IN_FLIGHT =
      gauge(
              "exporter_scrapes_in_flight",
              "Scrapes running at the moment the page is made; the one it tells of has ended, unless it ran out of time.")
          .withoutTargetLabels();
  static final MetricDef ENDED =
      counter(
              "exporter_target_scrapes_total",
              "Scrapes of all targets that have ended: ok, partial (a collector failed or was late) or down (the target could not be reached, or refused).")
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
          REJECTED,
          DROPPED,
          IN_FLIGHT,
          ENDED);
  private static final Set<String> NAMES =
      ALL.stream().map(MetricDef::name).collect(Collectors.toUnmodifiableSet());

  private ScrapeMetrics() {}

  /// Whether the scraper itself emits a metric of this name, which nothing else may emit then.
  static boolean isReserved(MetricDef def) {
    return NAMES.contains(def.name());
  }
}
