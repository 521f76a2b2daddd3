package io.exporterkit.mixin;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.Prometheus;
import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.Sentinel;
import io.exporterkit.redis.servers.SentinelDeployment;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import io.exporterkit.redis.servers.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Real servers under load, scraped every second by a real Prometheus through three exporters, with the recording rules
/// and the scaled alerts of the mixin. The jobs are:
///
/// - `redis-shop`: a master with `maxmemory`, and its replica
/// - `redis-cluster`: a cluster of six nodes of which one has restarted, and two have swapped their roles
/// - `redis-sentinel`: a master, its replica and three sentinels
/// - `redis-exporter`: the exporter of the jobs above
/// - `valkey`: one server with TLS, in the single-target mode of an exporter
/// - `trouble`: a server that is down, one that refuses a command, and one that answers too slowly for its number of
///   keys, through an exporter of their own. The alerts do not select this job.
///
/// [LandscapeExtension] starts the landscape once for all test classes.
final class Landscape implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ServerKind NEWEST_REDIS = ServerKind.REDIS_8_0;

  private final Processes processes = new Processes();
  private final Path folder;
  private final RedisServer shop;
  private final RedisServer shopReplica;
  private final TlsServer valkey;
  private final RedisCluster cluster;
  private final SentinelDeployment sentinels;
  private final Prometheus prometheus;

  Landscape() throws IOException {
    folder = Files.createTempDirectory("landscape");
    var startingShop = processes.start(Landscape::startShop);
    var startingShopReplica =
        startingShop.thenApply(
            master -> processes.add(RedisServer.startReplica(master, NEWEST_REDIS)));
    var startingValkey = processes.start(this::startValkey);
    var startingCluster =
        processes.start(
            () -> RedisCluster.start(ServerKind.VALKEY_9_1, "--cluster-databases", "4"));
    var startingSentinels = processes.start(() -> SentinelDeployment.start(ServerKind.REDIS_7_0));
    var startingTrouble = CompletableFuture.supplyAsync(this::startTrouble);

    shop = startingShop.join();
    shopReplica = startingShopReplica.join();
    valkey = startingValkey.join();
    cluster = startingCluster.join();
    sentinels = startingSentinels.join();
    List<String> trouble = startingTrouble.join();

    ExporterProcess exporter = processes.add(startExporter("-redis.addr="));
    ExporterProcess another = processes.add(startExporter("-redis.addr="));
    ExporterProcess single = processes.add(startExporter("-redis.addr=" + valkey.server().uri()));
    String here = "127.0.0.1:" + exporter.port();
    prometheus =
        processes.add(
            Prometheus.start(
                ScaledRules.ruleFiles(folder)
                    + "scrape_configs:\n"
                    + scrape("redis-shop", here, List.of(shop.uri(), shopReplica.uri()))
                    + scrape("redis-cluster", here, uris(cluster.nodes().stream()))
                    + scrape("redis-sentinel", here, uris(sentinels))
                    + scrape("trouble", "127.0.0.1:" + another.port(), trouble)
                    + metrics("valkey", "127.0.0.1:" + single.port())
                    + metrics("redis-exporter", here)));
    processes.add(Load.shop(shop));
    processes.add(Load.shop(valkey.server()));
    for (int i = 0; i < 3; i++) {
      processes.add(Load.cluster(cluster.master(i)));
    }
    sentinels.master().command("SET", "key", "value");
    prometheus.await("count(redis_up{job='redis-cluster'} == 1) == 6", PATIENCE);
    changeCluster();
  }

  private static RedisServer startShop() {
    return RedisServer.start(
        NEWEST_REDIS,
        ("--maxmemory 12mb --maxmemory-policy allkeys-lru --appendonly yes"
                + " --slowlog-log-slower-than 2000 --latency-monitor-threshold 2"
                + " --enable-debug-command local")
            .split(" ", -1));
  }

  private TlsServer startValkey() {
    Certificates certificates = new Certificates(folder);
    certificates.authority("ca");
    certificates.leaf("server", "ca", "subjectAltName=DNS:localhost");
    String options =
        "--tls-cert-file DIR/server.crt --tls-key-file DIR/server.key --tls-ca-cert-file DIR/ca.crt"
            + " --tls-client-cert-file DIR/server.crt --tls-client-key-file DIR/server.key"
            + " --maxmemory 16mb --maxmemory-policy allkeys-lfu --appendonly yes --io-threads 2"
            + " --slowlog-log-slower-than 2000 --latency-monitor-threshold 2"
            + " --commandlog-request-larger-than 10000 --commandlog-reply-larger-than 10000"
            + " --enable-debug-command local";
    return TlsServer.start(
        ServerKind.VALKEY_9_1, options.replace("DIR", folder.toString()).split(" ", -1));
  }

  /// Returns the addresses of the servers in trouble.
  private List<String> startTrouble() {
    RedisServer down = RedisServer.start(ServerKind.REDIS_EMBEDDED);
    down.close();
    RedisServer refusing = processes.add(RedisServer.start(ServerKind.REDIS_EMBEDDED));
    refusing.command("SET", "key", "value");
    refusing.command("ACL", "SETUSER", "default", "-slowlog");
    RedisServer full =
        processes.add(
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--enable-debug-command", "local"));
    full.command("DEBUG", "POPULATE", "100000", "page");
    SlowLink slow = processes.add(SlowLink.to(full.address(), Duration.ofMillis(100)));
    return List.of(down.uri(), refusing.uri(), "redis://" + slow.address());
  }

  private static ExporterProcess startExporter(String target) {
    return ExporterProcess.start(
        target,
        "-check-keys=cart:*,db3=setting:*",
        "-count-keys=page:*,db3=setting:*",
        "-check-key-groups=^(%a+):",
        "-check-streams=orders,returns,db3=audit",
        "-include-system-metrics",
        "-connection.max-age=5s");
  }

  private static List<String> uris(Stream<RedisServer> servers) {
    return servers.map(RedisServer::uri).toList();
  }

  private static List<String> uris(SentinelDeployment deployment) {
    return Stream.concat(
            Stream.of(deployment.master().uri(), deployment.replica().uri()),
            deployment.sentinels().stream().map(Sentinel::uri))
        .toList();
  }

  /// Returns a job that scrapes targets through an exporter: the example of the README, with other names.
  static String scrape(String job, String exporter, List<String> targets) throws IOException {
    String example =
        Files.readString(Mixin.DIRECTORY.resolve("../README.md"))
            .lines()
            .dropWhile(line -> !line.strip().equals("scrape_configs:"))
            .skip(1)
            .takeWhile(line -> !line.isBlank())
            .map(line -> line.substring(4) + "\n")
            .reduce("", String::concat);
    return example
        .replace("job_name: redis", "job_name: " + job)
        .replace("redis://first:6379, redis://second:6379", String.join(", ", targets))
        .replace("localhost:9121", exporter);
  }

  private static String metrics(String job, String exporter) {
    return "  - {job_name: %s, static_configs: [{targets: ['%s']}]}\n".formatted(job, exporter);
  }

  /// Restarts a replica of the cluster, and swaps the roles of another replica and its master.
  private void changeCluster() {
    cluster.replica(0).restart();
    cluster.replica(1).command("CLUSTER", "FAILOVER");
    for (RedisServer replica : List.of(cluster.replica(0), cluster.master(1))) {
      Await.until(
          PATIENCE,
          "the link of a replica",
          () -> replica.info("master_link_status").equals(Optional.of("up")));
    }
  }

  Prometheus prometheus() {
    return prometheus;
  }

  /// The master and the replica under load, a node of the cluster, a sentinel, and the server in single-target mode.
  List<String> examples() {
    return List.of(
        shop.uri(),
        shopReplica.uri(),
        cluster.master(0).uri(),
        sentinels.first().uri(),
        valkey.server().uri());
  }

  /// Returns when Prometheus has scraped for this time.
  void awaitScrapes(Duration time) {
    prometheus.await(
        "count_over_time(redis_up{job='redis-cluster'}[1h]) >= " + time.toSeconds(),
        time.plus(PATIENCE));
  }

  @Override
  public void close() {
    processes.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
