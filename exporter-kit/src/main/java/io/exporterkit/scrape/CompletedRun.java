package io.exporterkit.scrape;

import io.exporterkit.metric.Family;
import java.util.List;

/// The last run of a background collector that has ended, or whose deadline has passed.
///
/// @param seconds duration of the run
/// @param families samples of the run; they do not change any more
/// @param endedAt time of the end, on the clock of the scraper
/// @param openError why the session could not be opened; empty when it was
/// @param discard called when the samples are no longer served
record CompletedRun(
    Outcome outcome,
    double seconds,
    List<Family> families,
    long endedAt,
    String openError,
    Runnable discard) {
  CompletedRun {
    families = List.copyOf(families);
  }

  /// Returns whether the session was opened.
  boolean isUp() {
    return openError.isEmpty();
  }

  /// Returns this run with the samples of another one.
  CompletedRun withSamplesOf(List<Family> others) {
    return new CompletedRun(outcome, seconds, others, endedAt, openError, discard);
  }
}
