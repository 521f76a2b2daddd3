package io.exporterkit;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import io.exporterkit.net.RefusedTargetException;
import io.exporterkit.probe.RecentProbe;
import io.exporterkit.process.ProcessMetrics;
import io.exporterkit.scrape.Background;
import io.exporterkit.scrape.Collector;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

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
  private final Optional<WebConfigReload> webConfig;
  private final Optional<Reloading> reloading;
  private final Map<String, ProbeParser<S>> probes;
  private final RefusedProbes refused;
  private final List<? extends Collector<? super S>> collectors;
  private final ProbeReports recent = new ProbeReports();
  private volatile boolean isReady;

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
    this.collectors = service.collectors();
    this.scraper =
        new Scraper<>(
            service.namespace(),
            collectors,
            web.maxRequests(),
            settings.limits(),
            Ticker.system(),
            own);
    this.probes = service.probes();
    this.refused = new RefusedProbes(service.namespace());
    if (!probes.isEmpty()) {
      refused.register(own);
    }
    this.webConfig = webConfig(web, service);
    if (webConfig.isPresent()) {
      webConfig.get().register(service.namespace(), own);
    }
    Optional<? extends Reload> any = webConfig.isPresent() ? webConfig : service.reload();
    this.reloading = any.map(reload -> new Reloading(reload, service.namespace(), own));
    registries.add(own);
    registries.addAll(service.registries());
  }

  /// Returns the reload of the web configuration file. Has no lambda expression, which would load the classes of the
  /// file at every start.
  private static Optional<WebConfigReload> webConfig(StandardOptions.Web web, Service<?> service) {
    return web.webConfig().isPresent()
        ? Optional.of(new WebConfigReload(web.webConfig().get(), service.reload()))
        : Optional.empty();
  }

  /// Returns the handlers by their paths.
  ///
  /// @throws IllegalArgumentException when two of them have one path
  Map<String, Handler> handlers() {
    Map<String, Handler> all = new LinkedHashMap<>();
    all.put(HEALTHY, _ -> Response.text(200, "healthy\n"));
    all.put(READY, _ -> ready());
    all.put(ProbeReports.PATH, recent::answer);
    reloading.ifPresent(reload -> all.put(RELOAD, _ -> reload(reload)));
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

  /// Starts the background collectors of the exporter's own target.
  void start() {
    if (collectors.stream().anyMatch(Background.class::isInstance)) {
      service.target().ifPresent(this::startBackground);
    }
  }

  private void startBackground(Probe<S> own) {
    scraper.setOwnTarget(own.key(), own.target(), own.collectors());
  }

  /// Answers 503 until each background collector of the exporter's own target had its first success.
  private Response ready() {
    if (!isReady) {
      Map<String, String> missing =
          service
              .target()
              .map(own -> scraper.missing(own.key(), own.collectors()))
              .orElse(Map.of());
      if (!missing.isEmpty()) {
        List<String> names = new ArrayList<>();
        missing.forEach((name, why) -> names.add(name + " (" + why + ")"));
        return Response.text(
            503, "not ready: no success yet of collectors: " + String.join(", ", names) + "\n");
      }
      isReady = true;
    }
    return Response.text(200, "ready\n");
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
  private Response telemetry(Request request)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    PageRequest wanted = PageRequest.of(request);
    Optional<Probe<S>> target = service.target();
    if (target.isEmpty()) {
      List<Section> page = new ArrayList<>();
      page.add(Section.of(service.namespace(), new ScrapeHistory().families())); // of no target: 0
      page.addAll(ofTelemetry());
      return metrics(page, wanted);
    }
    startBackground(target.get()); // other credentials are another target
    return page(request, wanted, target.get(), this::ofTelemetry);
  }

  /// Returns the sections of the telemetry page beside those of the target.
  private List<Section> ofTelemetry() {
    List<Section> others = new ArrayList<>(service.onEveryPage());
    for (PrometheusRegistry registry : registries) {
      others.add(Section.of("", RegistryFamilies.of(registry)));
    }
    List<Section> all = new ArrayList<>(others);
    if (service.emitsProcessMetrics()) { // as far as the service or a registry does not emit them
      all.add(Section.of(service.namespace(), build.families()).without(others));
      all.add(Section.of("", ProcessMetrics.families()).without(others));
    }
    return all;
  }

  private Response probe(ProbeParser<S> parser, Request request)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    PageRequest wanted = PageRequest.of(request);
    try {
      return page(request, wanted, parser.parse().probe(request), service::onEveryPage);
    } catch (RefusedTargetException e) {
      return refused.answer(e);
    }
  }

  private Response metrics(List<Section> page, PageRequest wanted) {
    List<Section> all = new ArrayList<>(wanted.filter(page));
    all.replaceAll(section -> section.withConstantLabels(constantLabels));
    return new Response.Metrics(all, scraper.conflicts(), settings.openMetrics());
  }

  private Response page(
      Request request, PageRequest wanted, Probe<S> probe, Supplier<List<Section>> others)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    Deadline deadline = request.deadline();
    Optional<Duration> timeout =
        probe.timeout().filter(time -> time.compareTo(deadline.remaining()) < 0);
    ScrapeResult result = scrape(probe, wanted, timeout.map(deadline::within).orElse(deadline));
    RecentProbe recorded = recent.add(request.path(), probe.target(), result);
    Response page;
    if (result.refusal().isPresent()) {
      page = refused.answer(result.refusal().get());
    } else {
      List<Section> sections = new ArrayList<>(List.of(result.section()));
      sections.addAll(others.get());
      page = metrics(sections, wanted);
    }
    return wanted.debug() ? recent.debug(recorded, page, probe.target()) : page;
  }

  private ScrapeResult scrape(Probe<S> probe, PageRequest wanted, Deadline deadline)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    List<? extends Collector<? super S>> own = probe.collectors().orElse(collectors);
    if (wanted.isOfAllCollectors()) {
      return probe.collectors().isPresent()
          ? scraper.scrape(probe.key(), probe.target(), own, deadline)
          : scraper.scrape(probe.key(), probe.target(), deadline);
    }
    Object key = new Scraper.Part(probe.key(), List.of(wanted.collect(), wanted.exclude()));
    List<Collector<? super S>> chosen = wanted.choose(own);
    return scraper.scrape(key, probe.target().with(chosen), chosen, deadline);
  }

  private Response reload(Reloading reload) {
    Response answer = reload.answer();
    startAgain();
    return answer;
  }

  void reload() {
    reloading.ifPresent(Reloading::reload);
    startAgain();
  }

  private void startAgain() {
    start();
    scraper.retryBackground();
  }

  /// Ends the runs of background collectors.
  void close() {
    scraper.close();
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
    if (!probes.isEmpty()) {
      all.add(RefusedProbes.REFUSED);
    }
    if (webConfig.isPresent()) {
      all.addAll(WebConfigReload.METRICS);
    }
    return Catalogue.of(all);
  }
}
