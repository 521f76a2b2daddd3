package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyGroupsTest {
  private static String group(int database, String group) {
    return "redis_key_group_count{db=\"db%d\",key_group=\"%s\"}".formatted(database, group);
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_EMBEDDED", "REDIS_8_0", "VALKEY_9_1", "REDICT_7_3"})
  void joinsTheCapturesOfTheFirstPatternThatMatches(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-check-key-groups",
                "^(user):%d+:(.*)$,^(order):%d+,^zz()z,\"^(s:)(hll)$|no\",^h",
                "-check-keys-batch-size",
                "2")) {
      KeysTest.fill(server);
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.value(group(3, "username"))).isEqualTo(2);
      assertThat(page.value(group(3, "order"))).isEqualTo(1);
      assertThat(page.value(group(3, "3"))).isEqualTo(1);
      // The keys h:1 and the one with an umlaut, by a pattern without captures.
      assertThat(page.value(group(0, ""))).isEqualTo(2);
      assertThat(page.value(group(0, "unclassified"))).isEqualTo(15);
      assertThat(
              page.value("redis_key_group_memory_usage_bytes{db=\"db3\",key_group=\"username\"}"))
          .isPositive();
      assertThat(page.value("redis_number_of_distinct_key_groups{db=\"db3\"}")).isEqualTo(3);
      assertThat(page.value("redis_number_of_distinct_key_groups{db=\"db1\"}")).isEqualTo(0);
      assertThat(page.series("redis_number_of_distinct_key_groups")).hasSize(16);
      assertThat(page.has("redis_last_key_groups_scrape_duration_milliseconds")).isTrue();
      assertThat(
              page.value(
                  "redis_exporter_scan_keys{check=\"check-key-groups\",db=\"db0\",key=\"*\"}"))
          .isEqualTo(17);
    }
  }

  @Test
  void sumsUpTheGroupsWithTheLeastMemory() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-check-key-groups",
                "^(%a):",
                "-max-distinct-key-groups",
                "2")) {
      for (String name : new String[] {"a:1", "a:2", "b:1", "c:1", "d:1"}) {
        server.command(
            "SET", name, "x".repeat(name.startsWith("b") ? 1000 : name.startsWith("a") ? 300 : 5));
      }
      Page page = exporter.metrics();
      assertThat(page.series("redis_key_group_count"))
          .containsExactly(group(0, "b"), group(0, "a"), group(0, "overflow"));
      assertThat(page.value(group(0, "overflow"))).isEqualTo(2);
      assertThat(page.value("redis_number_of_distinct_key_groups{db=\"db0\"}")).isEqualTo(4);
    }
  }

  @Test
  void endsAtTheDeadlineAndHoldsTheServerUpForAPageAtMost() {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--enable-debug-command", "local");
        Exporter exporter = Exporter.start("-check-key-groups", "^(key):(%d)")) {
      server.command("DEBUG", "POPULATE", "400000", "key", "10");
      Page page = exporter.scrape(server.uri(), 0.2);
      assertThat(page.outcome("key_groups")).isEqualTo("timed_out");
      assertThat(
              page.value(
                  "redis_exporter_scan_complete{check=\"check-key-groups\",db=\"db0\",key=\"*\"}"))
          .isZero();
      assertThat(page.series("redis_key_group_count")).isEmpty();
      assertThat(server.calls("eval")).isBetween(2L, 400L);
    }
  }
}
