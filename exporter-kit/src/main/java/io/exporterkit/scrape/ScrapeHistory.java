package io.exporterkit.scrape;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import java.util.Collection;

/// The number and the total duration of a target's scrapes, and the error of the last one. Safe for use by several
/// threads.
public final class ScrapeHistory {
  private long scrapes;
  private double seconds;
  private String lastError = "";
  private boolean late;

  /// Records a scrape that has ended. Returns the error of the scrape before; empty when there was none.
  ///
  /// @param duration in seconds
  /// @param error empty when there was none
  synchronized String ended(double duration, String error) {
    scrapes++;
    seconds += duration;
    String before = lastError;
    lastError = error;
    return before;
  }

  /// Records whether the last scrape timed out.
  synchronized void setLate(boolean wasLate) {
    late = wasLate;
  }

  /// Returns whether the last scrape timed out, or still hangs past its deadline.
  synchronized boolean wasLate() {
    return late;
  }

  /// Returns the families `exporter_scrapes_total` and `exporter_scrape_duration_seconds` of this target.
  public synchronized Collection<Family> families() {
    Samples out = new Samples();
    double[] none = new double[0];
    out.add(ScrapeMetrics.SCRAPES, scrapes);
    out.summary(ScrapeMetrics.DURATION, none, none, seconds, scrapes);
    return out.families();
  }
}
