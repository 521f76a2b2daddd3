package io.exporterkit.web;

import io.exporterkit.text.GoFloat;
import java.time.Duration;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// How long a scrape may take, from the header in which Prometheus says how long it will wait.
public final class ScrapeTimeout {
  /// Name of that header; its value is a number of seconds.
  public static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  /// Without a usable header.
  public static final Duration DEFAULT = Duration.ofSeconds(60);

  /// No scrape lasts longer, whatever the header says.
  public static final Duration MAX = Duration.ofMinutes(10);

  private ScrapeTimeout() {}

  /// The header's time less half a second, or less a quarter of it where that is less: the answer must reach the scraper before it
  /// gives up. [#DEFAULT] where the header is missing or no positive number.
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
