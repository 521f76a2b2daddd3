package io.exporterkit.redis;

import io.exporterkit.Probe;
import io.exporterkit.ProbeParser;
import io.exporterkit.Reload;
import io.exporterkit.Service;
import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import io.exporterkit.redis.cluster.ClusterDiscovery;
import io.exporterkit.redis.collector.Collectors;
import io.exporterkit.redis.http.DiscoverClusterNodes;
import io.exporterkit.redis.http.Probes;
import io.exporterkit.redis.http.ReloadableFiles;
import io.exporterkit.redis.http.ScrapeRequests;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.keys.SeriesMemory;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.ExporterConfig.Cluster;
import io.exporterkit.redis.options.ExporterConfig.OwnMetrics;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.session.FirstRound;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisScrape;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.RedisTargets;
import io.exporterkit.scrape.Background;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Ticker;
import io.exporterkit.tls.ClientContext;
import io.exporterkit.web.BuildInfo;
import io.exporterkit.web.Handler;
import io.exporterkit.web.LandingPage;
import io.exporterkit.web.LivePanels;
import io.exporterkit.web.Response;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The wiring of the exporter: collectors, targets, requests and reloadable files. `close` closes the kept connections.
public final class RedisExporter implements Service<RedisSession> {
  /// The version, commit and date of this build.
  static final BuildInfo BUILD = BuildInfo.read("redis-exporter", "/build.properties");

  private final ExporterConfig config;
  private final SeriesMemory series = SeriesMemory.ofHeap();
  private final PrometheusRegistry everyPage = new PrometheusRegistry();
  private final PrometheusRegistry whole = new PrometheusRegistry();
  private final ReloadableFiles files;
  private static final Duration LONGEST_SCAN = Duration.ofHours(1);

  private final List<Collector<RedisSession>> collectors;
  private final RedisTargets targets;
  private final Probes probes;
  private final ExporterMetrics metrics;

  /// Creates the exporter, which opens no connection yet.
  ///
  /// @throws IOException if the password file cannot be read
  public RedisExporter(ExporterConfig config) throws IOException {
    this.config = config;
    files = new ReloadableFiles(config, this::forgetRefusals);
    List<RedisCollector> all = allCollectors(config.keys(), config.streams());
    collectors = scheduled(all);
    if (config.metrics().own() == OwnMetrics.WITH_RUNTIME) {
      JvmMetrics.builder().register(whole);
    }
    ClientContext tls = new ClientContext(config.tls());
    targets = new RedisTargets(config.connection(), tls, firstRound(all), Ticker.system());
    probes = new Probes(config, targets, files, this::collectors);
    metrics = new ExporterMetrics(config.namespace());
    metrics.targets(targets, whole);
  }

  @Override
  public String namespace() {
    return config.namespace();
  }

  @Override
  public List<Collector<RedisSession>> collectors() {
    return collectors;
  }

  @Override
  public Optional<Probe<RedisSession>> target() {
    return config.target().map(probes::ofFlags);
  }

  @Override
  public Map<String, ProbeParser<RedisSession>> probes() {
    if (!config.probes().isServed()) {
      return Map.of();
    }
    Counter badRequests = metrics.badRequests(everyPage);
    ScrapeRequests requests = new ScrapeRequests(config, probes, badRequests);
    return Map.of(
        "/scrape", new ProbeParser<>("/scrape?target=redis://host:6379", requests::parse));
  }

  @Override
  public Map<String, Handler> handlers() {
    ClusterDiscovery discovery =
        new ClusterDiscovery(
            targets, config.features().cluster() == Cluster.DISCOVERED_BY_HOSTNAME);
    return Map.of(
        "/health",
        _ -> Response.text(200, "ok"),
        "/discover-cluster-nodes",
        new DiscoverClusterNodes(config, probes, discovery));
  }

  @Override
  public Set<String> healthPaths() {
    return Set.of("/health");
  }

  @Override
  public List<PrometheusRegistry> registries() {
    return List.of(whole);
  }

  @Override
  public List<Section> onEveryPage() {
    Section counted = Section.of("", RegistryFamilies.of(everyPage));
    return config.metrics().own() == OwnMetrics.NONE
        ? List.of(counted)
        : List.of(counted, Section.of(config.namespace(), BUILD.families()));
  }

  @Override
  public boolean emitsProcessMetrics() {
    return config.metrics().own() != OwnMetrics.NONE;
  }

  @Override
  public Optional<Reload> reload() {
    return Optional.of(files);
  }

  @Override
  public String startLine() {
    return StartLine.of(config);
  }

  @Override
  public LandingPage landing(LandingPage page) {
    return page.titled("Redis Exporter " + BUILD.version())
        .live(LivePanels.beside(RedisExporter.class, "live/panels.js", "live/thresholds.js"));
  }

  @Override
  public List<MetricDef> furtherMetrics() {
    List<MetricDef> all = new ArrayList<>();
    // Requests can switch on the collectors of keys and streams regardless of the flags.
    List<KeyArgument> any = KeyArgument.parse("*");
    ExporterConfig.Checked checked = new ExporterConfig.Checked(any, any);
    ExporterConfig.Groups groups = new ExporterConfig.Groups(List.of(), 0);
    allCollectors(
            new ExporterConfig.Keys(checked, true, any, groups, config.keys().walk()),
            new ExporterConfig.Streams(checked, true))
        .forEach(collector -> all.addAll(collector.metrics()));
    all.addAll(RedisScrape.METRICS);
    all.addAll(ExporterMetrics.ALL);
    return all;
  }

  private List<Collector<RedisSession>> collectors(
      ExporterConfig.Keys keys, ExporterConfig.Streams streams) {
    return scheduled(allCollectors(keys, streams));
  }

  /// Returns the collectors, of which scans run in the background where the configuration says so. A scan that lasts
  /// longer than the interval goes on, for an hour at most. The exporter is ready after the first scan, whatever its
  /// outcome: pages of a target that is down are needed, too.
  private List<Collector<RedisSession>> scheduled(List<RedisCollector> all) {
    Duration interval = config.keys().walk().interval();
    Duration longest = interval.compareTo(LONGEST_SCAN) < 0 ? LONGEST_SCAN : interval;
    List<Collector<RedisSession>> scheduled = new ArrayList<>();
    for (RedisCollector collector : all) {
      scheduled.add(
          collector.isBackgroundScan()
              ? Background.every(interval, collector).timeout(longest).readyAfterFirstRun()
              : collector);
    }
    return scheduled;
  }

  private List<RedisCollector> allCollectors(
      ExporterConfig.Keys keys, ExporterConfig.Streams streams) {
    return Collectors.of(
        config.with(keys, streams),
        files::scripts,
        series,
        InstantSource.system(),
        Ticker.system());
  }

  private void forgetRefusals() {
    targets.forgetRefusals();
  }

  /// Returns the first round of scrapes, without the commands of scans in the background.
  private static FirstRound firstRound(List<RedisCollector> all) {
    List<RedisCollector> collectors = new ArrayList<>(all);
    collectors.removeIf(RedisCollector::isBackgroundScan);
    return new FirstRound() {
      @Override
      public List<Command> all() {
        return collectors.stream().flatMap(c -> c.commands().stream()).distinct().toList();
      }

      @Override
      public List<Command> of(ServerIdentity server) {
        return collectors.stream().flatMap(c -> c.commands(server).stream()).distinct().toList();
      }
    };
  }

  @Override
  public void close() {
    targets.close();
  }
}
