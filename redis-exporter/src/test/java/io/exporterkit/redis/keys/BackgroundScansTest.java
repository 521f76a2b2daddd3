package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Scans of keys in the background.
@Timeout(120)
class BackgroundScansTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String[] CHECKS = {
    "-check-keys=user:*,db3=job:*",
    "-check-single-keys=one",
    "-count-keys=user:*,db3=*",
    "-check-key-groups=^(%a+)",
    "-check-streams=stream*",
    "-check-single-streams=other"
  };
  private static final List<String> OF_KEYS =
      List.of(
          "redis_key_size",
          "redis_key_value",
          "redis_keys_count",
          "redis_key_group_count",
          "redis_number_of_distinct_key_groups",
          "redis_stream_length",
          "redis_exporter_scan_complete",
          "redis_exporter_scan_keys");

  @TempDir Path directory;

  private static void fill(RedisServer server) {
    server.command("SET", "user:1", "5");
    server.command("SET", "user:2", "word");
    server.command("SET", "one", "7");
    server.command("XADD", "stream1", "*", "a", "b");
    server.command("XADD", "other", "*", "a", "b");
    server.command("EVAL", "redis.call('SELECT', 3); redis.call('SET', 'job:1', '9')", "0");
  }

  private static String[] flags(RedisServer server, String... more) {
    return Stream.of(Stream.of("-redis.addr", server.uri()), Stream.of(CHECKS), Stream.of(more))
        .flatMap(all -> all)
        .toArray(String[]::new);
  }

  private static List<String> ofKeys(Page page) {
    return OF_KEYS.stream()
        .flatMap(name -> page.series(name).stream().map(one -> one + " " + page.value(one)))
        .sorted()
        .toList();
  }

  private static void awaitReady(Exporter exporter) {
    Await.until(PATIENCE, "the first scans", () -> exporter.status("/-/ready") == 200);
  }

  @Test
  void thePageHasTheSamplesOfAScanInTheScrape() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter inScrape = Exporter.start(flags(server));
        Exporter apart =
            Exporter.start(flags(server, "-scan.interval=1h", "-scan.max-share=0.5"))) {
      awaitReady(apart);
      fill(server);
      assertThat(apart.status("/-/reload")).isEqualTo(400); // without effect on scans that work
      Page before = apart.metrics();
      assertThat(before.value("redis_key_size{db=\"db0\",key=\"one\"}")).isEqualTo(1);
      assertThat(before.value("redis_stream_length{db=\"db0\",stream=\"other\"}")).isEqualTo(1);
      assertThat(before.series("redis_key_size")).hasSize(1);
      assertThat(before.value("redis_keys_count{db=\"db0\",key=\"user:*\"}")).isZero();
      assertThat(before.series("redis_exporter_collector_age_seconds")).hasSize(4);
      assertThat(before.outcomes()).containsEntry("keys_scan", "ok").containsEntry("keys", "ok");
      assertThat(inScrape.metrics().series("redis_exporter_collector_age_seconds")).isEmpty();
    }
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED)) {
      fill(server);
      try (Exporter inScrape = Exporter.start(flags(server));
          Exporter apart = Exporter.start(flags(server, "-scan.interval=1h"))) {
        awaitReady(apart);
        assertThat(ofKeys(apart.metrics()))
            .hasSizeGreaterThan(15)
            .isEqualTo(ofKeys(inScrape.metrics()));
      }
    }
  }

  @Test
  void scansAreRepeatedAtTheInterval() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter = Exporter.start(flags(server, "-scan.interval=50ms"))) {
      awaitReady(exporter);
      fill(server);
      Await.until(
          PATIENCE,
          "the keys of a later scan",
          () -> exporter.metrics().has("redis_key_size{db=\"db3\",key=\"job:1\"}"));
    }
  }

  @Test
  void scansUseTheirShareOfTheTimeOfTheServer() {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--enable-debug-command", "local");
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-check-keys=key:*",
                "-scan.interval=1h",
                "-scan.max-share=0.2")) {
      awaitReady(exporter);
      server.command("DEBUG", "POPULATE", "30000", "key", "10");
      server.command("CONFIG", "RESETSTAT");
      String path = Exporter.scrapePath(server.uri()) + "&check-keys=key:*,none*";
      var _ = exporter.get(path);
      Await.until(
          PATIENCE,
          "the scan of another request",
          () -> Page.of(exporter.get(path)).series("redis_key_size").size() == 30_000);
      Page page = Page.of(exporter.get(path));
      double used =
          Stream.of("scan", "type", "memory|usage", "mget", "strlen", "getrange")
              .mapToDouble(command -> seconds(server, command))
              .sum();
      double lasted =
          page.value("redis_exporter_collector_duration_seconds{collector=\"keys_scan\"}");
      // The last batch has no pause.
      assertThat(used).isPositive().isLessThan(0.2 * lasted + 0.1);
    }
  }

  private static double seconds(RedisServer server, String command) {
    String line = server.command("INFO", "commandstats");
    int at = line.indexOf("cmdstat_" + command + ":");
    if (at < 0) {
      return 0;
    }
    int from = line.indexOf("usec=", at) + 5;
    return Double.parseDouble(line.substring(from, line.indexOf(',', from))) / 1e6;
  }

  @Test
  void aTargetThatIsDownDoesNotKeepTheExporterFromBeingReady() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED)) {
      server.stop();
      try (Exporter exporter =
          Exporter.start("-redis.addr", server.uri(), "-check-keys=*", "-scan.interval=200ms")) {
        awaitReady(exporter);
        Page page = exporter.metrics();
        assertThat(page.up()).isFalse();
        assertThat(page.outcome("keys_scan")).isEqualTo("failed");
        server.restart();
        fill(server);
        Await.until(
            PATIENCE,
            "the keys",
            () -> exporter.metrics().has("redis_key_size{db=\"db0\",key=\"user:1\"}"));
      }
    }
  }

  @Test
  void deniedRightsAreThoseOfAScanInTheScrape() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED)) {
      fill(server);
      server.command("ACL", "SETUSER", "few", "on", ">pw", "~*", "+@all", "-scan", "-eval");
      String address = server.uri().replace("redis://", "redis://few:pw@");
      try (Exporter inScrape =
              Exporter.start("-redis.addr", address, "-count-keys=*", "-check-key-groups=^(.)");
          Exporter apart =
              Exporter.start(
                  "-redis.addr",
                  address,
                  "-count-keys=*",
                  "-check-key-groups=^(.)",
                  "-scan.interval=1h")) {
        awaitReady(apart);
        for (Exporter exporter : List.of(inScrape, apart)) {
          Page page = exporter.metrics();
          assertThat(page.outcome("count_keys")).isEqualTo("forbidden");
          assertThat(page.outcome("key_groups")).isEqualTo("forbidden");
          assertThat(page.up()).isTrue();
        }
      }
    }
  }

  @Test
  void targetsOfRequestsAreScannedWithTheirPasswords() throws IOException {
    try (RedisServer server =
        RedisServer.start(ServerKind.REDIS_EMBEDDED, "--requirepass", "s3cret")) {
      var _ = server.commandAs("default", "s3cret", "SET", "user:1", "5");
      Path passwords = directory.resolve("passwords.json");
      Files.writeString(passwords, "{\"" + server.uri() + "\": \"s3cret\"}");
      try (Exporter exporter =
          Exporter.start(
              "-redis.addr=",
              "-redis.password-file=" + passwords,
              "-check-keys=user:*",
              "-scan.interval=1h")) {
        assertThat(exporter.status("/-/ready")).isEqualTo(200);
        assertThat(exporter.scrape(server.uri()).up()).isTrue();
        Await.until(
            PATIENCE,
            "the keys",
            () -> exporter.scrape(server.uri()).has("redis_key_size{db=\"db0\",key=\"user:1\"}"));
      }
    }
  }

  @Test
  void theKeysOfAClusterAreScannedOnAllMasters() {
    try (RedisCluster cluster = RedisCluster.start(ServerKind.REDIS_EMBEDDED)) {
      for (int i = 0; i < 50; i++) {
        cluster.command("SET", "user:" + i, "5");
      }
      try (Exporter exporter =
          Exporter.start(
              "-redis.addr",
              cluster.master(0).uri(),
              "-is-cluster",
              "-count-keys=user:*",
              "-check-keys=user:*",
              "-scan.interval=1h",
              "-scan.max-share=0.5")) {
        awaitReady(exporter);
        Page page = exporter.metrics();
        assertThat(page.value("redis_keys_count{db=\"db0\",key=\"user:*\"}")).isEqualTo(50);
        assertThat(page.series("redis_key_size")).hasSize(50);
      }
    }
  }
}
