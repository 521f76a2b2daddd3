package io.exporterkit.scrape;

import io.exporterkit.metric.Family;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The results of a target's background collectors at the start of a scrape. Immutable.
interface BackgroundResults {
  /// No background collector.
  BackgroundResults NONE = _ -> null;

  /// Returns the last completed run of a background collector, with the samples to serve; null when none has ended.
  @Nullable CompletedRun last(Collector<?> collector);

  /// Returns the families of the ages.
  default List<Family> families() {
    return List.of();
  }

  /// Records that the scrape opened a session with the target.
  default void targetIsUp() {}

  /// Returns why the last runs could not open their sessions, where the target has background collectors alone: empty
  /// when the last one opened its session. Null where the scrape opens a session itself.
  default @Nullable String openError() {
    return null;
  }
}
