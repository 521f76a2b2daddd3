package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.Sentinel;
import io.exporterkit.redis.servers.SentinelDeployment;
import io.exporterkit.redis.servers.ServerKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of sentinels as targets.
class SentinelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Predicate<String> SENTINEL = series -> series.startsWith("redis_sentinel_");
  private static final String PING = "redis_sentinel_master_last_ok_ping_reply_seconds";

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"REDIS_6_0", "REDIS_7_0", "VALKEY_9_1"})
  void emitsMastersPeersAndSettings(ServerKind kind) {
    try (SentinelDeployment deployment = SentinelDeployment.start(kind);
        Exporter exporter =
            Exporter.start(
                "-include-sentinel-peer-info",
                "-include-config-metrics",
                "-export-client-list",
                "-check-key-groups=^a")) {
      Sentinel sentinel = deployment.first();
      String replies = errorReplies(sentinel);
      exporter.scrape(sentinel.uri());
      Page page = exporter.scrape(sentinel.uri());
      assertThat(errorReplies(sentinel)).isEqualTo(replies);
      assertThat(page.error()).isEmpty();
      assertThat(page.series("redis_sentinel_peer_info")).hasSize(2);
      assertThat(page.outcome("clients")).isEqualTo("ok");
      assertThat(page.outcome("key_groups")).isEqualTo("skipped");
      assertThat(page.series("redis_number_of_distinct_key_groups")).isEmpty();
      String master =
          "{master_name=\"mymaster\",master_address=\"%s\"}"
              .formatted(deployment.master().address());
      assertThat(page.value(PING + master)).isBetween(0.0, 5.0);
      assertThat(page.value("redis_sentinel_master_ok_sentinels" + master)).isEqualTo(3);
      assertThat(page.value("redis_sentinel_master_ok_slaves" + master)).isEqualTo(1);
      if (kind != ServerKind.REDIS_6_0) {
        assertThat(page.text()).contains("redis_sentinel_config_key_value{key=\"announce-port\"");
      }
      // A server that is not a sentinel has none of these metrics.
      Page server = exporter.scrape(deployment.master().uri());
      assertThat(server.series()).noneMatch(SENTINEL);
      assertThat(server.error()).isEmpty();
      assertThat(deployment.master().info("total_error_replies").orElse("0")).isEqualTo("0");
    }
  }

  /// Returns the number of errors that the sentinel counted, over all kinds of error.
  private static String errorReplies(Sentinel sentinel) {
    return sentinel
        .command("INFO", "STATS")
        .lines()
        .filter(line -> line.startsWith("total_error_replies"))
        .findFirst()
        .orElse("");
  }

  @Test
  void tooFewSentinelsAreReportedInItsWordsWithoutAnErrorInItsStatistics() {
    try (SentinelDeployment deployment = SentinelDeployment.start(ServerKind.REDIS_7_0);
        Original original = Original.startForTargets();
        Exporter exporter = Exporter.start()) {
      Sentinel sentinel = deployment.first();
      exporter.scrape(sentinel.uri());
      deployment.sentinels().get(1).close();
      deployment.sentinels().get(2).close();
      Await.until(
          PATIENCE,
          "the loss to be noticed",
          () -> ckquorum(sentinel).startsWith("NOQUORUM 1 usable"));
      String replies = errorReplies(sentinel);
      Page page = exporter.scrape(sentinel.uri());
      assertThat(errorReplies(sentinel)).isEqualTo(replies);
      assertThat(page.error()).isEmpty();
      assertThat(
              page.value(
                  "redis_sentinel_master_ckquorum_status{master_name=\"mymaster\",message=\"%s\"}"
                      .formatted(ckquorum(sentinel))))
          .isZero();
      Comparison.of(
              page,
              original.scrape(sentinel.uri()),
              SENTINEL.and(series -> !series.startsWith(PING)))
          .hasSameSeries()
          .hasValuesWithin(0);
    }
  }

  private static String ckquorum(Sentinel sentinel) {
    try {
      return sentinel.command("SENTINEL", "CKQUORUM", "mymaster");
    } catch (RespConnection.ErrorReply e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aMasterThatIsDownIsEmittedAsByTheOriginal() {
    try (RedisServer master = RedisServer.start(ServerKind.REDIS_7_0);
        Sentinel sentinel = Sentinel.start(master);
        Original original = Original.startForTargets();
        Exporter exporter = Exporter.start()) {
      master.kill();
      Await.until(
          PATIENCE,
          "the master to be down",
          () -> sentinel.command("INFO", "SENTINEL").contains("status=odown"));
      Page page = exporter.scrape(sentinel.uri());
      assertThat(
              page.value(
                  "redis_sentinel_master_status{master_name=\"mymaster\",master_address=\"%s\",master_status=\"odown\"}"
                      .formatted(master.address())))
          .isZero();
      // The epoch is left out because each attempt at a failover increments it.
      Comparison.of(
              page,
              original.scrape(sentinel.uri()),
              SENTINEL.and(series -> !series.startsWith(PING) && !series.contains("epoch")))
          .hasSameSeries()
          .hasValuesWithin(0);
    }
  }

  /// The rights beside INFO, the samples that are missing without them, and the collector's outcome.
  @ParameterizedTest(name = "without {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          +sentinel,masters +sentinel,sentinels +sentinel,slaves +sentinel,ckquorum   | nothing                  | ok
          +sentinel,masters +sentinel,sentinels +sentinel,replicas +sentinel,ckquorum | nothing                  | ok
          +sentinel,sentinels +sentinel,slaves +sentinel,ckquorum                     | sentinel_master_setting_ | forbidden
          +sentinel,masters +sentinel,slaves +sentinel,ckquorum                       | sentinel_master_ok_sentinels | forbidden
          +sentinel,masters +sentinel,sentinels +sentinel,ckquorum                    | sentinel_master_ok_slaves | forbidden
          +sentinel,masters +sentinel,sentinels +sentinel,slaves                      | sentinel_master_ckquorum_status | forbidden
          +ping                                                                       | sentinel_master_ok_      | forbidden
          """)
  void aSubcommandThatIsForbiddenCostsItsOwnSamples(String rights, String missing, String outcome) {
    try (RedisServer master = RedisServer.start(ServerKind.REDIS_7_0);
        Sentinel sentinel = Sentinel.start(master);
        Exporter exporter = Exporter.start("-redis.user", "ann", "-redis.password", "pw")) {
      sentinel.command(
          ("ACL SETUSER ann on >pw +info +command|info +client|setname " + rights.replace(',', '|'))
              .split(" ", -1));
      exporter.scrape(sentinel.uri());
      String replies = errorReplies(sentinel);
      Page page = exporter.scrape(sentinel.uri());
      assertThat(errorReplies(sentinel)).isEqualTo(replies);
      assertThat(page.up()).isTrue();
      assertThat(page.error()).isEmpty();
      assertThat(page.outcome("sentinel")).isEqualTo("ok");
      assertThat(page.outcome("sentinel_masters")).isEqualTo(outcome);
      String all = rights.equals("+ping") ? "sentinel_master_status" : "sentinel_master";
      for (String part :
          List.of(
              "sentinel_master_status",
              "sentinel_master_setting_",
              "sentinel_master_ok_sentinels",
              "sentinel_master_ok_slaves",
              "sentinel_master_ckquorum_status")) {
        boolean there = part.startsWith(all) && !part.startsWith(missing);
        assertThat(page.series().stream().anyMatch(s -> s.startsWith("redis_" + part)))
            .as(part)
            .isEqualTo(there);
      }
    }
  }

  @Test
  void secretsOfASentinelAreNeverEmitted() {
    try (RedisServer master = RedisServer.start(ServerKind.VALKEY_9_1);
        Sentinel sentinel = Sentinel.start(master);
        Exporter exporter =
            Exporter.start("-include-config-metrics", "-redact-config-metrics=false")) {
      sentinel.command("SENTINEL", "CONFIG", "SET", "sentinel-pass", "topsecret");
      sentinel.command("SENTINEL", "CONFIG", "SET", "sentinel-user", "bob");
      Page page = exporter.scrape(sentinel.uri());
      assertThat(page.text()).doesNotContain("topsecret").doesNotContain("sentinel-pass");
      assertThat(page.value("redis_sentinel_config_key_value{key=\"sentinel-user\",value=\"bob\"}"))
          .isOne();
      assertThat(page.value("redis_sentinel_config_value{key=\"announce-port\"}")).isZero();
    }
  }

  @Test
  void peersAndSettingsAreEmittedOnDemandOnly() {
    try (RedisServer master = RedisServer.start(ServerKind.REDIS_7_0);
        Sentinel sentinel = Sentinel.start(master);
        Exporter exporter = Exporter.start()) {
      Page page = exporter.scrape(sentinel.uri());
      assertThat(page.series())
          .noneMatch(s -> s.startsWith("redis_sentinel_peer_info"))
          .noneMatch(s -> s.startsWith("redis_sentinel_config_"));
    }
  }

  /// The replayed bytes are not valid UTF-8: the replaying server reads them as U+FFFD, and the four characters of an
  /// escape as themselves.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMasterIsAskedAboutByTheBytesOfItsName(boolean allowed) {
    byte[] masters =
        "*1\r\n*8\r\n$4\r\nname\r\n$3\r\nm\u00ff1\r\n$2\r\nip\r\n$8\r\n10.0.0.1\r\n$4\r\nport\r\n$1\r\n7\r\n$6\r\nquorum\r\n$1\r\n1\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] info =
        "redis_version:7.0.15\nredis_mode:sentinel\nmaster0:name=m\u00ff1,status=ok,address=10.0.0.1:7,slaves=2,sentinels=1\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream bulk = new ByteArrayOutputStream();
    bulk.writeBytes(("$" + info.length + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    bulk.writeBytes(info);
    bulk.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    try (ReplayServer server =
            ReplayServer.empty()
                .answer("INFO ALL", bulk.toByteArray())
                .answer("SENTINEL MASTERS", masters)
                .answer("SENTINEL SENTINELS m\ufffd1", "*0\r\n")
                .answer("SENTINEL SLAVES m\ufffd1", "*0\r\n")
                .answer("SENTINEL CKQUORUM m\ufffd1", "+OK 1 usable Sentinels.\r\n");
        Exporter exporter = Exporter.start()) {
      if (!allowed) {
        server.answer("SENTINEL MASTERS", "-NOPERM no permissions to run 'sentinel|masters'\r\n");
      }
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("sentinel_masters")).isEqualTo(allowed ? "ok" : "forbidden");
      String labels = "{master_name=\"m\\\\xff1\",master_address=\"10.0.0.1:7\"}";
      assertThat(page.value("redis_sentinel_master_ok_sentinels" + labels)).isEqualTo(1);
      assertThat(page.value("redis_sentinel_master_ok_slaves" + labels)).isZero();
      assertThat(page.series("redis_sentinel_master_ckquorum_status")).hasSize(1);
    }
  }

  /// The replies of a real sentinel are repeated because hundreds of real masters would need too many servers.
  @Test
  void hundredsOfMastersAreAskedAboutTogether() {
    StringBuilder info = new StringBuilder("redis_version:7.0.15\r\nredis_mode:sentinel\r\n");
    StringBuilder masters = new StringBuilder("*300\r\n");
    for (int i = 0; i < 300; i++) {
      info.append("master%d:name=m%d,status=ok,address=10.0.0.1:%d".formatted(i, i, i))
          .append(",slaves=0,sentinels=1\r\n");
      String name = "m" + i;
      masters.append(
          "*8\r\n$4\r\nname\r\n$%d\r\n%s\r\n$2\r\nip\r\n$8\r\n10.0.0.1\r\n$4\r\nport\r\n$%d\r\n%d\r\n$6\r\nquorum\r\n$1\r\n1\r\n"
              .formatted(name.length(), name, Integer.toString(i).length(), i));
    }
    try (ReplayServer server =
            ReplayServer.empty()
                .answerBulk("INFO ALL", info.toString())
                .answer("SENTINEL MASTERS", masters.toString())
                .answerEvery("SENTINEL SENTINELS", "*0\r\n")
                .answerEvery("SENTINEL SLAVES", "*0\r\n")
                .answerEvery("SENTINEL CKQUORUM", "+OK 1 usable Sentinels.\r\n");
        Exporter exporter = Exporter.start()) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("sentinel_masters")).isEqualTo("ok");
      assertThat(page.series("redis_sentinel_master_ok_sentinels")).hasSize(300);
      assertThat(page.series("redis_sentinel_master_ckquorum_status")).hasSize(300);
    }
  }
}
