package io.exporterkit;

import io.exporterkit.scrape.Collector;
import io.exporterkit.scrape.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A scrape that a request asks for.
///
/// @param key all that makes two requests equal: target and parameters, with value equality. Equal requests at the same
///     time share one scrape
/// @param collectors that run, in this order; empty for those of the service
/// @param timeout longest duration of the scrape; empty for the time-out of the request alone
/// @param <S> the session that collectors read from
public record Probe<S extends AutoCloseable>(
    Object key,
    Target<S> target,
    Optional<List<? extends Collector<? super S>>> collectors,
    Optional<Duration> timeout) {
  /// Makes a probe with the collectors of the service.
  public Probe(Object key, Target<S> target) {
    this(key, target, Optional.empty(), Optional.empty());
  }

  /// Makes a probe with these collectors.
  public Probe(Object key, Target<S> target, List<? extends Collector<? super S>> collectors) {
    this(key, target, Optional.of(List.copyOf(collectors)), Optional.empty());
  }
}
