package io.exporterkit.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScriptedServerTest {
  private static final Conversation STATS = Conversation.of("stats\n", "pid 1\nEND\n");
  private static final String REPLY = "pid 1\nEND\n";

  /// A way to connect to a server.
  @FunctionalInterface
  private interface Dial {
    Socket connect(ScriptedServer server) throws Exception;
  }

  private static final Dial PLAIN = server -> Sockets.connect(server.address());

  private static Socket asked(ScriptedServer server, Dial dial) throws Exception {
    Socket socket = dial.connect(server);
    socket.getOutputStream().write("stats\n".getBytes(UTF_8));
    socket.getOutputStream().flush();
    return socket;
  }

  private static String read(InputStream in, int bytes) throws IOException {
    return new String(in.readNBytes(bytes), UTF_8);
  }

  private static ScriptedServer start(List<SSLContext> tls, Behaviour behaviour) {
    return tls.isEmpty()
        ? ScriptedServer.start(behaviour)
        : ScriptedServer.startTls(tls.getFirst(), behaviour);
  }

  /// Each fault at each byte: the bytes before arrive, and then the connection stalls, ends, or is reset.
  private static void checkFaults(List<SSLContext> tls, Dial dial) throws Exception {
    for (int at = 0; at <= REPLY.length(); at++) {
      String before = REPLY.substring(0, at);
      Behaviour good = Behaviour.replay(STATS);
      try (ScriptedServer server = start(tls, good.stallAt(at));
          Socket socket = asked(server, dial)) {
        assertThat(read(socket.getInputStream(), at)).isEqualTo(before);
        socket.setSoTimeout(20);
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        assertThat(server.bytesWritten()).isEqualTo(at);
        assertThat(server.open()).isEqualTo(1);
      }
      try (ScriptedServer server = start(tls, good.cutAt(at));
          Socket socket = asked(server, dial)) {
        assertThat(read(socket.getInputStream(), 1000)).isEqualTo(before);
      }
      try (ScriptedServer server = start(tls, good.resetAt(at));
          Socket socket = asked(server, dial)) {
        assertThatThrownBy(() -> read(socket.getInputStream(), 1000))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("reset");
        assertThat(server.bytesWritten()).isEqualTo(at);
      }
    }
  }

  @Test
  void stallsCutsAndResetsAtAnyByte() throws Exception {
    checkFaults(List.of(), PLAIN);
  }

  @Test
  void stallsCutsAndResetsAtAnyByteOfTls(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.create(folder);
    SSLContext client = trusting(certificate);
    checkFaults(
        List.of(certificate.context()),
        server -> {
          SSLSocket socket =
              (SSLSocket)
                  client
                      .getSocketFactory()
                      .createSocket(Sockets.connect(server.address()), "localhost", 1, true);
          socket.startHandshake();
          return socket;
        });
  }

  private static SSLContext trusting(TestCertificate certificate) throws Exception {
    Certificate pem;
    try (InputStream in = new FileInputStream(certificate.pem().toFile())) {
      pem = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("server", pem);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void faultsBehindTheLastByteDoNotHappen() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.replay(STATS).cutAt(15));
        Socket socket = asked(server, PLAIN)) {
      assertThat(read(socket.getInputStream(), 10)).isEqualTo(REPLY);
      socket.getOutputStream().write("stats\n".getBytes(UTF_8));
      assertThat(read(socket.getInputStream(), 1000)).isEqualTo(REPLY.substring(0, 5));
    }
  }

  @Test
  void dripsAByteAtATime() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(Behaviour.replay(STATS).drip(Duration.ZERO).stallAt(8));
        Socket socket = asked(server, PLAIN)) {
      assertThat(read(socket.getInputStream(), 8)).isEqualTo(REPLY.substring(0, 8));
      assertThat(server.bytesWritten()).isEqualTo(8);
    }
  }

  @Test
  void eachConnectionHasItsBehaviourAndIsCounted() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(
            Behaviour.hangUp(), Behaviour.reset(), Behaviour.send("a"), Behaviour.replay(STATS))) {
      try (Socket first = Sockets.connect(server.address())) {
        assertThat(first.getInputStream().read()).isEqualTo(-1);
      }
      try (Socket second = Sockets.connect(server.address())) {
        assertThatThrownBy(() -> second.getInputStream().read())
            .isInstanceOf(SocketException.class);
      }
      try (Socket third = Sockets.connect(server.address())) {
        assertThat(read(third.getInputStream(), 9)).isEqualTo("a");
      }
      for (int i = 0; i < 2; i++) {
        try (Socket more = asked(server, PLAIN)) {
          assertThat(read(more.getInputStream(), 10)).isEqualTo(REPLY);
        }
      }
      assertThat(server.connections()).isEqualTo(5);
      assertThat(server.socketAddress().getPort()).isEqualTo(server.port());
    }
  }

  @Test
  void closingEndsAllConnections() throws Exception {
    ScriptedServer server = ScriptedServer.start(Behaviour.hang());
    try (Socket first = Sockets.connect(server.address());
        Socket second = Sockets.connect(server.address())) {
      server.close();
      for (Socket socket : List.of(first, second)) {
        assertThatThrownBy(
                () -> {
                  if (socket.getInputStream().read() < 0) {
                    throw new SocketException("closed");
                  }
                })
            .isInstanceOf(SocketException.class);
      }
      assertThat(server.open()).isZero();
      assertThatThrownBy(() -> Sockets.connect(server.address()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void aBehaviourThatFailsFailsTheTest() throws Exception {
    ScriptedServer server =
        ScriptedServer.start(_ -> {
          throw new IllegalStateException("odd");
        });
    try (Socket socket = Sockets.connect(server.address())) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThatThrownBy(server::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage("scripted server failed: java.lang.IllegalStateException: odd");
  }

  @Test
  void floodsUntilTheClientEnds() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.flood("ab"));
        Socket socket = Sockets.connect(server.address())) {
      assertThat(read(socket.getInputStream(), 100_000)).isEqualTo("ab".repeat(50_000));
    }
    assertThatThrownBy(() -> Behaviour.flood(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an empty text is no flood");
  }

  @Test
  void linesHaveReplies() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(
                Behaviour.lines(line -> line.equals("quit") ? null : line + "!\n"));
        Socket socket = Sockets.connect(server.address())) {
      socket.getOutputStream().write("a\r\nb\nquit\nc\n".getBytes(UTF_8));
      assertThat(read(socket.getInputStream(), 1000)).isEqualTo("a!\nb!\n");
    }
  }

  @Test
  void httpHasPages() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(Behaviour.http(Map.of("/stub_status?x=1", "Active: 1 é\n")));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, server, "/stub_status?x=1")).isEqualTo("200 Active: 1 é\n");
      assertThat(get(client, server, "/none")).isEqualTo("404 not found\n");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  private static String get(HttpClient client, ScriptedServer server, String path)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    return response.statusCode() + " " + response.body();
  }

  @Test
  void forwardsToARealServer() throws Exception {
    try (ScriptedServer real = ScriptedServer.start(Behaviour.replay(STATS));
        ScriptedServer server = ScriptedServer.start(Behaviour.forward(real.address()).cutAt(15));
        Socket socket = asked(server, PLAIN)) {
      assertThat(read(socket.getInputStream(), 10)).isEqualTo(REPLY);
      socket.getOutputStream().write("stats\n".getBytes(UTF_8));
      assertThat(read(socket.getInputStream(), 1000)).isEqualTo(REPLY.substring(0, 5));
    }
  }

  @Test
  void aRefusedPortRefuses() {
    try (RefusedPort port = new RefusedPort()) {
      assertThatThrownBy(() -> Sockets.connect(port.address()).close())
          .isInstanceOf(ConnectException.class);
    }
  }
}
