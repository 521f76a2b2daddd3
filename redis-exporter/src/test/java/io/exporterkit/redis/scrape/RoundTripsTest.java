package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of the number of round trips of a scrape to a distant target: the exporter sends its commands together.
class RoundTripsTest {
  private static final Duration FAR = Duration.ofMillis(20);
  private static final Set<ServerKind> THREE =
      Set.of(ServerKind.REDIS_6_0, ServerKind.VALKEY_8_1, ServerKind.VALKEY_9_1);

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void oneOnAKeptConnection(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind, "--requirepass", "secret");
        SlowLink link = SlowLink.to(server.address(), FAR);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                link.uri() + "/1",
                "-redis.password",
                "secret",
                "-include-config-metrics")) {
      Page first = exporter.metrics();
      assertThat(first.error()).isEmpty();
      // One more where two commands need the same right, because one of them is tried first.
      int dialled = THREE.contains(kind) ? 3 : 2;
      assertThat(link.roundTrips()).isEqualTo(dialled);
      for (int kept = 1; kept <= 3; kept++) {
        Page page = exporter.metrics();
        assertThat(page.error()).isEmpty();
        assertThat(page.series()).containsAll(first.series());
        assertThat(link.roundTrips()).isEqualTo(dialled + kept);
      }
      assertThat(link.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"REDIS_6_0", "VALKEY_9_1"})
  void twoForAServerThatIsKnown(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        SlowLink link = SlowLink.to(server.address(), FAR);
        Exporter exporter = Exporter.start("-redis.addr", link.uri(), "-connection.max-age", "0")) {
      for (int i = 0; i < 4; i++) {
        assertThat(exporter.metrics().error()).isEmpty();
      }
      assertThat(link.roundTripsByConnection()).containsExactly(3, 2, 2, 2);
    }
  }
}
