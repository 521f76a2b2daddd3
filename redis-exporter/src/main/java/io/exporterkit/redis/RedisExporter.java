package io.exporterkit.redis;

import static io.exporterkit.metric.MetricDef.counter;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import io.exporterkit.process.ProcessMetrics;
import io.exporterkit.redis.collector.Collectors;
import io.exporterkit.redis.collector.RedisCollector;
import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.Credentials;
import io.exporterkit.redis.connection.Passwords;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.RedisTarget;
import io.exporterkit.redis.connection.RedisTargets;
import io.exporterkit.redis.connection.TargetAddress;
import io.exporterkit.redis.connection.TargetAddress.Parsed;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.Target;
import io.exporterkit.scrape.Ticker;
import io.exporterkit.tls.ClientContext;
import io.exporterkit.web.BadRequestException;
import io.exporterkit.web.ExporterServer;
import io.exporterkit.web.Handler;
import io.exporterkit.web.Request;
import io.exporterkit.web.Response;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The exporter, wired: collectors, targets, scraper, paths, server. Serves from the moment it is made until it is closed.
public final class RedisExporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisExporter.class);

  /// Parameters of /scrape that stand for flags which this version does not have.
  private static final List<String> PARAMETERS_NOT_YET =
      List.of(
          "check-keys", "check-single-keys", "check-streams", "check-single-streams", "count-keys");

  private static final MetricDef BAD_REQUESTS =
      counter(
              "target_scrape_request_errors_total",
              "Requests to /scrape answered 400: no target, or none that is a URI.")
          .withoutTargetLabels();

  private final ExporterConfig config;
  private final BuildInfo build = BuildInfo.read();
  private final RedisTargets targets;
  private final Scraper<RedisSession> scraper;
  private final Counter badRequests;
  // Swapped as a whole on reload.
  private volatile Passwords passwords;
  // Of the exporter itself: what every page tells, and what only the telemetry path does.
  private final PrometheusRegistry own = new PrometheusRegistry();
  private final PrometheusRegistry runtime = new PrometheusRegistry();
  private final ExporterServer server;

  /// Starts to listen.
  ///
  /// @throws IOException when it cannot listen there
  public RedisExporter(ExporterConfig config) throws IOException {
    this.config = config;
    passwords = readPasswords();
    List<RedisCollector> collectors = Collectors.of(config, InstantSource.system());
    targets =
        new RedisTargets(
            config.connection(),
            new ClientContext(config.tls()),
            firstRound(collectors),
            Ticker.system());
    scraper =
        new Scraper<>(
            config.namespace(), collectors, config.web().maxRequests(), Ticker.system(), own);
    String prefix = config.namespace().isEmpty() ? "" : config.namespace() + "_";
    badRequests =
        Counter.builder()
            .name(prefix + BAD_REQUESTS.name())
            .help(BAD_REQUESTS.help())
            .register(own);
    if (config.metrics().runtime() && !config.metrics().redisOnly()) {
      JvmMetrics.builder().register(runtime);
    }
    server = ExporterServer.listen(config.web().address(), routes());
  }

  /// Port it listens on.
  public int port() {
    return server.port();
  }

  /// All metrics it can emit, the process's and the JVM's left out.
  public Catalogue catalogue() {
    List<MetricDef> all = new ArrayList<>(scraper.catalogue().metrics());
    all.addAll(RedisScrape.METRICS);
    all.add(BuildInfo.BUILD_INFO);
    all.add(BAD_REQUESTS);
    return Catalogue.of(all);
  }

  private Map<String, Handler> routes() {
    Map<String, Handler> routes = new LinkedHashMap<>();
    routes.put("/", _ -> Response.html(LandingPage.html(build, config.web())));
    routes.put("/health", _ -> Response.text(200, "ok"));
    routes.put("/-/reload", this::reload);
    routes.put(config.web().telemetryPath(), this::telemetry);
    if (config.web().scrapeEndpoint()) {
      routes.put("/scrape", this::scrape);
    }
    return routes;
  }

  /// The telemetry path: the configured target, and the exporter itself.
  private Response telemetry(Request request) throws Scraper.BusyException, InterruptedException {
    List<Section> page = new ArrayList<>();
    if (config.target().isPresent()) {
      TargetAddress address = config.target().get();
      RedisTarget target = target(address, config.targetText(), config.tlsServerName());
      page.add(scrape(target, request.deadline()));
    } else {
      page.add(Section.of(config.namespace(), new ScrapeHistory().families())); // of no target: 0
    }
    addOwn(page);
    page.add(Section.of("", RegistryFamilies.of(runtime)));
    if (!config.metrics().redisOnly()) {
      page.add(Section.of("", ProcessMetrics.families()));
    }
    return new Response.Metrics(page);
  }

  /// `/scrape?target=`: any target.
  private Response scrape(Request request)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    String text = request.parameter("target");
    if (text.isEmpty()) {
      throw badRequest("parameter 'target' is missing: want /scrape?target=redis://host:6379");
    }
    for (String parameter : PARAMETERS_NOT_YET) {
      if (!request.parameter(parameter).isEmpty()) {
        throw badRequest("parameter '" + parameter + "' is not supported by this version yet");
      }
    }
    boolean roleLabel = config.metrics().roleLabel();
    Section scraped =
        switch (TargetAddress.parse(text, TargetAddress.Origin.REQUEST)) {
          case Parsed.Valid(TargetAddress address) ->
              scrape(target(address, text, tlsServerName(request)), request.deadline());
          case Parsed.Unusable(String reason) ->
              scraper.scrape(
                  new Object(), new UnusableTarget(reason, roleLabel), request.deadline());
          case Parsed.Malformed(String reason) ->
              throw badRequest("parameter 'target' is no URI: " + reason);
        };
    List<Section> page = new ArrayList<>();
    page.add(scraped);
    addOwn(page);
    return new Response.Metrics(page);
  }

  private Section scrape(RedisTarget target, Deadline deadline)
      throws Scraper.BusyException, InterruptedException {
    Target<RedisSession> scrape =
        new RedisScrape(target, targets.opener(), config.metrics().roleLabel());
    return scraper.scrape(target, scrape, deadline);
  }

  /// The target at an address: with the credentials of its URI, or else the password that the file has for it, or else the flags'.
  ///
  /// @param text how the address is written in the flag or the request
  private RedisTarget target(TargetAddress address, String text, String tlsServerName) {
    Credentials flags = config.credentials();
    Credentials credentials;
    if (!address.password().isEmpty()) {
      credentials = new Credentials(address.user(), address.password());
    } else {
      String user = address.user().isEmpty() ? flags.user() : address.user();
      String found = passwords.find(text, user);
      credentials = new Credentials(user, found.isEmpty() ? flags.password() : found);
    }
    return targets.get(address, tlsServerName, credentials);
  }

  /// `/-/reload`: reads the password file again, and has what targets refuse tried again.
  private Response reload(Request request) {
    if (config.passwordFile().isEmpty()) {
      return Response.text(400, "there is no password file to read again\n");
    }
    try {
      passwords = readPasswords();
    } catch (IOException e) {
      log.error("the passwords read last stay in force: {}", e.getMessage());
      return Response.text(500, e.getMessage() + "\n");
    }
    targets.forgetRefusals();
    log.info("password file read again: {}", passwords);
    return Response.text(200, "ok");
  }

  private Passwords readPasswords() throws IOException {
    if (config.passwordFile().isEmpty()) {
      return Passwords.NONE;
    }
    try {
      return Passwords.read(config.passwordFile().get());
    } catch (IOException e) {
      throw new IOException("password file: " + e.getMessage(), e);
    }
  }

  /// The parameter tls_server_name or tls-server-name, or else the flag.
  private String tlsServerName(Request request) {
    String name = request.parameter("tls_server_name");
    String other = name.isEmpty() ? request.parameter("tls-server-name") : name;
    return other.isEmpty() ? config.tlsServerName() : other;
  }

  private void addOwn(List<Section> page) {
    page.add(Section.of("", RegistryFamilies.of(own)));
    if (!config.metrics().redisOnly()) {
      page.add(Section.of(config.namespace(), build.families()));
    }
  }

  private BadRequestException badRequest(String message) {
    badRequests.inc();
    return new BadRequestException(message);
  }

  private static RedisTargets.FirstRound firstRound(List<RedisCollector> collectors) {
    return new RedisTargets.FirstRound() {
      @Override
      public List<Command> all() {
        return collectors.stream().flatMap(c -> c.commands().stream()).distinct().toList();
      }

      @Override
      public List<Command> of(Info info) {
        return collectors.stream().flatMap(c -> c.commands(info).stream()).distinct().toList();
      }
    };
  }

  /// Takes no more requests, lets running ones end, closes all connections.
  @Override
  public void close() {
    server.close();
    targets.close();
  }
}
