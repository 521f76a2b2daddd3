package io.exporterkit.scrape;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import java.util.List;

/// Reads one subject from a target's open session. One class and one file a subject; used by many scrapes at the same time, so it
/// keeps no state of a scrape. Runs in a virtual thread: blocking costs nothing there, computing for long holds up others.
///
/// @param <S> the session: a connection, a client, whatever the target's [Target#open] gives
public interface Collector<S> {
  /// Name in the `collector` label and in logs: lower case, words joined with `_`.
  String name();

  /// All metrics it can emit, for the catalogue.
  List<MetricDef> metrics();

  /// Reads and adds samples. Waits no longer than the scrape's deadline, which the session knows; called also when that has passed,
  /// since what it needs may have been read already. What was added before an exception stands. A thread still at it after the
  /// deadline is interrupted, once.
  ///
  /// @throws SkippedException when the target does not have it
  /// @throws ForbiddenException when the target does not permit it
  /// @throws DeadlineException when it ran out of time
  /// @throws Exception when it failed; the message becomes the reason
  void collect(S session, Samples out) throws Exception;
}
