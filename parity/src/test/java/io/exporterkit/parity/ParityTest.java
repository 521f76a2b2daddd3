package io.exporterkit.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Exposition;
import io.exporterkit.redis.servers.Original;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The run of the whole table, as by `parity/run`.
class ParityTest {
  @Test
  void nothingDiffersWithoutAReason() throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = Main.run(List.of(), Map.of(), new PrintStream(out, true), System.err, false);
    assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
  }

  /// Verifies that the pages of the table are not empty.
  @Test
  void whatTheServersHoldShowsOnThePages() throws Pair.RefusedException {
    Topology topology = topology("redis-7.0");
    FlagSet all =
        topology.flagSets().stream()
            .filter(set -> set.name().equals("all-together"))
            .findFirst()
            .orElseThrow();
    try (Topology.Running running = topology.start();
        Original original =
            Original.start(
                Original.installed(),
                all.flags(),
                Map.of("REDIS_ADDR", running.addresses().getFirst()))) {
      assertThat(Exposition.parse(original.metrics()).types())
          .containsKeys(
              "my_redis_latency_spike_last",
              "my_redis_slowlog_last_id",
              "my_redis_db_keys_expiring",
              "my_redis_commands_total",
              "my_redis_errors_total",
              "my_redis_key_size",
              "my_redis_key_value",
              "my_redis_key_value_as_string",
              "my_redis_keys_count",
              "my_redis_key_group_count",
              "my_redis_stream_group_consumer_messages_pending",
              "my_redis_connected_client_info",
              "my_redis_rdb_current_size_bytes",
              "my_redis_config_key_value");
    }
  }

  @Test
  void namesWithColonsShowOnThePages() {
    assertThat(page("redis-6.0")).contains("redis_commands_total{cmd=\"host\"}");
  }

  @Test
  void theVotesOfAFailoverShowOnThePages() {
    assertThat(page("redis-8.0-cluster-master"))
        .contains("redis_cluster_stats_messages_auth_ack_sent ");
  }

  /// Returns the page of the original for the first server of a topology.
  private static String page(String server) {
    try (Topology.Running running = topology(server).start();
        Original original =
            Original.start(
                Original.installed(),
                List.of(),
                Map.of("REDIS_ADDR", running.addresses().getFirst()))) {
      return original.metrics();
    }
  }

  private static Topology topology(String server) {
    return Topology.ALL.stream()
        .filter(topology -> topology.servers().contains(server))
        .findFirst()
        .orElseThrow();
  }
}
