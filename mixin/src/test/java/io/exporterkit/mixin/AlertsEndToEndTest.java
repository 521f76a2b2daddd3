package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Alertmanager;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.Haproxy;
import io.exporterkit.redis.servers.Prometheus;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.Sentinel;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Real servers get into trouble, and a real Alertmanager sends notifications of exactly the expected alerts, and that
/// they are resolved. Each test has a job of its own in the same Prometheus; [ScaledRules] describes the times.
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // start() sets the fields
class AlertsEndToEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ServerKind KIND = ServerKind.REDIS_7_0;
  private static final Processes PROCESSES = new Processes();
  private static final List<RedisServer> HA = new ArrayList<>();
  private static final List<Sentinel> SENTINELS = new ArrayList<>();

  private static RedisServer full;
  private static RedisServer master;
  private static SlowLink link;
  private static RedisServer replica;
  private static Haproxy haproxy;
  private static Alertmanager alertmanager;
  private static Prometheus prometheus;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    full = PROCESSES.add(RedisServer.start(KIND, "--maxmemory", "8mb"));
    master = PROCESSES.add(RedisServer.start(KIND));
    link = PROCESSES.add(SlowLink.to(master.address(), Duration.ZERO));
    replica =
        PROCESSES.add(
            RedisServer.start(KIND, "--replicaof", "127.0.0.1", Integer.toString(link.port())));
    startRedisHa();
    alertmanager = PROCESSES.add(Alertmanager.start());
    ExporterProcess exporter = PROCESSES.add(ExporterProcess.start("-redis.addr="));
    String here = "127.0.0.1:" + exporter.port();
    List<String> ha =
        Stream.concat(HA.stream().map(RedisServer::uri), SENTINELS.stream().map(Sentinel::uri))
            .toList();
    prometheus =
        PROCESSES.add(
            Prometheus.start(
                alertmanager.asAlerting()
                    + ScaledRules.ruleFiles(folder)
                    + "scrape_configs:\n"
                    + Landscape.scrape("redis-full", here, List.of(full.uri()))
                    + Landscape.scrape("redis-pair", here, List.of(master.uri(), replica.uri()))
                    + Landscape.scrape("redis-ha", here, ha)));
    alertmanager.awaitFoundBy(prometheus);
    prometheus.await("count(redis_up == 1) == 9", PATIENCE);
    prometheus.await("redis_connected_slaves{job='redis-pair'} == 1", PATIENCE);
    prometheus.await("redis_connected_slaves{job='redis-ha'} == 2", PATIENCE);
  }

  /// Starts what `deploy/kustomize/overlays/redis-ha` runs: a master, two replicas, three sentinels and haproxy.
  private static void startRedisHa() {
    HA.add(PROCESSES.add(RedisServer.start(KIND)));
    for (int i = 0; i < 2; i++) {
      HA.add(PROCESSES.add(RedisServer.startReplica(HA.getFirst(), KIND)));
    }
    for (int i = 0; i < 3; i++) {
      Sentinel sentinel = PROCESSES.add(Sentinel.start(HA.getFirst(), KIND, 2));
      // Longer than the scaled times of the alerts on a missing master.
      sentinel.command("SENTINEL", "SET", "mymaster", "down-after-milliseconds", "8000");
      SENTINELS.add(sentinel);
    }
    Await.until(
        PATIENCE,
        "the sentinels to find everybody",
        () ->
            SENTINELS.stream()
                .allMatch(sentinel ->
                    sentinel.command("INFO", "SENTINEL").contains("slaves=2,sentinels=3")));
    haproxy = PROCESSES.add(Haproxy.toMasterOf(HA.toArray(RedisServer[]::new)));
  }

  @AfterAll
  static void end() {
    PROCESSES.close();
  }

  @Test
  void aServerIsFilledToItsLimit() {
    Load writes = Load.fill(full);
    try (writes) {
      awaitFiring(
          "redis-full",
          "RedisMemoryHigh " + full.uri(),
          "RedisMemoryCritical " + full.uri(),
          "RedisMemoryFullSoon " + full.uri(),
          "RedisErrorsRising " + full.uri());
    }
    full.command("FLUSHALL");
    awaitResolved("redis-full");
  }

  @Test
  void aReplicaIsCutOff() {
    link.stall();
    link.cut();
    awaitFiring(
        "redis-pair", "RedisReplicaLinkDown " + replica.uri(), "RedisReplicasLost " + master.uri());
    link.resume();
    awaitResolved("redis-pair");
  }

  @Test
  void theMasterOfRedisHaIsKilled() {
    RedisServer first = HA.getFirst();
    first.kill();
    awaitFiring(
        "redis-ha",
        "RedisDown " + first.uri(),
        "RedisMasterMissing ",
        "RedisReplicaLinkDown " + HA.get(1).uri(),
        "RedisReplicaLinkDown " + HA.get(2).uri());

    // The sentinels promote a replica, and haproxy follows: only the dead server is still reported.
    Await.until(
        PATIENCE,
        "the failover",
        () -> firing("redis-ha").equals(Set.of("RedisDown " + first.uri())));
    Await.until(
        PATIENCE,
        "haproxy's new master",
        () -> haproxy.master().filter(name -> !name.equals("R0")).isPresent());
    try (RespConnection client = RespConnection.open(haproxy.address())) {
      assertThat(client.command("SET", "key", "value")).isEqualTo("OK");
    }

    first.restart();
    Await.until(
        PATIENCE,
        "the old master's new role",
        () -> first.info("role").equals(Optional.of("slave")));
    awaitResolved("redis-ha");
  }

  /// Returns when exactly these alerts fire, each written as its name and instance.
  private static void awaitFiring(String job, String... alerts) {
    Await.until(PATIENCE, "alerts", () -> firing(job).containsAll(Set.of(alerts)));
    assertThat(everFired(job)).as("alerts of " + job).containsExactlyInAnyOrder(alerts);
  }

  /// Returns when all alerts are resolved, and no further one has fired in between.
  private static void awaitResolved(String job) {
    Set<String> before = everFired(job);
    Await.until(PATIENCE, "all alerts are resolved", () -> firing(job).isEmpty());
    assertThat(everFired(job)).as("alerts of " + job).isEqualTo(before);
  }

  private static Set<String> firing(String job) {
    Set<String> firing = new LinkedHashSet<>();
    for (Alertmanager.Notification notification : alertmanager.notifications()) {
      if (job.equals(notification.labels().get("job"))) {
        String alert = name(notification);
        if (notification.firing()) {
          firing.add(alert);
        } else {
          firing.remove(alert);
        }
      }
    }
    return firing;
  }

  private static Set<String> everFired(String job) {
    Set<String> fired = new TreeSet<>();
    for (Alertmanager.Notification notification : alertmanager.notifications()) {
      if (job.equals(notification.labels().get("job"))) {
        fired.add(name(notification));
      }
    }
    return fired;
  }

  private static String name(Alertmanager.Notification notification) {
    return notification.labels().get("alertname")
        + " "
        + notification.labels().getOrDefault("instance", "");
  }
}
