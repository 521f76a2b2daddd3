package io.exporterkit;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import io.exporterkit.process.ProcessMetrics;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.ScrapeResult;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.BuildInfo;
import io.exporterkit.web.Handler;
import io.exporterkit.web.HandlerMetrics;
import io.exporterkit.web.LandingPage;
import io.exporterkit.web.LiveSource;
import io.exporterkit.web.Request;
import io.exporterkit.web.Response;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The paths of an exporter, and what stands on their pages. Safe for use by several threads.
final class Pages<S extends AutoCloseable> {
  static final String HEALTHY = "/-/healthy";
  static final String READY = "/-/ready";
  private static final String RELOAD = "/-/reload";

  private final Service<S> service;
  private final StandardOptions.Web web;
  private final StandardOptions.PageSettings settings;
  private final BuildInfo build;
  private final Map<String, String> constantLabels;
  private final Scraper<S> scraper;
  private final PrometheusRegistry own = new PrometheusRegistry();
  private final List<PrometheusRegistry> registries = new ArrayList<>();
  private final Optional<Reloading> reloading;
  private final Map<String, ProbeParser<S>> probes;

  /// @throws IllegalArgumentException when a constant label is none, or a collector is refused
  Pages(
      Service<S> service,
      StandardOptions.Web web,
      StandardOptions.PageSettings settings,
      BuildInfo build) {
    this.service = service;
    this.web = web;
    this.settings = settings;
    this.build = build;
    this.constantLabels = service.constantLabels();
    ConstantLabels.check(constantLabels);
    this.scraper =
        new Scraper<>(
            service.namespace(),
            service.collectors(),
            web.maxRequests(),
            settings.limits(),
            Ticker.system(),
            own);
    this.probes = service.probes();
    this.reloading =
        service.reload().map(reload -> new Reloading(reload, service.namespace(), own));
    registries.add(own);
    registries.addAll(service.registries());
  }

  /// Returns the handlers by their paths.
  ///
  /// @throws IllegalArgumentException when two of them have one path
  Map<String, Handler> handlers() {
    Map<String, Handler> all = new LinkedHashMap<>();
    all.put(HEALTHY, _ -> Response.text(200, "healthy\n"));
    all.put(READY, _ -> Response.text(200, "ready\n"));
    reloading.ifPresent(reload -> all.put(RELOAD, _ -> reload.answer()));
    probes.forEach((path, parser) -> add(all, path, request -> probe(parser, request)));
    service.handlers().forEach((path, handler) -> add(all, path, handler));
    if (all.putIfAbsent(web.telemetryPath(), this::telemetry) != null) {
      throw new IllegalArgumentException("the telemetry path has another use");
    }
    landingPage().handlers(this::liveSource).forEach(all::putIfAbsent);
    return all;
  }

  /// Returns the metrics of all requests, which stand on the telemetry page; empty when they are switched off.
  ///
  /// @param paths of the handlers
  Optional<HandlerMetrics> handlerMetrics(Set<String> paths) {
    return settings.handlerMetrics()
        ? Optional.of(new HandlerMetrics(service.namespace(), web.telemetryPath(), paths, own))
        : Optional.empty();
  }

  private static void add(Map<String, Handler> all, String path, Handler handler) {
    if (all.putIfAbsent(path, handler) != null) {
      throw new IllegalArgumentException("two handlers have the path " + path);
    }
  }

  private LandingPage landingPage() {
    LandingPage page =
        new LandingPage(build.name() + " " + build.version()).link(web.telemetryPath(), "Metrics");
    for (ProbeParser<S> parser : probes.values()) {
      page = page.path(parser.example(), "any other target");
    }
    return service.landing(page);
  }

  private LiveSource liveSource() {
    String probe = probes.values().stream().findFirst().map(ProbeParser::example).orElse("");
    return new LiveSource(
        service.namespace(), web.telemetryPath(), service.target().isPresent(), probe);
  }

  /// The telemetry path: the exporter's own target, and the exporter itself.
  private Response telemetry(Request request) throws Scraper.BusyException, InterruptedException {
    List<Section> page = new ArrayList<>();
    Optional<Probe<S>> target = service.target();
    page.add(
        target.isPresent()
            ? scrape(target.get(), request.deadline()).section()
            : Section.of(service.namespace(), new ScrapeHistory().families())); // of no target: 0
    List<Section> others = new ArrayList<>(service.onEveryPage());
    for (PrometheusRegistry registry : registries) {
      others.add(Section.of("", RegistryFamilies.of(registry)));
    }
    page.addAll(others);
    if (service.emitsProcessMetrics()) { // as far as the service or a registry does not emit them
      page.add(Section.of(service.namespace(), build.families()).without(others));
      page.add(Section.of("", ProcessMetrics.families()).without(others));
    }
    return metrics(page);
  }

  private Response probe(ProbeParser<S> parser, Request request)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    List<Section> page = new ArrayList<>();
    page.add(scrape(parser.parse().probe(request), request.deadline()).section());
    page.addAll(service.onEveryPage());
    return metrics(page);
  }

  private Response metrics(List<Section> page) {
    page.replaceAll(section -> section.withConstantLabels(constantLabels));
    return new Response.Metrics(page, scraper.conflicts(), settings.openMetrics());
  }

  private ScrapeResult scrape(Probe<S> probe, Deadline deadline)
      throws Scraper.BusyException, InterruptedException {
    return probe.collectors().isPresent()
        ? scraper.scrape(probe.key(), probe.target(), probe.collectors().get(), deadline)
        : scraper.scrape(probe.key(), probe.target(), deadline);
  }

  void reload() {
    reloading.ifPresent(Reloading::reload);
  }

  Catalogue catalogue() {
    List<MetricDef> all = new ArrayList<>(scraper.catalogue().metrics());
    all.addAll(service.furtherMetrics());
    all.add(BuildInfo.BUILD_INFO);
    if (settings.handlerMetrics()) {
      all.addAll(HandlerMetrics.NAMESPACED);
    }
    if (reloading.isPresent()) {
      all.addAll(Reloading.METRICS);
    }
    return Catalogue.of(all);
  }
}
