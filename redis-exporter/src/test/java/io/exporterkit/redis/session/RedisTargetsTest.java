package io.exporterkit.redis.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.net.DialRule;
import io.exporterkit.net.Dialing;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.OpenSockets;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import io.exporterkit.tls.ClientContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Targets and their connections when the exporter is closed.
class RedisTargetsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void aSessionThatEndsAfterAllElseIsClosedIsNotKept() throws Exception {
    ConnectionSettings settings = new ConnectionSettings(SOON, SOON, true, false);
    ClientContext tls = new ClientContext(ClientContext.Files.NONE);
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0)) {
      long before = OpenSockets.count();
      RedisTargets targets = new RedisTargets(settings, tls, FirstRound.NONE, Ticker.system());
      RedisTarget target =
          targets.get(Dialing.address(server.uri()), "", Credentials.NONE, DialRule.ANY);
      open(targets, target).close();
      assertThat(targets.keptConnections()).isEqualTo(1);
      RedisSession running = open(targets, target);
      targets.close();
      running.close();
      assertThat(targets.keptConnections()).isZero();
      Await.until(SOON, "all sockets closed", () -> OpenSockets.count() <= before);
    }
  }

  private static RedisSession open(RedisTargets targets, RedisTarget target) throws Exception {
    return targets.openAside(target, Deadline.in(SOON, Ticker.system()));
  }
}
