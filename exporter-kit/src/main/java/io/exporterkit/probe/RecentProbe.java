package io.exporterkit.probe;

import io.exporterkit.logging.LogCapture;
import io.exporterkit.scrape.Outcome;
import io.exporterkit.scrape.ScrapeResult;
import io.exporterkit.scrape.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// A probe that was answered, without the secrets of its target. Immutable.
///
/// @param number counted from 1 since the start of the exporter
/// @param at begin of the scrape
/// @param path of the request, without its parameters
/// @param target name of the target
/// @param outcome `ok`, `partial` when a collector failed or timed out, `down`, or `refused`
/// @param reason first fault; empty for none
/// @param collectors ends of the collectors, in the order in which they ran
/// @param log of its scrape
/// @param scraped hides the secrets of the target
public record RecentProbe(
    long number,
    Instant at,
    String path,
    String target,
    String outcome,
    Duration duration,
    String reason,
    List<ScrapeResult.Ended> collectors,
    LogCapture log,
    Target<?> scraped) {
  RecentProbe(
      long number,
      Instant at,
      String path,
      String name,
      String outcome,
      ScrapeResult result,
      Target<?> target) {
    this(
        number,
        at,
        path,
        name,
        outcome,
        result.duration(),
        target.mask(result.reason()),
        result.collectors(),
        result.log(),
        target);
  }

  /// Returns the duration in seconds, to the microsecond.
  double seconds() {
    return seconds(duration);
  }

  static double seconds(Duration duration) {
    long micros = duration.toNanos() / 1000;
    return micros / 1e6;
  }

  /// Returns outcome, log and collectors as text.
  ///
  /// ```text
  /// target:   h:11211
  /// path:     /probe
  /// time:     2026-01-02T15:04:05Z
  /// outcome:  partial
  /// duration: 0.012000 s
  /// reason:   slabs: timed out
  ///
  /// Log, with the seconds since the begin:
  /// 0.000310 DEBUG opened a connection
  ///
  /// Collectors:
  /// 0.009000 s  timed_out  slabs: timed out
  /// ```
  public String text() {
    StringBuilder text = new StringBuilder(1000);
    line(text, "target:   ", target);
    line(text, "path:     ", path);
    line(text, "time:     ", at.toString());
    line(text, "outcome:  ", outcome);
    line(text, "duration: ", fixed(seconds()) + " s");
    if (!reason.isEmpty()) {
      line(text, "reason:   ", reason);
    }
    text.append("\nLog, with the seconds since the begin:\n");
    for (LogCapture.Line line : log.lines()) {
      String head = fixed(line.nanos() / 1e9) + " " + line.level() + " ";
      line(text, head, scraped.mask(line.message()));
    }
    if (log.dropped() > 0) {
      line(text, log.dropped() + " more lines", "");
    }
    text.append("\nCollectors:\n");
    for (ScrapeResult.Ended ended : collectors) {
      Outcome outcome = ended.outcome();
      String why = outcome.reason().isEmpty() ? "" : ": " + outcome.reason();
      String time = fixed(seconds(ended.duration()));
      line(text, time + " s  %-9s  ".formatted(outcome.word()), ended.collector() + why);
    }
    return text.toString();
  }

  /// Appends a line. A line break in its text becomes a blank, so that it cannot look like another line.
  private static void line(StringBuilder to, String head, String text) {
    to.append(head).append(text.replace('\n', ' ').replace('\r', ' ')).append('\n');
  }

  private static String fixed(double seconds) {
    return String.format(Locale.ROOT, "%.6f", seconds);
  }
}
