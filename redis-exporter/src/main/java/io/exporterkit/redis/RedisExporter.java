package io.exporterkit.redis;

import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.redis.cluster.ClusterDiscovery;
import io.exporterkit.redis.collector.Collectors;
import io.exporterkit.redis.http.ReloadableFiles;
import io.exporterkit.redis.http.Routes;
import io.exporterkit.redis.http.Scrapes;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.keys.SeriesMemory;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.KeyArgument;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.session.FirstRound;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisScrape;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.RedisTargets;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.Ticker;
import io.exporterkit.tls.ClientContext;
import io.exporterkit.web.BuildInfo;
import io.exporterkit.web.ExporterServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The exporter, wired: collectors, targets, scraper, paths, server. Serves from the moment it is made until it is closed.
public final class RedisExporter implements AutoCloseable {
  /// Version, commit and date of this build.
  static final BuildInfo BUILD = BuildInfo.read("redis-exporter", "/build.properties");

  private final ExporterConfig config;
  private final SeriesMemory series = SeriesMemory.ofHeap();
  private final RedisTargets targets;
  private final ReloadableFiles files;
  private final Scraper<RedisSession> scraper;
  private final ExporterServer server;

  /// Starts to listen.
  ///
  /// @throws IOException when it cannot listen there
  public RedisExporter(ExporterConfig config) throws IOException {
    this.config = config;
    files = new ReloadableFiles(config, this::forgetRefusals);
    List<RedisCollector> collectors = collectors(config.keys(), config.streams());
    PrometheusRegistry own = new PrometheusRegistry();
    PrometheusRegistry whole = new PrometheusRegistry();
    int limit = config.web().maxRequests();
    scraper = new Scraper<>(config.namespace(), collectors, limit, Ticker.system(), whole);
    if (config.metrics().runtime() && !config.metrics().redisOnly()) {
      JvmMetrics.builder().register(whole);
    }
    ClientContext tls = new ClientContext(config.tls());
    targets = new RedisTargets(config.connection(), tls, firstRound(collectors), Ticker.system());
    ExporterMetrics metrics = new ExporterMetrics(config.namespace());
    metrics.targets(targets, whole);
    Routes routes =
        new Routes(
            config,
            BUILD,
            new Scrapes(config, scraper, targets, files, this::collectors),
            new ClusterDiscovery(targets, config.features().clusterHostnames()),
            files,
            metrics.badRequests(own),
            own,
            whole);
    server = listen(routes);
  }

  private ExporterServer listen(Routes routes) throws IOException {
    boolean listens = false;
    try {
      ExporterServer made =
          ExporterServer.listen(config.web().address(), routes.all(), config.web().protection());
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

  private List<RedisCollector> collectors(
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

  private static FirstRound firstRound(List<RedisCollector> collectors) {
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

  /// Takes no more requests, lets running ones end, closes all connections.
  @Override
  public void close() {
    server.close();
    targets.close();
  }
}
