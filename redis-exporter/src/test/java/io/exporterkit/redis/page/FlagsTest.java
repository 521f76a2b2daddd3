package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Tests of each flag's effect on the page and on the commands that the target receives. Flags that do not affect a
/// page are tested with the command line.
class FlagsTest {
  @Test
  void redisAddrIsTheTarget() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter = Exporter.start("-redis.addr", server.address())) {
      assertThat(exporter.metrics().label("redis_instance_info", "tcp_port"))
          .isEqualTo(Integer.toString(server.port()));
    }
  }

  @Test
  void userAndPasswordLogIn() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED)) {
      server.command("ACL", "SETUSER", "ann", "on", ">pw", "+@all", "~*");
      server.command("ACL", "SETUSER", "default", "off");
      try (Exporter exporter =
              Exporter.start("-redis.addr", server.uri(), "-redis.user=ann", "-redis.password=pw");
          Exporter stranger =
              Exporter.start(
                  "-redis.addr", server.uri(), "-redis.user=ann", "-redis.password=no")) {
        assertThat(exporter.metrics().up()).isTrue();
        assertThat(stranger.metrics().up()).isFalse();
        assertThat(stranger.metrics().error()).startsWith("AUTH refused: WRONGPASS ");
      }
    }
  }

  @Test
  void namespaceIsThePrefix() {
    assertThat(page("-namespace=my-redis").series()).contains("my_redis_up");
    assertThat(page("-namespace=").series()).contains("up", "db_keys{db=\"db0\"}");
  }

  @Test
  void configCommandIsTheNameOfConfig() {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--rename-command", "CONFIG", "SETTINGS");
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-config-command=SETTINGS")) {
      assertThat(exporter.metrics().value("redis_config_maxclients")).isPositive();
    }
    assertThat(asked("-config-command=-")).noneMatch(line -> line.startsWith("CONFIG"));
  }

  @Test
  void connectionTimeoutBoundsTheWaitForAReply() {
    try (MisbehavingServer server = MisbehavingServer.start(MisbehavingServer.hang());
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-connection-timeout=200ms")) {
      Exporter.Answer answer = exporter.fetch("/metrics");
      assertThat(answer.page().up()).isFalse();
      assertThat(answer.took()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
    }
  }

  @Test
  void connectionMaxAgeOfZeroKeepsNoConnection() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter keeping = Exporter.start("-redis.addr", server.uri());
        Exporter forgetting =
            Exporter.start("-redis.addr", server.uri(), "-connection.max-age=0")) {
      keeping.metrics();
      keeping.metrics();
      assertThat(server.connections()).isEqualTo(1);
      forgetting.metrics();
      forgetting.metrics();
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void setClientNameNamesTheConnection() {
    assertThat(asked()).contains("CLIENT SETNAME redis_exporter");
    assertThat(asked("-set-client-name=false")).noneMatch(line -> line.startsWith("CLIENT"));
  }

  @Test
  void pingOnConnectPingsFirst() {
    assertThat(asked("-ping-on-connect").stream().filter(line -> !line.startsWith("CLIENT")))
        .startsWith("PING");
    assertThat(page("-ping-on-connect").value("redis_exporter_last_scrape_ping_time_seconds"))
        .isPositive();
    assertThat(page().has("redis_exporter_last_scrape_ping_time_seconds")).isFalse();
  }

  @Test
  void excludeLatencyHistogramMetricsAsksForNoLatency() {
    assertThat(asked()).contains("LATENCY HISTOGRAM", "LATENCY LATEST");
    assertThat(asked("-exclude-latency-histogram-metrics"))
        .noneMatch(line -> line.startsWith("LATENCY"));
  }

  @Test
  void includeSystemMetricsEmitsTheHostsMemory() {
    assertThat(page("-include-system-metrics").value("redis_total_system_memory_bytes"))
        .isPositive();
    assertThat(page().has("redis_total_system_memory_bytes")).isFalse();
  }

  @Test
  void includeConfigMetricsEmitsSettingsAndRedactConfigMetricsHidesSecrets() {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--requirepass", "open sesame");
        Exporter hiding =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-redis.password=open sesame",
                "-include-config-metrics");
        Exporter telling =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-redis.password=open sesame",
                "-include-config-metrics",
                "-redact-config-metrics=false")) {
      Page page = hiding.metrics();
      assertThat(
              page.value("redis_config_key_value{key=\"maxmemory-policy\",value=\"noeviction\"}"))
          .isEqualTo(1);
      assertThat(page.value("redis_config_value{key=\"databases\"}")).isEqualTo(16);
      assertThat(page.text()).doesNotContain("sesame");
      assertThat(telling.metrics().series())
          .contains("redis_config_key_value{key=\"requirepass\",value=\"open sesame\"}");
    }
    assertThat(page().series("redis_config_key_value")).isEmpty();
  }

  @Test
  void includeMetricsForEmptyDatabases() {
    assertThat(page().series("redis_db_keys")).hasSize(16);
    assertThat(page("-include-metrics-for-empty-databases=false").series("redis_db_keys"))
        .hasSizeBetween(1, 15);
  }

  @Test
  void appendInstanceRoleLabel() {
    assertThat(page("-append-instance-role-label").series())
        .contains("redis_up{instance_role=\"master\"}");
  }

  @Test
  void redisOnlyMetricsLeavesTheExporterOut() {
    assertThat(page("-redis-only-metrics", "-include-go-runtime-metrics").series())
        .noneMatch(line -> line.matches("(process_|jvm_|redis_exporter_build_info).*"))
        .contains("redis_up");
  }

  @Test
  void includeGoRuntimeMetricsEmitsTheJvm() {
    assertThat(page("-include-go-runtime-metrics").series("jvm_memory_used_bytes")).isNotEmpty();
    assertThat(page().series()).noneMatch(line -> line.startsWith("jvm_"));
  }

  @Test
  void telemetryPathAndDisableScrapeEndpoint() {
    try (Exporter exporter =
        Exporter.start("-redis.addr=", "-web.telemetry-path=/m", "-disable-scrape-endpoint")) {
      assertThat(exporter.status("/m")).isEqualTo(200);
      assertThat(exporter.status("/metrics")).isEqualTo(404);
      assertThat(exporter.status("/scrape?target=127.0.0.1:1")).isEqualTo(404);
      assertThat(exporter.get("/")).contains("<a href=\"/m\">").doesNotContain("/scrape");
    }
  }

  @Test
  void maxRequestsBoundsTheScrapesAtATime() {
    try (MisbehavingServer hanging = MisbehavingServer.start(MisbehavingServer.hang());
        ReplayServer other = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr=", "-web.max-requests=1")) {
      CompletableFuture<Page> slow =
          CompletableFuture.supplyAsync(() -> exporter.scrape(hanging.uri(), 3));
      Await.until(Duration.ofSeconds(5), () -> hanging.connections() == 1);
      assertThat(exporter.fetch(Exporter.scrapePath(other.uri())).status()).isEqualTo(503);
      assertThat(exporter.get("/health")).isEqualTo("ok");
      assertThat(exporter.get("/")).contains("Redis Exporter");
      assertThat(exporter.metrics().value("redis_exporter_scrapes_rejected_total")).isEqualTo(1);
      assertThat(exporter.metrics().value("redis_exporter_scrapes_in_flight")).isEqualTo(1);
      assertThat(slow.join().up()).isFalse();
      // The place is free again once the page has arrived.
      for (int i = 0; i < 20; i++) {
        Page page = exporter.scrape(other.uri());
        assertThat(page.up()).isTrue();
        assertThat(exporter.metrics().value("redis_exporter_scrapes_in_flight")).isZero();
      }
    }
  }

  /// Returns the page of a captured server.
  private static Page page(String... flags) {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = start(server, flags)) {
      return exporter.metrics();
    }
  }

  /// Returns the commands that a captured server received in two scrapes.
  private static List<String> asked(String... flags) {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = start(server, flags)) {
      exporter.metrics();
      exporter.metrics();
      return server.commandLines();
    }
  }

  private static Exporter start(ReplayServer server, String... flags) {
    String[] all = new String[flags.length + 1];
    all[0] = "-redis.addr=" + server.uri();
    System.arraycopy(flags, 0, all, 1, flags.length);
    return Exporter.start(all);
  }
}
