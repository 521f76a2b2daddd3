package io.exporterkit.scrape;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.time.DeadlineException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A reader of one subject, such as a server's queues, from a target's open session. A collector keeps no state between
/// calls, because several scrapes use the collector at the same time. Collectors run in virtual threads: blocking is
/// cheap there, but a long computation delays other scrapes.
///
/// @param <S> type of the session that [Target#open] returns, such as a connection or a client
public interface Collector<S> {
  /// Returns the name in the `collector` label and in log lines: lower case letters, digits and `_`. The same at each
  /// call.
  String name();

  /// Returns all metrics that the collector can emit, the same at each call. Adding a sample of another metric throws
  /// an [IllegalArgumentException] and makes the outcome [Outcome.Failed], unless [#mayEmit] returns true for the
  /// metric.
  List<MetricDef> metrics();

  /// Returns whether the collector may emit a metric that [#metrics] does not contain, because the target chooses the
  /// names of some metrics. The default is false. Called once in a scrape for each such metric.
  default boolean mayEmit(MetricDef def) {
    return false;
  }

  /// Returns whether the target counts as down when the outcome of this collector is not [Outcome.Ok]. In that case
  /// `up` is 0, the error of the scrape names the collector and its reason, and the collectors behind this one do not
  /// run. The default is false.
  default boolean isRequired() {
    return false;
  }

  /// Returns the time-out of this collector, more than zero; empty, which is the default, when only the deadline of the
  /// scrape ends the collector.
  ///
  /// While a collector with a time-out runs, the [Deadline] of the session is no later than the end of the time-out. A
  /// thread that runs on is interrupted, and the collectors behind this one run with the same session. A session whose
  /// connection is unusable after an interrupt must therefore throw an exception when it is used again.
  default Optional<Duration> timeout() {
    return Optional.empty();
  }

  /// Reads from the session and adds samples. Must not wait past the deadline of the scrape, which the session knows.
  /// Also called after that deadline has passed, because the session may hold replies that were read before.
  ///
  /// Samples that were added before an exception are kept. Samples that were added before the answer is due are
  /// delivered, even when the collector hangs. A thread that still runs after the deadline is interrupted, once.
  ///
  /// @param session open; closed by the scraper, not by the collector
  /// @throws SkippedException when the target lacks the subject
  /// @throws ForbiddenException when the target denies access to the subject
  /// @throws DeadlineException when the deadline passed
  /// @throws Exception when reading failed for another reason; the message becomes the reason, cleaned by
  ///     [Target#clean]
  void collect(S session, Samples out) throws Exception;
}
