package io.exporterkit.redis.http;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.metric.Section;
import io.exporterkit.probe.UnusableTargets;
import io.exporterkit.process.ProcessMetrics;
import io.exporterkit.redis.cluster.ClusterDiscovery;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.protocol.TargetAddress.Parsed;
import io.exporterkit.redis.session.RedisTarget;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.scrape.Ticker;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.BuildInfo;
import io.exporterkit.web.Handler;
import io.exporterkit.web.LandingPage;
import io.exporterkit.web.Request;
import io.exporterkit.web.Response;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The exporter's paths, and what stands on their pages. Safe for use by several threads.
public final class Routes {
  private static final Logger log = LoggerFactory.getLogger(Routes.class);
  private static final Set<String> SCHEMES =
      Set.of("redis", "rediss", "valkey", "valkeys", "tcp", "unix", "http", "https");

  private final ExporterConfig config;
  private final BuildInfo build;
  private final Scrapes scrapes;
  private final ClusterDiscovery discovery;
  private final ReloadableFiles files;
  private final Counter badRequests;
  private final PrometheusRegistry own;
  private final PrometheusRegistry whole;
  private final UnusableTargets unusable = new UnusableTargets(SCHEMES, Ticker.system());

  /// @param badRequests counts requests to /scrape that are refused
  /// @param own metrics of the exporter that stand on every page
  /// @param whole metrics of all targets together, which stand on the telemetry path alone
  public Routes(
      ExporterConfig config,
      BuildInfo build,
      Scrapes scrapes,
      ClusterDiscovery discovery,
      ReloadableFiles files,
      Counter badRequests,
      PrometheusRegistry own,
      PrometheusRegistry whole) {
    this.config = config;
    this.build = build;
    this.scrapes = scrapes;
    this.discovery = discovery;
    this.files = files;
    this.badRequests = badRequests;
    this.own = own;
    this.whole = whole;
  }

  /// Returns the handlers by their paths.
  public Map<String, Handler> all() {
    Map<String, Handler> routes = new LinkedHashMap<>();
    String landingPage = landingPage().html();
    routes.put("/", _ -> Response.html(landingPage));
    routes.put("/health", _ -> Response.text(200, "ok"));
    routes.put("/-/reload", files::reload);
    routes.put("/discover-cluster-nodes", this::discover);
    routes.put(config.web().telemetryPath(), this::telemetry);
    if (config.web().scrapeEndpoint()) {
      routes.put("/scrape", this::scrape);
    }
    return routes;
  }

  private LandingPage landingPage() {
    LandingPage page =
        new LandingPage("Redis Exporter " + build.version())
            .link(config.web().telemetryPath(), "Metrics");
    return config.web().scrapeEndpoint()
        ? page.path("/scrape?target=redis://host:6379", "any other target")
        : page;
  }

  /// The telemetry path: the configured target, and the exporter itself.
  private Response telemetry(Request request) throws Scraper.BusyException, InterruptedException {
    List<Section> page = new ArrayList<>();
    if (config.target().isPresent()) {
      page.add(
          scrapes.scrape(
              config.target().get(),
              config.targetText(),
              ScrapeParameters.of(config),
              request.deadline()));
    } else {
      page.add(Section.of(config.namespace(), new ScrapeHistory().families())); // of no target: 0
    }
    addOwn(page);
    page.add(Section.of("", RegistryFamilies.of(whole)));
    if (!config.metrics().redisOnly()) {
      page.add(Section.of("", ProcessMetrics.families()).without(page)); // jvm metrics have some
    }
    return new Response.Metrics(page, scrapes.conflicts());
  }

  /// `/scrape?target=`: any target.
  private Response scrape(Request request)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    try {
      List<Section> page = new ArrayList<>();
      page.add(scraped(request));
      addOwn(page);
      return new Response.Metrics(page, scrapes.conflicts());
    } catch (BadRequestException e) {
      badRequests.inc();
      throw e;
    }
  }

  private Section scraped(Request request)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    String text = request.parameter("target");
    if (text.isEmpty()) {
      throw new BadRequestException(
          "parameter 'target' is missing: want /scrape?target=redis://host:6379");
    }
    ScrapeParameters wanted = ScrapeParameters.of(request, config);
    return switch (TargetAddress.parse(text, TargetAddress.Origin.REQUEST)) {
      case Parsed.Valid(TargetAddress address) ->
          scrapes.scrape(address, text, wanted, request.deadline());
      case Parsed.Unusable(String reason) ->
          scrapes.unusable(
              unusable.recognised(text), reason, unusable.isNews(text), request.deadline());
      case Parsed.Malformed(String reason) -> {
        if (unusable.isNews(text)) {
          log.warn("unusable target: no URI: {}", reason);
        }
        throw new BadRequestException("parameter 'target' is no URI: " + reason);
      }
    };
  }

  /// `/discover-cluster-nodes`: all nodes of the cluster that the configured target is in.
  private Response discover(Request request) throws InterruptedException {
    if (!config.features().cluster()) {
      return Response.text(400, "there are no nodes to discover: want the flag is-cluster\n");
    }
    if (config.target().isEmpty()) {
      return Response.text(500, "redis.addr names no node to ask for the others\n");
    }
    RedisTarget seed =
        scrapes.target(config.target().get(), config.targetText(), config.tlsServerName());
    try {
      return Response.json(discovery.json(seed, request.deadline()));
    } catch (IOException | SkippedException e) {
      log.atWarn()
          .addKeyValue("target", seed.address())
          .addKeyValue("reason", e.getMessage())
          .log("{}: nodes not discovered: {}", seed.address(), e.getMessage());
      return Response.text(500, "nodes not discovered: " + e.getMessage() + "\n");
    }
  }

  private void addOwn(List<Section> page) {
    page.add(Section.of("", RegistryFamilies.of(own)));
    if (!config.metrics().redisOnly()) {
      page.add(Section.of(config.namespace(), build.families()));
    }
  }
}
