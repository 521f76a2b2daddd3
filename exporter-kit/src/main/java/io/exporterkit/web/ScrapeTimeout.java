package io.exporterkit.web;

import io.exporterkit.text.GoFloat;
import java.time.Duration;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// The time-out of a scrape, derived from the header in which Prometheus sends its own time-out.
public final class ScrapeTimeout {
  /// The name of the header, whose value is a number of seconds.
  public static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  /// The time-out when the header is missing or invalid: 60 seconds.
  public static final Duration DEFAULT = Duration.ofSeconds(60);

  /// The longest time-out, whatever the header contains: 10 minutes.
  public static final Duration MAX = Duration.ofMinutes(10);

  private ScrapeTimeout() {}

  /// Returns the time-out of a scrape: the header's value less half a second or a quarter of the value, whichever is
  /// smaller, because the answer must reach the scraper in time. Returns [#DEFAULT] when the header is missing or not a
  /// positive number.
  ///
  /// @param header value of the header; null when missing
  public static Duration of(@Nullable String header) {
    OptionalDouble seconds = header == null ? OptionalDouble.empty() : GoFloat.parse(header);
    if (seconds.isEmpty() || !(seconds.getAsDouble() > 0)) {
      return DEFAULT;
    }
    double wait = Math.min(seconds.getAsDouble(), 2.0 * MAX.toSeconds());
    long millis = (long) ((wait - Math.min(0.5, wait / 4)) * 1000);
    return millis > MAX.toMillis() ? MAX : Duration.ofMillis(millis);
  }
}
