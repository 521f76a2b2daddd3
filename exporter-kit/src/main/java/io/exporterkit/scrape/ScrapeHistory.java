package io.exporterkit.scrape;

import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import java.util.Collection;

/// How often a target was scraped, how long that took in all, and how the last one ended. Safe for use by several threads.
public final class ScrapeHistory {
  private long scrapes;
  private double seconds;
  private String lastError = "";
  private boolean late;

  /// Counts a scrape that has ended, and answers what the error of the one before was; empty where it had none.
  synchronized String ended(double took, String error) {
    scrapes++;
    seconds += took;
    String before = lastError;
    lastError = error;
    return before;
  }

  /// Records whether the last scrape ran out of time.
  synchronized void setLate(boolean wasLate) {
    late = wasLate;
  }

  /// Whether the last scrape ran out of time, or one hangs past its deadline.
  synchronized boolean wasLate() {
    return late;
  }

  /// How often, and how long in all, as metrics: `exporter_scrapes_total` and `exporter_scrape_duration_seconds`.
  public synchronized Collection<Family> families() {
    Samples out = new Samples();
    double[] none = new double[0];
    out.add(ScrapeMetrics.SCRAPES, scrapes);
    out.summary(ScrapeMetrics.DURATION, none, none, seconds, scrapes);
    return out.families();
  }
}
