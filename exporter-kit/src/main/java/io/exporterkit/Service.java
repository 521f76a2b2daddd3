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
import java.util.Set;

/// The content of an exporter: its collectors, targets and paths, made from the values of its options. [TargetExporter]
/// makes the usual service; an exporter whose requests choose collectors, credentials or labels implements this
/// interface. Several threads may call the methods at the same time.
///
/// @param <S> the session that collectors read from
public interface Service<S extends AutoCloseable> extends AutoCloseable {
  /// Returns the prefix of all metric names, without the underscore; empty for none. The same at each call.
  String namespace();

  /// Returns the collectors, in the order in which they run. Called once.
  List<? extends Collector<? super S>> collectors();

  /// Returns the scrape of the telemetry path; empty, which is the default, for none. Called for each request. Its
  /// [io.exporterkit.scrape.Background] collectors run from the start of the exporter on; a probe with another key,
  /// such as after a change of credentials, is another target, whose runs begin anew.
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

  /// Returns those paths of [#handlers] that only say that the exporter runs. With a web configuration file they need
  /// no password, and are not limited, as `/-/healthy` and `/-/ready`. Called once; none by default.
  default Set<String> healthPaths() {
    return Set.of();
  }

  /// Returns the registries whose metrics stand on the telemetry page. Called once; none by default.
  default List<PrometheusRegistry> registries() {
    return List.of();
  }

  /// Returns the sections of every page, of probes as well. Called for each page; none by default.
  default List<Section> onEveryPage() {
    return List.of();
  }

  /// Whether the telemetry page has the metrics of the process and of the build. The default is yes.
  default boolean emitsProcessMetrics() {
    return true;
  }

  /// Returns labels that every sample of every page has, values by name, such as `region`; none by default. A sample
  /// keeps a label of its own of that name. Called once.
  default Map<String, String> constantLabels() {
    return Map.of();
  }

  /// Returns the reload of `/-/reload` and SIGHUP; empty, which is the default, when no file can be read again.
  default Optional<Reload> reload() {
    return Optional.empty();
  }

  /// Returns the metrics that pages can have beside those of [#collectors], for the catalogue. None by default.
  default List<MetricDef> furtherMetrics() {
    return List.of();
  }

  /// Returns a line for the log at start that describes the target and the connections; empty, which is the default,
  /// for none.
  default String startLine() {
    return "";
  }

  /// Returns the landing page with links and a live part of this exporter's own. Called once.
  ///
  /// @param page with a link to the telemetry path and an example of each probe path
  default LandingPage landing(LandingPage page) {
    return page;
  }

  /// Closes connections. Called once, after the last request has ended. The default does nothing.
  @Override
  default void close() {}
}
