package io.exporterkit.scrape;

/// How often a target was scraped, how long that took in all, and how the last one ended. Safe for use by several threads.
public final class ScrapeHistory {
  private long scrapes;
  private double seconds;
  private String lastError = "";

  /// Counts a scrape that has ended, and answers what the error of the one before was; empty where it had none.
  synchronized String ended(double took, String error) {
    scrapes++;
    seconds += took;
    String before = lastError;
    lastError = error;
    return before;
  }

  synchronized Totals totals() {
    return new Totals(scrapes, seconds);
  }

  record Totals(long scrapes, double seconds) {}
}
