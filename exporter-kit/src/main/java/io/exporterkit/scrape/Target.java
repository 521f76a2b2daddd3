package io.exporterkit.scrape;

import io.exporterkit.metric.Samples;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import java.util.Map;

/// What is scraped: knows how to open a session. Lives as long as somebody scrapes it.
///
/// @param <S> what collectors read from; closed when the scrape has ended
public interface Target<S extends AutoCloseable> {
  /// Opens a session. All that must work for the target to count as up belongs here: when this returns, `up` is 1, and when it
  /// throws, `up` is 0 and the message is the reason. Samples added before a failure stand.
  ///
  /// @throws DeadlineException when the target did not answer in time
  /// @throws Exception when it cannot be had; the message holds no secret that [#clean] does not hide, and no number that changes from
  ///     scrape to scrape, because it becomes a label
  S open(Deadline deadline, Samples out) throws Exception;

  /// Name for logs, without secrets.
  String name();

  /// Counts of this target's scrapes: the same object at each call.
  ScrapeHistory history();

  /// Constant labels of this target's samples, asked when a page is made.
  default Map<String, String> labels() {
    return Map.of();
  }

  /// Returns the text of a reason without secrets of this target, such as its password. The default returns the text as it is. Called for
  /// every reason before that becomes a label or a log line; the result is made one line of
  /// [#longestReason] characters at most.
  default String clean(String reason) {
    return reason;
  }

  /// Number of characters to which a reason is cut; 160 by default.
  default int longestReason() {
    return 160;
  }

  /// Whether the log holds how a scrape of this target ended, where that is news.
  default boolean isLogged() {
    return true;
  }

  /// A target that needs nothing but opening.
  static <S extends AutoCloseable> Target<S> of(String name, Opener<S> opener) {
    ScrapeHistory history = new ScrapeHistory();
    return new Target<>() {
      @Override
      public S open(Deadline deadline, Samples out) throws Exception {
        return opener.open(deadline);
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public ScrapeHistory history() {
        return history;
      }
    };
  }

  /// Opens a session before a deadline.
  @FunctionalInterface
  interface Opener<S extends AutoCloseable> {
    S open(Deadline deadline) throws Exception;
  }
}
