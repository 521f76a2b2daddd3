package io.exporterkit.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowLinkTest {
  private static final Duration ROUND_TRIP = Duration.ofMillis(40);

  @Test
  void aRoundTripTakesItsTimeAndIsCounted() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        SlowLink link = SlowLink.to(server.address(), ROUND_TRIP);
        RespConnection connection = RespConnection.open(link.address())) {
      for (int i = 1; i <= 3; i++) {
        long start = System.nanoTime();
        connection.command("INFO", "ALL");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(ROUND_TRIP, ROUND_TRIP.multipliedBy(5));
        assertThat(link.roundTrips()).isEqualTo(i);
      }
      try (RespConnection other = RespConnection.open(link.address())) {
        other.command("PING");
      }
      assertThat(link.roundTripsByConnection()).containsExactly(3, 1);
      assertThat(link.connections()).isEqualTo(2);
      assertThat(link.bytesToServer())
          .isEqualTo(3L * Resp.command("INFO", "ALL").length + Resp.command("PING").length);
      assertThat(link.bytesToClient()).isGreaterThan(3 * 4096);
    }
  }

  @Test
  void manyCommandsInOneWriteAreOneRoundTripAndTenMegabytesTakeNoLonger() throws IOException {
    String large = "x".repeat(1 << 20);
    try (ReplayServer server = ReplayServer.empty().answerBulk("GET k", large);
        SlowLink link = SlowLink.to(server.address(), ROUND_TRIP);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
      ByteArrayOutputStream commands = new ByteArrayOutputStream();
      for (int i = 0; i < 10; i++) {
        commands.writeBytes(Resp.command("GET", "k"));
      }
      long start = System.nanoTime();
      socket.getOutputStream().write(commands.toByteArray());
      InputStream in = socket.getInputStream();
      assertThat(in.readNBytes(10 * Resp.bulk(large).length)).hasSizeGreaterThan(10 << 20);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      assertThat(link.roundTrips()).isEqualTo(1);
    }
  }

  @Test
  void cutsStallsAndLeadsElsewhere() {
    try (ReplayServer one = ReplayServer.empty().answer("WHO", "+one\r\n");
        ReplayServer two = ReplayServer.empty().answer("WHO", "+two\r\n");
        SlowLink link = SlowLink.to(one.address(), Duration.ZERO);
        RespConnection first = RespConnection.open(link.address())) {
      assertThat(first.command("WHO")).isEqualTo("one");

      link.leadTo(two.address());
      assertThat(first.command("WHO")).isEqualTo("one");
      try (RespConnection second = RespConnection.open(link.address())) {
        assertThat(second.command("WHO")).isEqualTo("two");

        link.stall();
        Thread asking = Thread.ofVirtual().start(() -> second.command("WHO"));
        Await.until(Duration.ofSeconds(5), () -> link.roundTripsByConnection().get(1) == 2);
        assertThat(two.commandLines()).hasSize(1);
        link.resume();
        Await.until(Duration.ofSeconds(5), () -> !asking.isAlive());
        assertThat(two.commandLines()).hasSize(2);
      }

      link.cut();
      assertThatThrownBy(() -> first.command("WHO")).isInstanceOf(UncheckedIOException.class);
    }
  }
}
