package io.exporterkit;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import io.exporterkit.scrape.Collector;
import io.exporterkit.web.Handler;
import io.exporterkit.web.LandingPage;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an exporter serves, once its options are read. [TargetExporter] makes the usual one; an exporter whose requests choose
/// collectors, credentials or labels implements this interface. All methods may be called by several threads at the same time.
///
/// @param <S> the session that collectors read from
public interface Service<S extends AutoCloseable> extends AutoCloseable {
  /// Returns the prefix of all metric names, without the underscore; empty for none. The same at each call.
  String namespace();

  /// Returns the collectors, in the order in which they run. Called once.
  List<? extends Collector<? super S>> collectors();

  /// Returns what the telemetry path scrapes; empty for nothing, which is the default. Called for each request.
  default Optional<Probe<S>> target() {
    return Optional.empty();
  }

  /// Returns the paths whose requests name a target, each with its parser. Called once; none by default.
  default Map<String, ProbeParser<S>> probes() {
    return Map.of();
  }

  /// Returns further paths. Called once; none by default. A handler for `/` replaces the landing page.
  default Map<String, Handler> handlers() {
    return Map.of();
  }

  /// Returns the registries whose metrics stand on the telemetry page. Called once; none by default.
  default List<PrometheusRegistry> registries() {
    return List.of();
  }

  /// Returns what stands on every page, also of probes. Called for each page; nothing by default.
  default List<Section> onEveryPage() {
    return List.of();
  }

  /// Whether the telemetry page has the metrics of the process and of the build. The default is yes.
  default boolean emitsProcessMetrics() {
    return true;
  }

  /// Returns what `/-/reload` and SIGHUP do; empty, which is the default, where nothing can be read again.
  default Optional<Reload> reload() {
    return Optional.empty();
  }

  /// Returns the metrics that pages can have beside those of [#collectors], for the catalogue. None by default.
  default List<MetricDef> furtherMetrics() {
    return List.of();
  }

  /// Returns the line that is logged at start, which says what is scraped, and how; empty, which is the default, for none.
  default String startLine() {
    return "";
  }

  /// Returns the landing page with links of this exporter's own. Called once.
  ///
  /// @param page with a link to the telemetry path and an example of each probe path
  default LandingPage landing(LandingPage page) {
    return page;
  }

  /// Closes connections. Called once, after the last request has ended. The default does nothing.
  @Override
  default void close() {}
}
