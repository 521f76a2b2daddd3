package io.exporterkit.scrape;

import io.exporterkit.metric.Section;
import java.time.Duration;
import java.util.List;

/// A scrape as it stood when its answer was due. Immutable.
///
/// @param up whether the target answered
/// @param reason the first thing that went wrong, as in `slabs: timed out`; empty when all went well
/// @param duration of the scrape so far
/// @param collectors how each collector ended, in the order in which they run; empty where the target is down. Those
///     that had not ended are timed out
/// @param section all families of the scrape, for a page
public record ScrapeResult(
    boolean up, String reason, Duration duration, List<Ended> collectors, Section section) {
  /// How a collector ended.
  ///
  /// @param duration zero for one that did not begin
  public record Ended(String collector, Outcome outcome, Duration duration) {}

  public ScrapeResult {
    collectors = List.copyOf(collectors);
  }
}
