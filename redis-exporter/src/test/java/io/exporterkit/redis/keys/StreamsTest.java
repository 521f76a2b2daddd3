package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamsTest {
  private static final String STREAM = "{db=\"db0\",stream=\"st:1\"}";

  /// Fills a server with a stream with two groups, one of which has a consumer that reads; an empty stream; and a key
  /// of another type.
  static void fill(RedisServer server) {
    try (RespConnection redis = server.connect()) {
      redis.command("SET", "st:no", "stream");
      redis.command("XADD", "st:1", "1700000000000-1", "a", "b");
      redis.command("XADD", "st:1", "1700000001000-1", "a", "b");
      redis.command("XGROUP", "CREATE", "st:1", "g1", "0");
      redis.command("XREADGROUP", "GROUP", "g1", "c1", "COUNT", "1", "STREAMS", "st:1", ">");
      redis.command("XGROUP", "CREATE", "st:1", "g2", "$");
      redis.command("XGROUP", "CREATE", "st:empty", "g \"3\"", "0", "MKSTREAM");
      // A group in the middle of the stream: the server cannot know its number of read entries.
      redis.command("XADD", "st:gap", "5-1", "a", "b");
      redis.command("XADD", "st:gap", "6-1", "a", "b");
      redis.command("XDEL", "st:gap", "5-1");
      redis.command("XGROUP", "CREATE", "st:gap", "g4", "5-5");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_EMBEDDED", "REDIS_8_0", "VALKEY_8_0", "REDICT_7_3"})
  void emitsStreamsGroupsAndConsumers(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-check-streams",
                "st:*",
                "-check-single-streams",
                "st:no,nix,st:1")) {
      fill(server);
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.outcome("streams")).isEqualTo("ok");
      assertThat(page.series("redis_stream_length")).hasSize(3);
      assertThat(page.value("redis_stream_length" + STREAM)).isEqualTo(2);
      assertThat(page.value("redis_stream_groups" + STREAM)).isEqualTo(2);
      assertThat(page.value("redis_stream_first_entry_id" + STREAM)).isEqualTo(1.7e12);
      assertThat(page.value("redis_stream_last_generated_id" + STREAM)).isEqualTo(1700000001000.0);
      assertThat(page.value("redis_stream_max_deleted_entry_id" + STREAM)).isEqualTo(0);
      assertThat(page.value("redis_stream_first_entry_id{db=\"db0\",stream=\"st:empty\"}"))
          .isEqualTo(0);
      assertThat(
              page.value(
                  "redis_stream_group_messages_pending{db=\"db0\",stream=\"st:1\",group=\"g1\"}"))
          .isEqualTo(1);
      assertThat(
              page.has(
                  "redis_stream_group_consumers{db=\"db0\",stream=\"st:empty\",group=\"g \\\"3\\\"\"}"))
          .isTrue();
      assertThat(
              page.value(
                  "redis_stream_group_consumer_messages_pending{db=\"db0\",stream=\"st:1\",group=\"g1\",consumer=\"c1\"}"))
          .isEqualTo(1);
      assertThat(page.series("redis_stream_group_consumer_idle_seconds")).hasSize(1);
      boolean counted = kind != ServerKind.REDIS_6_0;
      assertThat(page.value("redis_stream_entries_added_total" + STREAM))
          .isEqualTo(counted ? 2 : 0);
      String gap = "{db=\"db0\",stream=\"st:gap\",group=\"g4\"}";
      assertThat(page.has("redis_stream_group_entries_read" + gap)).isEqualTo(!counted);
      assertThat(page.value("redis_stream_group_last_delivered_id" + gap)).isEqualTo(5);
      assertThat(page.text()).doesNotContain("idmp").doesNotContain("nacked");
    }
  }

  /// Names of streams, groups and consumers that differ in one byte that is not valid UTF-8.
  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_8_0", "VALKEY_9_1"})
  void asksForNamesThatAreNoTextByTheirBytes(ServerKind kind) {
    String script =
        """
        for stream = 254, 255 do
          local key = 'st' .. string.char(stream)
          redis.call('XADD', key, '5-1', 'a', 'b')
          redis.call('XADD', key, '6-1', 'a', 'b')
          for group = 1, 2 do
            local name = 'g' .. string.char(253 + group)
            redis.call('XGROUP', 'CREATE', key, name, '0')
            redis.call('XREADGROUP', 'GROUP', name, 'c' .. string.char(128 + group),
                'COUNT', group, 'STREAMS', key, '>')
          end
        end
        """;
    try (RedisServer server = RedisServer.start(kind);
        Exporter exporter = Exporter.start("-redis.addr", server.uri(), "-check-streams=st*")) {
      server.command("EVAL", script, "0");
      Page page = exporter.metrics();
      assertThat(page.outcome("streams")).isEqualTo("ok");
      assertThat(page.series("redis_stream_length")).hasSize(2);
      for (String stream : new String[] {"fe", "ff"}) {
        String first = "{db=\"db0\",stream=\"st\\\\x%s\",group=\"g\\\\xfe\"".formatted(stream);
        String second = first.replace("g\\\\xfe", "g\\\\xff");
        String pending = "redis_stream_group_messages_pending";
        assertThat(page.value(pending + first + "}")).isEqualTo(1);
        assertThat(page.value(pending + second + "}")).isEqualTo(2);
        String ofConsumer = "redis_stream_group_consumer_messages_pending";
        assertThat(page.value(ofConsumer + first + ",consumer=\"c\\\\x81\"}")).isEqualTo(1);
        assertThat(page.value(ofConsumer + second + ",consumer=\"c\\\\x82\"}")).isEqualTo(2);
        assertThat(page.series(ofConsumer)).hasSize(4);
      }
    }
  }

  @Test
  void leavesConsumersOut() {
    try (RedisServer server = RedisServer.start(ServerKind.VALKEY_9_1);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-check-streams",
                "st:*",
                "-streams-exclude-consumer-metrics")) {
      fill(server);
      Page page = exporter.metrics();
      assertThat(page.series("redis_stream_group_lag")).isNotEmpty();
      assertThat(page.text()).doesNotContain("group_consumer_");
      assertThat(server.calls("xinfo|consumers")).isZero();
    }
  }

  @Test
  void emitsIdempotentProducersAndNacks() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_8_0);
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-check-single-streams", "s")) {
      server.answer("TYPE s", "+stream\r\n");
      server.answer(
          "XINFO STREAM s",
          "*14\r\n$6\r\nlength\r\n:1\r\n$13\r\nidmp-duration\r\n:100\r\n$12\r\nidmp-maxsize\r\n:50\r\n$12\r\npids-tracked\r\n:2\r\n$12\r\niids-tracked\r\n:3\r\n$10\r\niids-added\r\n:4\r\n$15\r\niids-duplicates\r\n:5\r\n");
      server.answer(
          "XINFO GROUPS s",
          "*1\r\n*8\r\n$4\r\nname\r\n$1\r\ng\r\n$9\r\nconsumers\r\n:0\r\n$12\r\nnacked-count\r\n:6\r\n$3\r\nlag\r\n$-1\r\n");
      server.answer("XINFO CONSUMERS s g", "*0\r\n");
      Page page = exporter.metrics();
      String labels = "{db=\"db0\",stream=\"s\"}";
      assertThat(page.outcome("streams")).isEqualTo("ok");
      assertThat(page.value("redis_stream_idmp_duration_seconds" + labels)).isEqualTo(100);
      assertThat(page.value("redis_stream_idmp_max_size" + labels)).isEqualTo(50);
      assertThat(page.value("redis_stream_idmp_producer_ids_tracked" + labels)).isEqualTo(2);
      assertThat(page.value("redis_stream_idmp_idempotent_ids_tracked" + labels)).isEqualTo(3);
      assertThat(page.value("redis_stream_idmp_entries_added_total" + labels)).isEqualTo(4);
      assertThat(page.value("redis_stream_idmp_duplicates_total" + labels)).isEqualTo(5);
      assertThat(
              page.value("redis_stream_group_messages_nacked{db=\"db0\",stream=\"s\",group=\"g\"}"))
          .isEqualTo(6);
      assertThat(page.series("redis_stream_group_lag")).isEmpty();
    }
  }

  @Test
  void numbersThatDoNotFitAreNoSample() {
    String huge = "99999999999999999999";
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_8_0);
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-check-single-streams", "s")) {
      server.answer("TYPE s", "+stream\r\n");
      server.answer(
          "XINFO STREAM s",
          "*12\r\n$6\r\nlength\r\n:%1$s\r\n$6\r\ngroups\r\n:-%1$s\r\n".formatted(huge)
              + "$17\r\nlast-generated-id\r\n$22\r\n%s-1\r\n".formatted(huge)
              + "$20\r\nmax-deleted-entry-id\r\n$22\r\n1-%s\r\n".formatted(huge)
              + "$11\r\nfirst-entry\r\n*2\r\n$5\r\ninf-1\r\n*0\r\n"
              + "$10\r\nlast-entry\r\n*2\r\n$22\r\n18446744073709551615-1\r\n*0\r\n");
      server.answer(
          "XINFO GROUPS s",
          "*1\r\n*6\r\n$4\r\nname\r\n$1\r\ng\r\n$7\r\npending\r\n:9223372036854775808\r\n$9\r\nconsumers\r\n:9223372036854775807\r\n");
      server.answer("XINFO CONSUMERS s g", "*0\r\n");
      Page page = exporter.metrics();
      assertThat(page.outcome("streams")).isEqualTo("ok");
      assertThat(page.series())
          .filteredOn(series -> series.startsWith("redis_stream_"))
          .containsExactlyInAnyOrder(
              "redis_stream_last_entry_id{db=\"db0\",stream=\"s\"}",
              "redis_stream_entries_added_total{db=\"db0\",stream=\"s\"}",
              "redis_stream_group_consumers{db=\"db0\",stream=\"s\",group=\"g\"}",
              "redis_stream_group_entries_read{db=\"db0\",stream=\"s\",group=\"g\"}",
              "redis_stream_group_lag{db=\"db0\",stream=\"s\",group=\"g\"}");
      assertThat(page.text()).doesNotContain("99999999999");
      // The connection is kept.
      assertThat(server.connections()).isEqualTo(1);
    }
  }
}
