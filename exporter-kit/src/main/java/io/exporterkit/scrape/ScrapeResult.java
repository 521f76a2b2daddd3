package io.exporterkit.scrape;

import io.exporterkit.logging.LogCapture;
import io.exporterkit.metric.Section;
import io.exporterkit.net.RefusedTargetException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The result of a scrape at the moment when the answer was due. Immutable.
///
/// @param up whether the target answered, and no required collector failed
/// @param reason the first fault, as in `slabs: timed out`; empty when there was none
/// @param duration of the scrape so far
/// @param collectors how each collector ended, in the order in which they run; without those that did not begin because
///     the target is down. Those that had not ended are timed out
/// @param refusal the rule because of which the target may not be scraped; empty when it may
/// @param log lines of the log so far
/// @param section all families of the scrape, for a page
public record ScrapeResult(
    boolean up,
    String reason,
    Duration duration,
    List<Ended> collectors,
    Optional<RefusedTargetException> refusal,
    LogCapture log,
    Section section) {
  /// The end of a collector.
  ///
  /// @param collector name of the collector
  /// @param duration zero for a collector that did not start
  public record Ended(String collector, Outcome outcome, Duration duration) {}

  public ScrapeResult {
    collectors = List.copyOf(collectors);
  }
}
