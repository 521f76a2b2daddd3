package io.exporterkit.scrape;

import io.exporterkit.metric.Samples;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import java.util.List;
import java.util.Map;

/// A target of scrapes, which can open a session. Used by several threads at the same time.
///
/// @param <S> type of the session that collectors read from; closed by the scraper when the scrape has ended
public interface Target<S extends AutoCloseable> {
  /// Opens a session, before the collectors run. Every step that must succeed for the target to count as up belongs
  /// here: when this method returns, `up` is 1 unless a required collector fails; when this method throws, `up` is 0
  /// and the message is the reason. Samples that were added before a failure are kept.
  ///
  /// @param deadline of the scrape, which this method and the session must obey
  /// @param out receives samples about the target itself
  /// @throws DeadlineException when the target did not answer before the deadline
  /// @throws Exception when the session cannot be opened; the message becomes a label, and must therefore contain no
  ///     secret that [#clean] does not hide, and no number that changes from scrape to scrape
  S open(Deadline deadline, Samples out) throws Exception;

  /// Opens a session for one run of a background collector ([Background]), beside those of scrapes. By default like
  /// [#open]; samples about the target itself are dropped. A target that keeps a connection between its scrapes leaves
  /// that connection to the scrapes.
  ///
  /// @param deadline of the run
  /// @throws DeadlineException when the target did not answer before the deadline
  /// @throws Exception when the session cannot be opened, as for [#open]
  default S openInBackground(Deadline deadline) throws Exception {
    return open(deadline, new Samples());
  }

  /// Returns this target for a scrape with these collectors alone, which a request chose, so that a session need not
  /// read in advance what the others need; by default this target. Name and history are the same.
  default Target<S> with(List<? extends Collector<? super S>> collectors) {
    return this;
  }

  /// Returns the name of the target in log lines, without secrets.
  String name();

  /// Returns the history of this target's scrapes, the same object at each call.
  ScrapeHistory history();

  /// Returns the constant labels of this target's samples, values by name; empty by default. Called when a page is
  /// made.
  default Map<String, String> labels() {
    return Map.of();
  }

  /// Returns the text of a reason without secrets of this target, such as its password; by default, the text as it is.
  /// Called for every reason before use in a label or a log line. The scraper shortens the result to one line of
  /// [#longestReason] characters at most. When this method throws an exception, the text is not used.
  default String clean(String reason) {
    return reason;
  }

  /// Returns a text without secrets of this target, such as its password; by default, the text as it is. Called for the
  /// log and the page of a probe before they are shown to somebody who asks for them.
  default String mask(String text) {
    return text;
  }

  /// Returns the largest number of characters of a reason; longer ones are cut. The default is 160.
  default int longestReason() {
    return 160;
  }

  /// Returns whether the scraper logs new errors of this target, and their end. The default is true.
  default boolean isLogged() {
    return true;
  }

  /// Returns a target without labels, whose sessions this function opens. The target has a history of its own.
  ///
  /// @param name shown in log lines, without secrets
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

  /// A function that opens a session.
  @FunctionalInterface
  interface Opener<S extends AutoCloseable> {
    /// Opens a session.
    ///
    /// @throws DeadlineException when the target did not answer before the deadline
    /// @throws Exception when the session cannot be opened, as for [Target#open]
    S open(Deadline deadline) throws Exception;
  }
}
