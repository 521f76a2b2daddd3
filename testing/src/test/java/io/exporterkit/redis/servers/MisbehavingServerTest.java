package io.exporterkit.redis.servers;

import static io.exporterkit.redis.servers.MisbehavingServer.answer;
import static io.exporterkit.redis.servers.MisbehavingServer.at;
import static io.exporterkit.redis.servers.MisbehavingServer.closeAt;
import static io.exporterkit.redis.servers.MisbehavingServer.cutAfter;
import static io.exporterkit.redis.servers.MisbehavingServer.drip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.redis.servers.MisbehavingServer.Behaviour;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MisbehavingServerTest {
  @ParameterizedTest
  @MethodSource("neverEnding")
  void saysSoMuchAndThenNothing(String said, Behaviour behaviour) throws IOException {
    try (MisbehavingServer server = MisbehavingServer.start(behaviour);
        Socket socket = ask(server)) {
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(said.length()), StandardCharsets.ISO_8859_1))
          .isEqualTo(said);
      socket.setSoTimeout(50);
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  static Stream<Arguments> neverEnding() {
    return Stream.of(
        Arguments.of("", MisbehavingServer.hang()),
        Arguments.of("$2000000000\r\n", MisbehavingServer.announceHugeBulk()),
        Arguments.of("*2000000000\r\n", MisbehavingServer.announceHugeArray()),
        Arguments.of("*1\r\n*1\r\n*1\r\n:1\r\n", MisbehavingServer.nest(3)));
  }

  @ParameterizedTest
  @MethodSource("floods")
  void floodsUntilItIsClosed(String opening, Behaviour behaviour) throws IOException {
    try (MisbehavingServer server = MisbehavingServer.start(behaviour);
        Socket socket = ask(server)) {
      byte[] much = socket.getInputStream().readNBytes(20_000_000);
      assertThat(much).hasSize(20_000_000);
      assertThat(new String(much, 0, opening.length(), StandardCharsets.ISO_8859_1))
          .isEqualTo(opening);
      assertThat(server.bytesWritten()).isGreaterThan(19_000_000);
    }
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        Arguments.of("+xxx", MisbehavingServer.endlessLine()),
        Arguments.of("*2000000000\r\n$3\r\nabc\r\n", MisbehavingServer.endlessArray()),
        Arguments.of("$2000000000\r\nyyy", MisbehavingServer.sendHugeBulk()),
        Arguments.of("+OK\r\n+OK\r\n", MisbehavingServer.endlessReplies()));
  }

  @Test
  void speaksOtherProtocols() throws IOException {
    try (MisbehavingServer server =
        MisbehavingServer.start(
            MisbehavingServer.http(),
            MisbehavingServer.tls(),
            MisbehavingServer.garbage(7, 1000),
            MisbehavingServer.hangUp(),
            MisbehavingServer.reset())) {
      assertThat(new String(everything(server), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 400 ");
      assertThat(everything(server)).hasSize(7).startsWith(0x15, 0x03);
      assertThat(everything(server)).hasSize(1000);
      assertThat(everything(server)).isEmpty();
      assertThatThrownBy(() -> everything(server)).isInstanceOf(SocketException.class);
      assertThat(server.connections()).isEqualTo(5);
    }
  }

  @Test
  void dripsAndCuts() throws IOException {
    byte[] reply = Resp.bulk("abcdefgh");
    try (MisbehavingServer server =
        MisbehavingServer.start(drip(reply, Duration.ofMillis(10)), cutAfter(reply, 7))) {
      long start = System.nanoTime();
      try (Socket socket = ask(server)) {
        assertThat(socket.getInputStream().readNBytes(reply.length)).isEqualTo(reply);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(10L * (reply.length - 1)));
      assertThat(everything(server)).isEqualTo("$8\r\nabc".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void behavesUntilACertainCommand() {
    try (ReplayServer replay = ReplayServer.of(ServerKind.REDIS_7_0);
        MisbehavingServer server =
            MisbehavingServer.start(
                closeAt("LATENCY", replay.address()),
                at("config get", answer("+surprise\r\n"), replay.address()),
                MisbehavingServer.forward(replay.address()))) {
      try (RespConnection connection = RespConnection.open(server.address())) {
        assertThat(connection.command("INFO")).contains("redis_version");
        assertThatThrownBy(() -> connection.command("LATENCY", "LATEST"))
            .isInstanceOf(UncheckedIOException.class);
      }
      try (RespConnection connection = RespConnection.open(server.address())) {
        assertThat(connection.command("LATENCY", "LATEST")).isEmpty();
        assertThat(connection.command("CONFIG", "GET", "*")).isEqualTo("surprise");
      }
      try (RespConnection connection = RespConnection.open(server.address())) {
        assertThat(connection.command("CONFIG", "GET", "*")).contains("maxmemory");
      }
      assertThat(server.commandLines())
          .containsExactly(
              "INFO", "LATENCY LATEST", "LATENCY LATEST", "CONFIG GET *", "CONFIG GET *");
      assertThat(replay.commandLines()).containsExactly("INFO", "LATENCY LATEST", "CONFIG GET *");
      Await.until(Duration.ofSeconds(5), "no socket left", () -> server.open() == 0);
    }
  }

  @Test
  void aFaultInABehaviourFailsTheTest() throws IOException {
    MisbehavingServer server =
        MisbehavingServer.start(visitor -> {
          throw new IllegalStateException("my own fault");
        });
    assertThat(everything(server)).isEmpty();
    assertThatThrownBy(server::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("my own fault");
  }

  /// Returns a connection on which a command was sent.
  private static Socket ask(MisbehavingServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(5000);
    socket.getOutputStream().write(Resp.command("PING"));
    return socket;
  }

  private static byte[] everything(MisbehavingServer server) throws IOException {
    try (Socket socket = ask(server)) {
      return socket.getInputStream().readAllBytes();
    }
  }
}
