package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of scans of many keys: interrupted ones, several at once, and counts without end.
class LargeScansTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int KEYS = 20_000;

  private static RedisServer start() {
    return RedisServer.start(ServerKind.REDIS_EMBEDDED, "--enable-debug-command", "local");
  }

  private static String scan(String metric, String check, String key) {
    return "redis_exporter_scan_%s{check=\"%s\",db=\"db0\",key=\"%s\"}"
        .formatted(metric, check, key);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionLostInMidScanLeavesWhatWasReadAndTheNextOneIsWhole(boolean killServer) {
    try (RedisServer server = start();
        SlowLink link = SlowLink.to(server.address(), Duration.ofMillis(4));
        Exporter exporter =
            Exporter.start(
                "-redis.addr", link.uri(), "-check-keys=key:*", "-check-keys-batch-size=100")) {
      server.command("DEBUG", "POPULATE", Integer.toString(KEYS), "key", "10");
      CompletableFuture<Page> scrape = CompletableFuture.supplyAsync(exporter::metrics);
      Await.until(PATIENCE, "the scan to be on its way", () -> server.calls("scan") > 10);
      if (killServer) {
        server.kill();
      } else {
        server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      }
      Page page = scrape.join();
      assertThat(page.up()).isTrue();
      assertThat(page.outcome("keys")).isEqualTo("failed");
      assertThat(page.value(scan("complete", "check-keys", "key:*"))).isZero();
      assertThat(page.value(scan("progress_ratio", "check-keys", "key:*"))).isBetween(0.001, 0.999);
      double seen = page.value(scan("keys", "check-keys", "key:*"));
      assertThat(seen).isBetween(500.0, KEYS - 100.0);
      // Two batches may be missing, each a few keys larger than its COUNT.
      assertThat(page.series("redis_key_size")).hasSizeBetween((int) seen - 250, (int) seen);
      if (killServer) {
        assertThat(exporter.metrics().up()).isFalse();
        server.restart();
        server.command("DEBUG", "POPULATE", Integer.toString(KEYS), "key", "10");
      }
      page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.value(scan("complete", "check-keys", "key:*"))).isEqualTo(1);
      assertThat(page.series("redis_key_size")).hasSize(KEYS);
    }
  }

  /// The keys are in another database, which a new connection has to select first.
  @Test
  void aPageThatIsTooLargeIsAskedForWithASmallerCount() {
    try (RedisServer server = start();
        ExporterProcess process =
            ExporterProcess.start(
                "-redis.addr",
                server.uri(),
                "-check-keys-batch-size=1000000",
                "-count-keys=db3=*",
                "-check-keys=db3=key:1*",
                "-check-key-groups=^(key)");
        Exporter exporter = Exporter.of(process)) {
      server.command("DEBUG", "POPULATE", "600000", "key", "10");
      server.command("SWAPDB", "0", "3");
      for (int i = 0; i < 2; i++) {
        Page page = Page.of(exporter.get("/metrics", 60));
        assertThat(page.error()).isEmpty();
        assertThat(page.value("redis_keys_count{db=\"db3\",key=\"*\"}")).isEqualTo(600_000);
        assertThat(page.series("redis_key_size")).hasSize(111_111);
        assertThat(page.value("redis_key_group_count{db=\"db3\",key_group=\"key\"}"))
            .isEqualTo(600_000);
      }
      // The new limit is logged once, after all steps.
      assertThat(process.log()).containsOnlyOnce("COUNT is at most 125000 from now on");
    }
  }

  /// The server closes the connection during a round: after types, or after sizes.
  @ParameterizedTest
  @CsvSource({"TYPE zz, 0, 51", "LLEN zz, 51, 52"})
  void aConnectionLostInMidRoundLeavesTheRepliesThatArrived(String last, int sizes, int memories) {
    try (RedisServer server = start();
        MisbehavingServer proxy =
            MisbehavingServer.start(MisbehavingServer.closeAt(last, server.address()))) {
      List<String> names = new ArrayList<>(List.of("la"));
      server.command("RPUSH", "la", "1");
      for (int i = 0; i < 50; i++) {
        names.add("s" + i);
        server.command("SET", "s" + i, "1");
      }
      names.add("zz");
      server.command("RPUSH", "zz", "1");
      try (Exporter exporter =
          Exporter.start(
              "-redis.addr",
              proxy.uri(),
              "-disable-exporting-key-values",
              "-check-single-keys=" + String.join(",", names))) {
        Page page = exporter.metrics();
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("keys")).isEqualTo("failed");
        assertThat(page.series("redis_key_size")).hasSize(sizes);
        assertThat(page.series("redis_key_memory_usage_bytes")).hasSize(memories);
      }
    }
  }

  @Test
  void aConnectionLostAmongStreamsLeavesThoseThatWereRead() {
    try (RedisServer server = start();
        MisbehavingServer proxy =
            MisbehavingServer.start(
                MisbehavingServer.closeAt("XINFO GROUPS s9", server.address()))) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        names.add("s" + i);
        server.command("XGROUP", "CREATE", "s" + i, "g", "$", "MKSTREAM");
      }
      try (Exporter exporter =
          Exporter.start(
              "-redis.addr", proxy.uri(), "-check-single-streams=" + String.join(",", names))) {
        Page page = exporter.metrics();
        assertThat(page.outcome("streams")).isEqualTo("failed");
        assertThat(page.series("redis_stream_length")).hasSize(10);
        assertThat(page.series("redis_stream_group_consumers")).hasSize(9);
      }
    }
  }

  @Test
  void severalAtOnceDisturbNeitherEachOtherNorAPlainScrape() throws Exception {
    try (RedisServer server = start();
        ExporterProcess process = ExporterProcess.start("-redis.addr", "");
        Exporter exporter = Exporter.of(process);
        ExecutorService scrapers = Executors.newFixedThreadPool(5)) {
      List<String> prefixes = List.of("a", "b", "c", "d");
      for (String prefix : prefixes) {
        server.command("DEBUG", "POPULATE", "40000", prefix, "10");
      }
      String plain = Exporter.scrapePath(server.uri());
      for (int round = 0; round < 3; round++) {
        List<Future<Page>> scans = new ArrayList<>();
        for (String prefix : prefixes) {
          scans.add(scrapers.submit(() -> exporter.fetch(path(plain, prefix), 60).page()));
        }
        Future<Page> beside = scrapers.submit(() -> exporter.fetch(plain, 60).page());
        for (int i = 0; i < scans.size(); i++) {
          assertEndsWellOrInPart(scans.get(i).get(), prefixes.get(i));
        }
        assertThat(beside.get().error()).isEmpty();
      }
      Page alone = exporter.fetch(path(plain, "a"), 60).page();
      assertThat(alone.error()).isEmpty();
      assertThat(alone.series("redis_key_size")).hasSize(40_000);
      assertThat(process.isAlive()).isTrue();
      assertThat(process.log()).doesNotContain("OutOfMemory");
    }
  }

  private static String path(String plain, String prefix) {
    return plain + "&check-keys=" + prefix + ":*";
  }

  private static void assertEndsWellOrInPart(Page page, String prefix) {
    assertThat(page.up()).isTrue();
    boolean whole = page.outcome("keys").equals("ok");
    assertThat(page.value(scan("complete", "check-keys", prefix + ":*"))).isEqualTo(whole ? 1 : 0);
    if (whole) {
      assertThat(page.error()).isEmpty();
      assertThat(page.series("redis_key_size")).hasSize(40_000);
    } else {
      assertThat(page.outcome("keys")).isEqualTo("failed");
      assertThat(page.error()).contains("no memory left");
    }
    assertThat(page.series("redis_key_size"))
        .allMatch(series -> series.contains("key=\"" + prefix + ":"));
    page.outcomes()
        .forEach((collector, outcome) -> {
          if (!collector.equals("keys")) {
            assertThat(outcome).as(collector).isIn("ok", "skipped");
          }
        });
  }

  /// The names alone are larger than the heap.
  @Test
  void aCountKeepsNoNames() {
    try (RedisServer server = start();
        ExporterProcess process =
            ExporterProcess.start(
                List.of("-Xmx24m"), "-redis.addr", server.uri(), "-count-keys", "x*");
        Exporter exporter = Exporter.of(process)) {
      server.command("DEBUG", "POPULATE", "300000", "x".repeat(110), "1");
      Page page = Page.of(exporter.get("/metrics", 60));
      assertThat(page.error()).isEmpty();
      assertThat(page.value("redis_keys_count{db=\"db0\",key=\"x*\"}")).isEqualTo(300_000);
      assertThat(process.log()).doesNotContain("OutOfMemory");
    }
  }

  @Test
  void aCursorOf64BitsDoesNotEndACount() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_8_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri(), "-count-keys", "*")) {
      server.answer(
          "SCAN 0 MATCH * COUNT 1000", "*2\r\n$20\r\n18446744073709551615\r\n*1\r\n$1\r\na\r\n");
      server.answer(
          "SCAN 18446744073709551615 MATCH * COUNT 1000", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nb\r\n");
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.value("redis_keys_count{db=\"db0\",key=\"*\"}")).isEqualTo(2);
    }
  }

  @Test
  void nothingIsBookedOnADatabaseThatCannotBeSelected() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED, "--databases", "4");
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-check-keys=db9=k*,db2=k*",
                "-check-single-keys=db9=k,k",
                "-count-keys=db9=k*,k*",
                "-check-streams=db9=*",
                "-check-single-streams=db9=st")) {
      server.command("SET", "k", "zero");
      server.command("XADD", "st", "1-1", "a", "b");
      server.command("EVAL", "redis.call('select', 2) redis.call('set', 'k', 'two')", "0");
      for (int i = 0; i < 2; i++) {
        Page page = exporter.metrics();
        assertThat(page.up()).isTrue();
        assertThat(page.series("redis_key_value_as_string"))
            .containsExactlyInAnyOrder(
                "redis_key_value_as_string{db=\"db0\",key=\"k\",val=\"zero\"}",
                "redis_key_value_as_string{db=\"db2\",key=\"k\",val=\"two\"}");
        assertThat(page.series("redis_keys_count"))
            .containsExactly("redis_keys_count{db=\"db0\",key=\"k*\"}");
        assertThat(page.series())
            .filteredOn(series -> series.contains("db=\"db9\""))
            .allMatch(series -> series.startsWith("redis_exporter_scan_"));
      }
    }
  }
}
