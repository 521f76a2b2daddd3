package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests of an exporter in a separate JVM, with more keys than its heap can hold.
class ManyKeysTest {
  private static final String LABELS = "{check=\"check-keys\",db=\"db0\",key=\"*\"}";

  @Test
  void deliversWhatFitsAndGoesOn() {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--enable-debug-command", "local");
        ExporterProcess process =
            ExporterProcess.start(
                List.of("-Xmx24m"), "-redis.addr", server.uri(), "-check-keys", "*");
        Exporter exporter = Exporter.of(process)) {
      server.command("DEBUG", "POPULATE", "200000", "key", "10");
      for (int i = 0; i < 3; i++) {
        Page page = Page.of(exporter.get("/metrics", 60));
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("keys")).isEqualTo("failed");
        assertThat(page.error()).contains("partial: no memory left");
        assertThat(page.value("redis_exporter_scan_complete" + LABELS)).isZero();
        assertThat(page.value("redis_exporter_scan_progress_ratio" + LABELS)).isBetween(0.01, 0.9);
        assertThat(page.series("redis_key_size")).hasSizeGreaterThan(5000);
      }
      assertThat(process.isAlive()).isTrue();
      assertThat(process.log()).doesNotContain("OutOfMemory");
    }
  }

  @Test
  void returnsTheMemoryOfALargeScrape() {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--enable-debug-command", "local");
        ExporterProcess process = ExporterProcess.start("-redis.addr", "");
        Exporter exporter = Exporter.of(process)) {
      server.command("DEBUG", "POPULATE", "100000", "key", "10");
      String path = Exporter.scrapePath(server.uri()) + "&check-keys=*";
      assertThat(exporter.scrape(server.uri()).up()).isTrue();
      long small = process.residentBytes();
      assertThat(Page.of(exporter.get(path, 60)).error()).isEmpty();
      long large = process.mostResidentBytes();
      assertThat(large).isGreaterThan(small + (20 << 20));
      Await.until(
          Duration.ofSeconds(30),
          "the heap to shrink from %d to half of what it grew from %d".formatted(large, small),
          () -> process.residentBytes() < (small + large) / 2);
    }
  }

  /// A page that arrives after the scraper's time-out is useless.
  @Test
  void leavesTimeToWriteThePage() {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--enable-debug-command", "local");
        ExporterProcess process =
            ExporterProcess.start(
                List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "-redis.addr",
                server.uri(),
                "-check-keys",
                "*",
                "-count-keys",
                "*");
        Exporter exporter = Exporter.of(process)) {
      server.command("DEBUG", "POPULATE", "1000000", "key", "10");
      for (int i = 0; i < 2; i++) {
        Exporter.Answer answer = exporter.fetch("/metrics", 2);
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(2));
        Page page = answer.page();
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("keys")).isEqualTo("timed_out");
        assertThat(page.outcome("count_keys")).isEqualTo("timed_out");
        assertThat(page.series("redis_key_size")).hasSizeGreaterThan(5000);
      }
    }
  }
}
