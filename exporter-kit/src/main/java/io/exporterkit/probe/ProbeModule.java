package io.exporterkit.probe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A module: a named way to probe a target, which a request chooses by `module=NAME`. An exporter declares a record of
/// the settings that its modules have, and the record implements this interface: a component of the name of a method
/// replaces the method. Without the component, modules of this exporter have no such setting.
///
/// ```java
/// record QueueModule(List<String> collectors, Optional<Duration> timeout, int depth) implements ProbeModule {
///   static QueueModule defaults() {
///     return new QueueModule(List.of(), Optional.empty(), 1);
///   }
/// }
/// ```
///
/// ```yaml
/// modules:
///   deep: {collectors: [queues], timeout: 2s, depth: 5}
/// ```
public interface ProbeModule {
  /// Returns the name of an entry of [Modules#credentials]; empty for none.
  default Optional<String> credentials() {
    return Optional.empty();
  }

  /// Returns the names of the collectors that run, beside the required ones; empty for all.
  default List<String> collectors() {
    return List.of();
  }

  /// Returns the longest duration of a probe; empty for the time-out of the request alone.
  default Optional<Duration> timeout() {
    return Optional.empty();
  }

  /// Returns constant labels of the samples of the target, values by name.
  default Map<String, String> labels() {
    return Map.of();
  }
}
