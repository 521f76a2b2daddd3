package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import org.junit.jupiter.api.Test;

/// Tests of Tile38, with is-tile38. The reply is written from its documentation because no such server is available.
class Tile38Test {
  private static final String[] EXT = {
    "alloc_bytes", "30718984",
    "go_goroutines", "13",
    "go_threads", "17",
    "go_version", "go1.22.1",
    "heap_alloc_bytes", "30718984",
    "heap_released_bytes", "12345344",
    "next_gc_bytes", "4.5e+07",
    "sys_cpus", "8",
    "tile38_aof_size", "1048576",
    "tile38_avg_point_size", "0",
    "tile38_cluster_enabled", "false",
    "tile38_http_transport", "true",
    "tile38_id", "a5f2b0f2e1a4ce3d6b1c47e3f1d9f1d7",
    "tile38_in_memory_size", "2048",
    "tile38_num_collections", "3",
    "tile38_num_hooks", "1",
    "tile38_num_objects", "120",
    "tile38_num_points", "120",
    "tile38_pointer_size", "8",
    "tile38_read_only", "false",
    "tile38_version", "1.33.0",
    "last_gc_time_seconds", "1.7e+09",
    "max_heap_size", "0"
  };

  private static ReplayServer tile38() {
    StringBuilder reply = new StringBuilder("*" + EXT.length + "\r\n");
    for (String element : EXT) {
      reply.append("$%d\r\n%s\r\n".formatted(element.length(), element));
    }
    return ReplayServer.empty()
        .answerBulk(
            "INFO ALL",
            "# Server\r\ntile38_version:1.33.0\r\nredis_version:1.33.0\r\nuptime_in_seconds:5\r\n")
        .answer("SERVER EXT", reply.toString())
        .without("COMMAND")
        .without("CONFIG")
        .without("SLOWLOG")
        .without("LATENCY");
  }

  @Test
  void emitsWhatTheOriginalEmits() {
    try (ReplayServer server = tile38();
        Original original = Original.startForTargets("-is-tile38");
        Exporter exporter = Exporter.start("-is-tile38")) {
      exporter.scrape(server.uri());
      Page page = exporter.scrape(server.uri());
      assertThat(page.up()).isTrue();
      assertThat(page.outcome("tile38")).isEqualTo("ok");
      Comparison.of(page, original.scrape(server.uri()), s -> s.startsWith("redis_tile38_"))
          .hasSameSeries()
          .hasValuesWithin(0);
      assertThat(page.value("redis_tile38_cpus_total")).isEqualTo(8);
      assertThat(page.value("redis_tile38_http_transport")).isEqualTo(1);
      assertThat(page.value("redis_tile38_read_only")).isZero();
      assertThat(page.value("redis_tile38_last_gc_time_seconds")).isEqualTo(1.7e9);
    }
  }

  @Test
  void isNotAskedWithoutTheFlag() {
    try (ReplayServer server = tile38();
        Exporter exporter = Exporter.start()) {
      assertThat(exporter.scrape(server.uri()).up()).isTrue();
      assertThat(server.commandLines()).doesNotContain("SERVER EXT");
    }
  }

  @Test
  void aRedisIsNotAskedForWhatItLacks() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-is-tile38")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("tile38")).isEqualTo("skipped");
      assertThat(server.info("total_error_replies").orElse("")).isEqualTo("0");
    }
  }
}
