package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How often a scrape waits for a target that is far away: the exporter says all it has to say at
/// once.
class RoundTripsTest {
  private static final Duration FAR = Duration.ofMillis(20);

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void oneOnAKeptConnectionAndTwoOnANewOne(ServerKind kind) {
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
      assertThat(link.roundTrips()).isEqualTo(2);
      for (int kept = 1; kept <= 3; kept++) {
        Page page = exporter.metrics();
        assertThat(page.error()).isEmpty();
        assertThat(page.series()).containsAll(first.series());
        assertThat(link.roundTrips()).isEqualTo(2 + kept);
      }
      assertThat(link.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"REDIS_6_0", "VALKEY_9_1"})
  void twoForEachScrapeWithMaxAgeZero(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        SlowLink link = SlowLink.to(server.address(), FAR);
        Exporter exporter = Exporter.start("-redis.addr", link.uri(), "-connection.max-age", "0")) {
      for (int i = 0; i < 4; i++) {
        assertThat(exporter.metrics().error()).isEmpty();
      }
      assertThat(link.roundTripsByConnection()).containsExactly(2, 2, 2, 2);
    }
  }
}
