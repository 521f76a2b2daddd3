package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import org.junit.jupiter.api.Test;

/// Requests that choose collectors by `collect[]` and `exclude[]`.
class ChosenCollectorsTest {
  private static final String SLOWLOG = "SLOWLOG LEN";
  private static final String CONFIG = "CONFIG GET";

  /// Only the commands of the chosen collectors are sent, on a new connection and on a kept one.
  @Test
  void commandsOfOtherCollectorsAreNotSent() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr=")) {
      String path = Exporter.scrapePath(server.uri());
      for (int i = 0; i < 2; i++) {
        server.clear();
        String page = exporter.get(path + "&collect%5B%5D=slowlog");
        assertThat(page).contains("\nredis_up 1\n", "\nredis_slowlog_length ");
        assertThat(page).doesNotContain("redis_memory_used_bytes", "redis_config_maxclients");
        assertThat(server.commandLines())
            .anyMatch(line -> line.startsWith(SLOWLOG))
            .noneMatch(line -> line.startsWith(CONFIG) || line.startsWith("LATENCY"));
      }
      server.clear();
      assertThat(exporter.get(path + "&exclude%5B%5D=slowlog"))
          .contains("redis_memory_used_bytes", "redis_config_maxclients")
          .doesNotContain("redis_slowlog_length");
      assertThat(server.commandLines())
          .noneMatch(line -> line.startsWith("SLOWLOG"))
          .anyMatch(line -> line.startsWith(CONFIG));
      server.clear();
      assertThat(exporter.get(path)).contains("redis_slowlog_length", "redis_config_maxclients");
    }
  }

  @Test
  void theLogOfAProbeHasItsRounds() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0).requirePassword("s3cret");
        Exporter exporter = Exporter.start("-redis.addr=", "-redis.password=s3cret")) {
      String text = exporter.get(Exporter.scrapePath(server.uri()) + "&debug=true");
      assertThat(text)
          .contains("outcome:  ok\n", "round 1: sent AUTH, ", " commands, ", "Page:\n# HELP redis_")
          .containsPattern("round 2: [0-9]+ replies in [0-9]+ µs")
          .doesNotContain("s3cret");
      assertThat(exporter.get("/-/probes?number=1"))
          .contains("target:   " + server.uri(), "round 1: sent AUTH, ")
          .doesNotContain("s3cret", "Page:");
    }
  }
}
