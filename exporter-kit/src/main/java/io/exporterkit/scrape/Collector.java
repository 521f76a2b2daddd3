package io.exporterkit.scrape;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.time.DeadlineException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads one subject from a target's open session. One class and one file a subject; used by many scrapes at the same time, so it
/// keeps no state of a scrape. Runs in a virtual thread: blocking costs nothing there, computing for long holds up others.
///
/// @param <S> the session: a connection, a client, whatever the target's [Target#open] gives
public interface Collector<S> {
  /// Name in the `collector` label and in logs: lower case letters and digits, words joined with `_`.
  String name();

  /// All metrics it can emit, the same at each call. A sample of another metric is an [IllegalArgumentException] when it is added, and
  /// makes the outcome [Outcome.Failed], unless [#mayEmit] allows it.
  List<MetricDef> metrics();

  /// Whether it can emit a metric that is not in [#metrics], because the target chooses the names of some. The default is no. Called once
  /// for each such metric of a scrape.
  default boolean mayEmit(MetricDef def) {
    return false;
  }

  /// Whether the target counts as down when this collector does not end well: any outcome but [Outcome.Ok] makes `up` 0, with the
  /// collector's name and reason, and the collectors behind it do not run. The default is no.
  default boolean isRequired() {
    return false;
  }

  /// Returns the longest time that this collector may use of a scrape, more than zero; empty, which is the default, where only the
  /// scrape's deadline ends it. Within a collector with a time-out, the [Deadline] of the session lies no later than the end of that
  /// time. A thread that goes on for longer is interrupted, and the collectors behind this one run with what the session is then: a
  /// session whose connection cannot be used after an interrupt must refuse.
  default Optional<Duration> timeout() {
    return Optional.empty();
  }

  /// Reads and adds samples. Waits no longer than the scrape's deadline, which the session knows; called also when that has passed,
  /// since what it needs may have been read already. What was added before an exception stands, and what was added when the answer is due
  /// is delivered, also when the collector hangs. A thread that goes on after the deadline is interrupted, once.
  ///
  /// @throws SkippedException when the target does not have it
  /// @throws ForbiddenException when the target does not permit it
  /// @throws DeadlineException when it ran out of time
  /// @throws Exception when it failed; the message becomes the reason, cleaned by [Target#clean]
  void collect(S session, Samples out) throws Exception;
}
