package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import org.junit.jupiter.api.Test;

class ExporterTest {
  @Test
  void scrapesAServer() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      server.command("SET", "k", "v");
      for (Page page : new Page[] {exporter.metrics(), exporter.scrape(server.uri(), 5)}) {
        assertThat(page.up()).isTrue();
        assertThat(page.error()).isEmpty();
        assertThat(page.value("redis_db_keys{db=\"db0\"}")).isEqualTo(1);
        assertThat(page.outcome("info")).isEqualTo("ok");
        assertThat(page.outcomes()).containsEntry("slowlog", "ok");
        assertThat(page.label("redis_instance_info", "role")).isEqualTo("master");
      }
      assertThat(exporter.get("/health")).isEqualTo("ok");
      assertThat(exporter.status("/nowhere")).isEqualTo(404);
      assertThat(exporter.fetch("/metrics", 5).headers().get("content-type"))
          .startsWith("text/plain; version=0.0.4");
    }
  }

  @Test
  void runsInAJvmOfItsOwn() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        ExporterProcess process = ExporterProcess.start("-redis.addr", server.uri());
        Exporter exporter = Exporter.of(process)) {
      assertThat(exporter.metrics().up()).isTrue();
      assertThat(process.residentBytes()).isBetween(10_000_000L, 100_000_000L);
      assertThat(process.log()).contains("serving /metrics");
    }
  }
}
