package io.exporterkit.redis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import org.junit.jupiter.api.Test;

/// A test of a target that permits a connection to select another database, and not to select the first one again.
class WayHomeTest {
  @Test
  void noKeyIsReadFromTheWrongDatabase() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-check-single-keys",
                "db1=k",
                "-check-keys",
                "db0=k*")) {
      server.command("SET", "k", "zero");
      server.command("EVAL", "redis.call('select', 1) redis.call('set', 'k', 'one')", "0");
      server.command("ACL", "SETUSER", "default", "-select", "+select|1");
      for (int i = 0; i < 4; i++) {
        Page page = exporter.metrics();
        assertThat(page.up()).isTrue();
        assertThat(page.has("redis_key_value_as_string{db=\"db0\",key=\"k\",val=\"one\"}"))
            .isFalse();
      }
    }
  }
}
