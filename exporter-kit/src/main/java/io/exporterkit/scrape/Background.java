package io.exporterkit.scrape;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A collector that runs in the background, at an interval of its own: for a subject whose reading lasts longer than a
/// scrape may last, or that must not be read at every scrape.
///
/// ```java
/// .collector(Background.every(Duration.ofMinutes(5), new TableSizes()).keepLast(Duration.ofHours(1)))
/// ```
///
/// A page has the samples of the last completed run, never waits for a run, and has their age as the metric
/// `exporter_collector_age_seconds`. The metrics `exporter_collector_success`, `_duration_seconds` and `_outcome` are
/// those of the last completed run; they are absent until a run has ended.
///
/// - Each run opens a session of its own, has a deadline of its own, and closes the session. No two runs of a collector
///   and a target overlap. A run that does not end by its deadline is reported as timed out and interrupted.
/// - Samples of a run that failed are served like those of other runs: samples that were added before the error are
///   kept, and samples of earlier runs are not served any more, unless [#keepLast] is set.
/// - For the exporter's own target, the first run begins when the exporter starts, and the exporter is ready
///   (`/-/ready`) after the first success; see [#readyAfterFirstRun].
/// - For a target of requests, runs begin when a scrape has found the target up, and end when the target was not
///   scraped for ten minutes. At most 1000 targets of requests have runs: on the pages of further ones the outcome is
///   `failed`.
/// - After the second run in a row that could not open its session, the time to the next run doubles each time, up to
///   eight intervals or one hour, whichever is shorter, but is never shorter than the interval. A scrape that finds the
///   target up ends the wait.
///
/// Immutable, and safe for use by several threads if the collector is.
///
/// @param <S> type of the session that the collector reads from
public final class Background<S> implements Collector<S> {
  private final Collector<S> collector;
  private final Duration interval;
  private final Duration runTimeout;
  private final Optional<Duration> kept;
  private final boolean awaitsSuccess;

  private Background(
      Collector<S> collector,
      Duration interval,
      Duration runTimeout,
      Optional<Duration> kept,
      boolean awaitsSuccess) {
    this.collector = collector;
    this.interval = interval;
    this.runTimeout = runTimeout;
    this.kept = kept;
    this.awaitsSuccess = awaitsSuccess;
  }

  /// Returns a collector that runs in the background.
  ///
  /// @param interval time from the start of a run to the start of the next one, more than zero. When a run lasts
  ///     longer, the next one begins at its end
  /// @throws IllegalArgumentException when the interval is not more than zero, or the collector is required or already
  ///     runs in the background
  public static <S> Background<S> every(Duration interval, Collector<S> collector) {
    if (collector instanceof Background) {
      throw new IllegalArgumentException(
          "collector " + collector.name() + " already runs in the background");
    }
    if (collector.isRequired()) {
      throw new IllegalArgumentException(
          "collector "
              + collector.name()
              + " is required, and cannot run in the background: a required collector decides in each scrape whether the target is up");
    }
    String what = "the interval of collector " + collector.name();
    return new Background<>(collector, positive(interval, what), interval, Optional.empty(), true);
  }

  /// Sets the longest duration of a run, more than zero; the interval by default. A [Collector#timeout] of the
  /// collector counts, too.
  ///
  /// @throws IllegalArgumentException when the duration is not more than zero
  public Background<S> timeout(Duration longest) {
    positive(longest, "the time-out of collector " + name());
    return new Background<>(collector, interval, longest, kept, awaitsSuccess);
  }

  /// Sets that the samples of the last run with the outcome ok, skipped or forbidden are served while later runs fail
  /// or time out. Samples of the failed runs are not served. The outcome is that of the last run.
  ///
  /// @param atMost age at which the samples are no longer served, more than zero
  /// @throws IllegalArgumentException when the duration is not more than zero
  public Background<S> keepLast(Duration atMost) {
    positive(atMost, "the longest age of samples of collector " + name());
    return new Background<>(collector, interval, runTimeout, Optional.of(atMost), awaitsSuccess);
  }

  /// Sets that the exporter is ready after the first run of this collector, whatever its outcome, so that a target that
  /// is down does not keep the exporter from being ready. By default, the exporter is ready after the first run with
  /// the outcome ok, skipped or forbidden.
  public Background<S> readyAfterFirstRun() {
    return new Background<>(collector, interval, runTimeout, kept, false);
  }

  private static Duration positive(Duration duration, String what) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(what + " must be more than zero");
    }
    return duration;
  }

  /// Returns the class of a collector, of the one within where the collector runs in the background.
  static Class<?> classOf(Collector<?> collector) {
    return collector instanceof Background<?> background
        ? background.collector.getClass()
        : collector.getClass();
  }

  /// Returns the collector that runs.
  Collector<S> collector() {
    return collector;
  }

  Duration interval() {
    return interval;
  }

  Duration runTimeout() {
    return runTimeout;
  }

  /// Returns the age up to which the last good samples are served; empty when they are not kept.
  Optional<Duration> kept() {
    return kept;
  }

  /// Returns whether the exporter is ready after the first success only.
  boolean awaitsSuccess() {
    return awaitsSuccess;
  }

  @Override
  public String name() {
    return collector.name();
  }

  @Override
  public List<MetricDef> metrics() {
    return collector.metrics();
  }

  @Override
  public boolean mayEmit(MetricDef def) {
    return collector.mayEmit(def);
  }

  /// Runs the collector once, in the calling thread.
  @Override
  public void collect(S session, Samples out) throws Exception {
    collector.collect(session, out);
  }
}
