package io.exporterkit.metric;

/// The largest numbers of series that a scrape may have. A histogram has a series for each bucket, its sum and its
/// count, as in the text format. Immutable.
///
/// @param perScrape of all collectors together; 0 for no limit
/// @param perFamily of one metric; 0 for no limit
public record SeriesLimits(long perScrape, long perFamily) {
  /// No limits.
  public static final SeriesLimits NONE = new SeriesLimits(0, 0);

  /// Checks the limits.
  ///
  /// @throws IllegalArgumentException when a limit is negative
  public SeriesLimits {
    if (perScrape < 0 || perFamily < 0) {
      throw new IllegalArgumentException("a limit of series is 0 for none, or above");
    }
  }
}
