package io.exporterkit.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Streams to a server that reads and writes as the test wants.
@Timeout(60)
class TargetConnectionTest {
  private final Dialer dialer = new Dialer();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    dialer.close();
  }

  private TargetConnection connect(Duration time) throws Exception {
    InetSocketAddress address =
        InetSocketAddress.createUnresolved("localhost", server.getLocalPort());
    return dialer.connect(Endpoint.tcp(address), Deadline.in(time, Ticker.system()));
  }

  @Test
  void bytesGoBothWaysUntilTheTargetCloses() throws Exception {
    try (TargetConnection connection = connect(Duration.ofSeconds(30));
        Socket target = server.accept()) {
      connection.output().write("xstats\n".getBytes(US_ASCII), 1, 6);
      connection.output().write('!');
      assertThat(target.getInputStream().readNBytes(7)).isEqualTo("stats\n!".getBytes(US_ASCII));
      target.getOutputStream().write("a 1\n\u00ff".getBytes(ISO_8859_1));
      assertThat(connection.input().readNBytes(4)).isEqualTo("a 1\n".getBytes(US_ASCII));
      assertThat(connection.input().read()).isEqualTo(255);
      target.shutdownOutput();
      assertThat(connection.input().read()).isEqualTo(-1);
      assertThat(connection.input().readAllBytes()).isEmpty();
    }
  }

  @Test
  void linesAreBounded() throws Exception {
    try (TargetConnection connection = connect(Duration.ofSeconds(30));
        Socket target = server.accept()) {
      target.getOutputStream().write("a 1\r\n\nb\rc\nlast".getBytes(US_ASCII));
      target.shutdownOutput();
      assertThat(connection.readLine(10)).isEqualTo("a 1");
      assertThat(connection.readLine(10)).isEmpty();
      assertThat(connection.readLine(3)).isEqualTo("b\rc");
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> connection.readLine(3))
          .withMessage("a line is longer than 3 bytes");
    }
  }

  @Test
  void theLastLineNeedsNoEnd() throws Exception {
    try (TargetConnection connection = connect(Duration.ofSeconds(30));
        Socket target = server.accept()) {
      target.getOutputStream().write("last".getBytes(US_ASCII));
      target.shutdownOutput();
      assertThat(connection.readLine(10)).isEqualTo("last");
      assertThat(connection.readLine(10)).isNull();
    }
  }

  @Test
  void aReadEndsByTheDeadline() throws Exception {
    try (TargetConnection connection = connect(Duration.ofMillis(200));
        Socket _ = server.accept()) {
      assertThatExceptionOfType(DeadlineException.class)
          .isThrownBy(() -> connection.input().read());
    }
  }

  @Test
  void aWriteToATargetThatDoesNotReadEndsByTheDeadline() throws Exception {
    try (TargetConnection connection = connect(Duration.ofMillis(500));
        Socket _ = server.accept()) {
      byte[] much = new byte[1 << 20];
      assertThatExceptionOfType(DeadlineException.class)
          .isThrownBy(() -> {
            for (int i = 0; i < 1000; i++) {
              connection.output().write(much);
            }
          });
    }
  }

  @Test
  void aRefusedConnectionHasAReasonWithoutItsAddress() throws IOException {
    server.close();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> connect(Duration.ofSeconds(30)))
        .withMessage("connection refused");
  }

  @Test
  void unixSocketsAreTargetsAsWell(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("s");
    try (ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      unix.bind(UnixDomainSocketAddress.of(path));
      Deadline deadline = Deadline.in(Duration.ofSeconds(30), Ticker.system());
      try (TargetConnection connection = dialer.connect(Endpoint.unix(path), deadline);
          SocketChannel target = unix.accept()) {
        target.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
        assertThat(connection.input().readNBytes(5)).isEqualTo("hello".getBytes(US_ASCII));
      }
    }
  }
}
