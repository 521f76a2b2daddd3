package io.exporterkit.web;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.metric.Section;
import io.exporterkit.process.ProcessMetrics;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.Target;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;

/// A handler for the usual page of an exporter: the result of a scrape, the metrics registered with the official
/// client, and the `process_` metrics.
///
/// ```java
/// var scraper = new Scraper<>("mailq", List.of(new QueueCollector()), registry);
/// var target = Target.of("mailq", deadline -> QueueClient.connect(address, deadline));
/// ExporterServer.listen(address, Map.of("/metrics", new MetricsHandler<>(scraper, target, registry)));
/// ```
///
/// A metric that several of these sources have is one family on the page, with the samples of all. When the sources
/// contradict each other, the first one stays; the others are logged, and counted as `exporter_samples_dropped_total`.
/// A `process_` metric from a registry replaces the one of this handler. A page of another shape, or of a target that
/// the request names, needs a [Handler] of a few lines. Safe for use by several threads.
///
/// @param <S> type of the session that the scraper's collectors read from
public final class MetricsHandler<S extends AutoCloseable> implements Handler {
  private final Scraper<S> scraper;
  private final Target<S> target;
  private final List<PrometheusRegistry> registries;

  /// Makes a handler.
  ///
  /// @param target scraped for each request; also the key of its scrapes, so that requests at the same time share a
  ///     scrape
  /// @param registries read for each request, in this order
  public MetricsHandler(Scraper<S> scraper, Target<S> target, PrometheusRegistry... registries) {
    this.scraper = scraper;
    this.target = target;
    this.registries = List.of(registries);
  }

  @Override
  public Response handle(Request request) throws Scraper.BusyException, InterruptedException {
    List<Section> page = new ArrayList<>();
    page.add(scraper.scrape(target, target, request.deadline()).section());
    for (PrometheusRegistry registry : registries) {
      page.add(Section.of("", RegistryFamilies.of(registry)));
    }
    page.add(Section.of("", ProcessMetrics.families()).without(page));
    return new Response.Metrics(page, scraper.conflicts());
  }
}
