package io.exporterkit.redis.scrape;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests that clients which misuse the listener do not delay others, and that their connections leave nothing open.
@Timeout(40)
class HostileClientsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HEAD = " HTTP/1.1\r\nHost: h\r\n";

  @Test
  void healthIsAnsweredBesideThousandsOfClients() throws Exception {
    try (ReplayServer target =
            ReplayServer.of(ServerKind.REDIS_7_0).answerBulk("INFO ALL", longInfo());
        Exporter exporter = Exporter.startApart("-redis.addr", target.uri());
        Clients clients = new Clients(exporter.port())) {
      assertThat(exporter.metrics().up()).isTrue();
      int files = files(exporter, "fd");
      clients.connect(800, "");
      List<Socket> dripping = clients.connect(400, "GET /metrics" + HEAD + "X-Slow: ");
      clients.connect(300, "POST /metrics" + HEAD + "Content-Length: 1000\r\n\r\nhalf");
      clients.connect(200, ("GET /metrics" + HEAD + "\r\n").repeat(4));
      List<Duration> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        drip(dripping.subList(i * 4, i * 4 + 4));
        clients.flood(5, i);
        answers.add(health(exporter));
      }
      answers.sort(null);
      assertThat(files(exporter, "task")).isLessThan(40);
      assertThat(exporter.process().mostResidentBytes()).isLessThan(150 << 20);
      assertThat(answers.get(50)).isLessThan(Duration.ofMillis(50));
      assertThat(answers.getLast()).isLessThan(Duration.ofSeconds(1));
      clients.closeAll();
      // A few files more are the JVM's own, such as those of its pollers.
      Await.until(SOON, () -> files(exporter, "fd") <= files + 20);
      assertThat(exporter.log()).doesNotContain("level=ERROR", "OutOfMemory");
    }
  }

  /// Returns the text of INFO of a server with many commands, whose page is larger than the buffers of a connection.
  private static String longInfo() {
    StringBuilder info = new StringBuilder("# Server\r\nredis_version:7.0.15\r\nrun_id:a1\r\n");
    for (int i = 0; i < 3000; i++) {
      info.append("cmdstat_command").append(i).append(":calls=1,usec=2,usec_per_call=2.00\r\n");
    }
    return info.toString();
  }

  private static void drip(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.getOutputStream().write('x');
    }
  }

  /// Returns the duration of a request on a new connection.
  private static Duration health(Exporter exporter) throws IOException {
    long start = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), exporter.port())) {
      String request = "GET /health" + HEAD + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok");
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /// Returns the number of the exporter's threads, `task`, or open files, `fd`.
  private static int files(Exporter exporter, String kind) throws IOException {
    try (Stream<Path> files =
        Files.list(Path.of("/proc", Long.toString(exporter.process().pid()), kind))) {
      return (int) files.count();
    }
  }

  /// Open connections to an exporter. Nothing is read from them.
  private static final class Clients implements AutoCloseable {
    private final int port;
    private final List<Socket> open = new ArrayList<>();

    Clients(int port) {
      this.port = port;
    }

    List<Socket> connect(int count, String sent) throws IOException {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sockets.add(connect(sent.getBytes(ISO_8859_1)));
      }
      open.addAll(sockets);
      return sockets;
    }

    /// Sends garbage on several connections, and resets them.
    void flood(int count, int seed) throws IOException {
      byte[] garbage = new byte[500];
      new Random(seed).nextBytes(garbage);
      for (int i = 0; i < count; i++) {
        try (Socket socket = connect(garbage)) {
          socket.setSoLinger(true, 0);
        }
      }
    }

    private Socket connect(byte[] sent) throws IOException {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.getOutputStream().write(sent);
      return socket;
    }

    void closeAll() throws IOException {
      for (Socket socket : open) {
        socket.close();
      }
      open.clear();
    }

    @Override
    public void close() throws IOException {
      closeAll();
    }
  }
}
