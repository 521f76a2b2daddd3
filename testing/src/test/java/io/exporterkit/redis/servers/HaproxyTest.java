package io.exporterkit.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HaproxyTest {
  @Test
  void leadsToTheMasterAlsoAfterTheRolesChanged() {
    try (RedisServer one = RedisServer.start(ServerKind.REDIS_7_0);
        RedisServer two = RedisServer.startReplica(one, ServerKind.REDIS_7_0);
        Haproxy haproxy = Haproxy.toMasterOf(one, two)) {
      assertThat(haproxy.checks()).hasSize(2).containsEntry("R0", "UP L7OK");
      assertThat(haproxy.master()).contains("R0");
      assertThat(portBehind(haproxy)).isEqualTo(one.port());

      two.command("REPLICAOF", "NO", "ONE");
      one.command("REPLICAOF", "127.0.0.1", Integer.toString(two.port()));
      Await.until(Duration.ofSeconds(5), () -> haproxy.master().equals(Optional.of("R1")));
      assertThat(portBehind(haproxy)).isEqualTo(two.port());
    }
  }

  private static int portBehind(Haproxy haproxy) {
    try (RespConnection connection = RespConnection.open(haproxy.address())) {
      return Integer.parseInt(connection.command("CONFIG", "GET", "port").lines().toList().get(1));
    }
  }
}
