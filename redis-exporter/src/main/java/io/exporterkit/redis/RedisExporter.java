package io.exporterkit.redis;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import io.exporterkit.process.ProcessMetrics;
import io.exporterkit.redis.collector.Collectors;
import io.exporterkit.redis.collector.RedisCollector;
import io.exporterkit.redis.collector.SeriesMemory;
import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.Credentials;
import io.exporterkit.redis.connection.PasswordFile;
import io.exporterkit.redis.connection.Passwords;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.RedisTarget;
import io.exporterkit.redis.connection.RedisTargets;
import io.exporterkit.redis.connection.TargetAddress;
import io.exporterkit.redis.connection.TargetAddress.Parsed;
import io.exporterkit.redis.discovery.ClusterDiscovery;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.redis.options.LuaScript;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.SkippedException;
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

  private static final String NOTHING_TO_READ =
      "there is neither a password file nor a script to read again";
  private static final String REFUSALS_FORGOTTEN = "what targets refuse is tried again";

  private final ExporterConfig config;
  private final BuildInfo build = BuildInfo.read();
  private final SeriesMemory series = SeriesMemory.ofHeap();
  private final RedisTargets targets;
  private final ClusterDiscovery discovery;
  private final Scraper<RedisSession> scraper;
  private final Counter badRequests;
  private final PasswordFile passwordFile;
  // Swapped as a whole on reload.
  private volatile FromFiles files;
  private final UnusableTargets unusable = new UnusableTargets(Ticker.system());
  // Of the exporter itself: for every page, and for the telemetry path alone.
  private final PrometheusRegistry own = new PrometheusRegistry();
  private final PrometheusRegistry whole = new PrometheusRegistry();
  private final ExporterServer server;

  /// Starts to listen.
  ///
  /// @throws IOException when it cannot listen there
  public RedisExporter(ExporterConfig config) throws IOException {
    this.config = config;
    passwordFile = new PasswordFile(config.passwordFile());
    files = new FromFiles(config.features().scripts());
    List<RedisCollector> collectors = collectors(config.keys(), config.streams());
    scraper =
        new Scraper<>(
            config.namespace(), collectors, config.web().maxRequests(), Ticker.system(), whole);
    ExporterMetrics metrics = new ExporterMetrics(config.namespace());
    badRequests = metrics.badRequests(own);
    if (config.metrics().runtime() && !config.metrics().redisOnly()) {
      JvmMetrics.builder().register(whole);
    }
    targets =
        new RedisTargets(
            config.connection(),
            new ClientContext(config.tls()),
            firstRound(collectors),
            Ticker.system());
    discovery = new ClusterDiscovery(targets, config.features().clusterHostnames());
    metrics.targets(targets, whole);
    server = listen();
  }

  private ExporterServer listen() throws IOException {
    boolean listens = false;
    try {
      ExporterServer made =
          ExporterServer.listen(config.web().address(), routes(), config.web().protection());
      listens = true;
      return made;
    } finally {
      if (!listens) {
        targets.close();
      }
    }
  }

  /// Port it listens on.
  public int port() {
    return server.port();
  }

  /// All metrics it can emit, the process's and the JVM's left out.
  public Catalogue catalogue() {
    List<MetricDef> all = new ArrayList<>(scraper.catalogue().metrics());
    // What requests can ask for, whatever the flags.
    List<KeyArgument> any = KeyArgument.parse("*");
    collectors(
            new ExporterConfig.Keys(any, any, any, List.of(), 0, 1, true, false),
            new ExporterConfig.Streams(any, any, true))
        .forEach(collector -> all.addAll(collector.metrics()));
    all.addAll(RedisScrape.METRICS);
    all.add(BuildInfo.BUILD_INFO);
    all.addAll(ExporterMetrics.ALL);
    return Catalogue.of(all);
  }

  private Map<String, Handler> routes() {
    Map<String, Handler> routes = new LinkedHashMap<>();
    routes.put("/", _ -> Response.html(LandingPage.html(build, config.web())));
    routes.put("/health", _ -> Response.text(200, "ok"));
    routes.put("/-/reload", this::reload);
    routes.put("/discover-cluster-nodes", this::discover);
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
      page.add(scrape(new Scraped(target, config.keys(), config.streams()), request.deadline()));
    } else {
      page.add(Section.of(config.namespace(), new ScrapeHistory().families())); // of no target: 0
    }
    addOwn(page);
    page.add(Section.of("", RegistryFamilies.of(whole)));
    if (!config.metrics().redisOnly()) {
      page.add(Section.of("", ProcessMetrics.families()).without(page)); // jvm metrics have some
    }
    return new Response.Metrics(page, scraper.conflicts());
  }

  /// `/scrape?target=`: any target.
  private Response scrape(Request request)
      throws BadRequestException, Scraper.BusyException, InterruptedException {
    String text = request.parameter("target");
    if (text.isEmpty()) {
      throw badRequest("parameter 'target' is missing: want /scrape?target=redis://host:6379");
    }
    ExporterConfig.Keys keys = keys(request);
    ExporterConfig.Streams streams = streams(request);
    boolean roleLabel = config.metrics().roleLabel();
    Section scraped =
        switch (TargetAddress.parse(text, TargetAddress.Origin.REQUEST)) {
          case Parsed.Valid(TargetAddress address) ->
              scrape(
                  new Scraped(target(address, text, tlsServerName(request)), keys, streams),
                  request.deadline());
          case Parsed.Unusable(String reason) ->
              scraper.scrape(
                  new Object(),
                  new UnusableTarget(
                      UnusableTargets.recognised(text), reason, roleLabel, unusable.isNews(text)),
                  request.deadline());
          case Parsed.Malformed(String reason) -> {
            if (unusable.isNews(text)) {
              log.warn("unusable target: no URI: {}", reason);
            }
            throw badRequest("parameter 'target' is no URI: " + reason);
          }
        };
    List<Section> page = new ArrayList<>();
    page.add(scraped);
    addOwn(page);
    return new Response.Metrics(page, scraper.conflicts());
  }

  /// `/discover-cluster-nodes`: all nodes of the cluster that the configured target is in.
  private Response discover(Request request) throws InterruptedException {
    if (!config.features().cluster()) {
      return Response.text(400, "there are no nodes to discover: want the flag is-cluster\n");
    }
    if (config.target().isEmpty()) {
      return Response.text(500, "redis.addr names no node to ask for the others\n");
    }
    RedisTarget seed = target(config.target().get(), config.targetText(), config.tlsServerName());
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

  /// What makes two requests equal: the target, and which keys and streams are looked at.
  private record Scraped(
      RedisTarget target, ExporterConfig.Keys keys, ExporterConfig.Streams streams) {}

  private Section scrape(Scraped scraped, Deadline deadline)
      throws Scraper.BusyException, InterruptedException {
    Target<RedisSession> scrape =
        new RedisScrape(scraped.target, targets.opener(), config.metrics().roleLabel());
    if (scraped.keys.equals(config.keys()) && scraped.streams.equals(config.streams())) {
      return scraper.scrape(scraped, scrape, deadline);
    }
    return scraper.scrape(scraped, scrape, collectors(scraped.keys, scraped.streams), deadline);
  }

  private List<RedisCollector> collectors(
      ExporterConfig.Keys keys, ExporterConfig.Streams streams) {
    return Collectors.of(
        config.with(keys, streams),
        () -> files.scripts,
        series,
        InstantSource.system(),
        Ticker.system());
  }

  /// The keys to look at: parameters in place of the flags of their names.
  private ExporterConfig.Keys keys(Request request) throws BadRequestException {
    ExporterConfig.Keys flags = config.keys();
    return new ExporterConfig.Keys(
        arguments(request, "check-keys", flags.check()),
        arguments(request, "check-single-keys", flags.checkSingle()),
        arguments(request, "count-keys", flags.count()),
        flags.groups(),
        flags.maxGroups(),
        flags.batchSize(),
        flags.values(),
        flags.skipMasters());
  }

  private ExporterConfig.Streams streams(Request request) throws BadRequestException {
    ExporterConfig.Streams flags = config.streams();
    return new ExporterConfig.Streams(
        arguments(request, "check-streams", flags.check()),
        arguments(request, "check-single-streams", flags.checkSingle()),
        flags.consumers());
  }

  /// The first value of a parameter that is not empty, read as key arguments; else those of the flag.
  private List<KeyArgument> arguments(Request request, String name, List<KeyArgument> flag)
      throws BadRequestException {
    for (String value : request.query().getOrDefault(name, List.of())) {
      if (!value.isEmpty()) {
        try {
          return KeyArgument.parse(value);
        } catch (IllegalArgumentException e) {
          throw badRequest("parameter '" + name + "': " + e.getMessage());
        }
      }
    }
    return flag;
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
      String found = passwordFile.find(address, text, user);
      credentials = new Credentials(user, found.isEmpty() ? flags.password() : found);
    }
    return targets.get(address, tlsServerName, credentials);
  }

  /// What was read from files, all at the same time.
  private record FromFiles(List<LuaScript> scripts) {
    FromFiles {
      scripts = List.copyOf(scripts);
    }
  }

  /// `/-/reload`: reads password file and scripts again, all or nothing, and has what targets refuse tried again; the latter also where
  /// there is no file, which is a bad request.
  private synchronized Response reload(Request request) {
    FromFiles before = files;
    if (config.passwordFile().isEmpty() && before.scripts.isEmpty()) {
      targets.forgetRefusals();
      log.info("{}: {}", NOTHING_TO_READ, REFUSALS_FORGOTTEN);
      return Response.text(400, NOTHING_TO_READ + ": " + REFUSALS_FORGOTTEN + "\n");
    }
    List<String> wrong = new ArrayList<>();
    Passwords passwords = Passwords.NONE;
    try {
      passwords = passwordFile.read();
    } catch (IOException e) {
      wrong.add(e.getMessage());
    }
    List<LuaScript> scripts = new ArrayList<>();
    for (LuaScript script : before.scripts) {
      try {
        scripts.add(script.readAgain());
      } catch (IOException e) {
        wrong.add("script: " + e.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      wrong.forEach(why -> log.error("what was read last stays in force: {}", why));
      return Response.text(500, String.join("\n", wrong) + "\n");
    }
    passwordFile.use(passwords);
    files = new FromFiles(scripts);
    targets.forgetRefusals();
    log.info("read again: {}, {} scripts", passwords, scripts.size());
    return Response.text(200, "ok");
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
