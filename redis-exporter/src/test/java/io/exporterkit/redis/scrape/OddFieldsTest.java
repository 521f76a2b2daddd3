package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of names and fields in INFO that the original reads incorrectly.
class OddFieldsTest {
  @Test
  void commandsWithOddNamesHaveTheirSum() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      server.command("EVAL_RO", "return 1", "0");
      server.command("CLIENT", "NO-EVICT", "on");
      Page page = exporter.metrics();
      for (String command : new String[] {"eval_ro", "client|no-evict"}) {
        double usec =
            page.value("redis_commands_duration_seconds_total{cmd=\"%s\"}".formatted(command))
                * 1e6;
        assertThat(page.value("redis_commands_latencies_usec_sum{cmd=\"%s\"}".formatted(command)))
            .isCloseTo(usec, Offset.offset(0.01))
            .isPositive();
      }
    }
  }

  @Test
  void commandsOfModulesHaveTheirSum() {
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_7_0)
                .answerBulk(
                    "INFO ALL",
                    "redis_version:7.0.15\r\nredis_mode:standalone\r\nrole:master\r\ncmdstat_ft.search:calls=2,usec=30,usec_per_call=15.00\r\n")
                .answer(
                    "LATENCY HISTOGRAM",
                    "*2\r\n$9\r\nft.search\r\n*4\r\n$5\r\ncalls\r\n:2\r\n$14\r\nhistogram_usec\r\n*2\r\n:16\r\n:2\r\n");
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      assertThat(exporter.metrics().value("redis_commands_latencies_usec_sum{cmd=\"ft.search\"}"))
          .isEqualTo(30);
    }
  }

  /// The line of a database has a fourth number on these servers: keys with expiring fields, instead of keys in memory.
  @ParameterizedTest
  @EnumSource(names = {"REDIS_8_0", "VALKEY_9_1"})
  void otherFieldsDoNotCountAsCachedKeys(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      server.command("HSET", "hash", "field", "1");
      server.command("HEXPIRE", "hash", "1000", "FIELDS", "1", "field");
      Page page = exporter.metrics();
      assertThat(page.series("redis_db_keys_cached")).isEmpty();
      assertThat(page.value("redis_db_keys_with_expiring_items{db=\"db0\"}")).isEqualTo(1);
    }
  }
}
