package io.exporterkit.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections: several requests on one, bodies of requests, slow clients, and limits.
@Timeout(60)
class ConnectionsTest {
  private final Map<String, Handler> routes = new LinkedHashMap<>();
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void closeSockets() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    routes.put("/x", request -> Response.text(200, request.parameter("a")));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "GET /x?a=1 HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /x?a=2 HTTP/1.1\r\nHost: h\r\n");
      send(socket, "\r\nGET /x?a=3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(bodies(socket)).containsExactly("1", "2", "3");
    }
  }

  @Test
  void bodiesAreDropped() throws IOException {
    routes.put("/x", request -> Response.text(200, request.parameter("a")));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "POST /x?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\nGET / H");
      send(socket, "GET /x?a=2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(bodies(socket)).containsExactly("1", "2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3\r\nabc\r\n0\r\n\r\n",
        "+3\r\nabc\r\n0\r\n\r\n",
        "3;a=b\nabc\n0\n\n",
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\n",
        "3\r\nabcdef\r\n0\r\n\r\n"
      })
  void chunksEndTheConnection(String body) throws IOException {
    routes.put("/x", request -> Response.text(200, request.parameter("a")));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "POST /x?a=1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
      send(socket, "GET /x?a=2 HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(bodies(socket)).containsExactly("1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /x?a=1 HTTP/1.1\r\n Host: h\r\n\r\n",
        "GET /x?a=1 HTTP/1.1\r\nHost: h\r\nA b: c\r\n\r\n",
        "GET /x?a=1 HTTP/1.1\r\nHost: h\r\nA: b\rc: d\r\n\r\n",
        "GET /x?a=1 HTTP/1.1\r\nHost: h\r\nA: b\0\r\n\r\n",
        "GET /x?a=\0 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /x?a=\r1 HTTP/1.1\r\nHost: h\r\n\r\n",
        "G(T /x?a=1 HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /x?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
        "POST /x?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: -0\r\n\r\n",
        "POST /x?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
      })
  void headsThatProxiesReadInDifferentWaysAreRefused(String request) throws IOException {
    routes.put("/x", _ -> Response.text(200, "x"));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, request + "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("HTTP/1.1 200 ");
    }
  }

  @Test
  void aHeadThatIsCutOffIsNoRequest() throws IOException {
    routes.put("/x", _ -> Response.text(200, "x"));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "GET /x HTTP/1.1\r\nHost: h\r\n");
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer)
          .startsWith("HTTP/1.1 400 ")
          .endsWith("\r\n\r\nbad request: it ends within its head\n");
    }
  }

  /// A client cannot fill the log with errors of the exporter.
  @Test
  void emptyLinesAloneAreNoError() throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Logging.configure(Level.ERROR, Format.TXT, new PrintStream(log, true, UTF_8));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "\r\n\r\n");
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    } finally {
      Logging.configure(Level.INFO, Format.TXT, System.err);
    }
    assertThat(log.toString(UTF_8)).isEmpty();
  }

  /// Checks that a client that still sends can read the answer.
  @Test
  void aLongBodyEndsTheConnection() throws IOException {
    routes.put("/x", request -> Response.text(200, request.parameter("a")));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "POST /x?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n");
      send(socket, "x".repeat(500_000));
      assertThat(bodies(socket)).containsExactly("1");
    }
  }

  @Test
  void aClientThatWaitsWithItsBodyIsAnswered100Continue() throws IOException {
    routes.put("/x", request -> Response.text(200, request.parameter("a")));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      String head = "POST /x?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n";
      send(socket, head + "Connection: close\r\nExpect: 100-continue\r\n\r\n");
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(25), ISO_8859_1))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      send(socket, "abc");
      assertThat(bodies(socket)).containsExactly("1");
    }
  }

  @ParameterizedTest
  @CsvSource({"100000, 200", "250000, 200", "300000, 431"})
  void headsAreBounded(int length, int status) throws IOException {
    routes.put("/x", request -> Response.text(200, request.parameter("a")));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "GET /x?a=" + "x".repeat(length) + " HTTP/1.1\r\nHost: h\r\n");
      send(socket, "Connection: close\r\n\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void manyHeadersAreRefused() throws IOException {
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "GET /x HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(300) + "\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer)
          .startsWith("HTTP/1.1 431")
          .endsWith("\r\n\r\nthe request's head is too large or has too many lines\n");
    }
  }

  /// Checks that large heads without an end do not use up the memory, and do not delay usual requests.
  @Test
  void allLargeHeadsTogetherAreBounded() throws IOException {
    routes.put("/x", _ -> Response.text(200, "x"));
    try (ExporterServer server = listen()) {
      for (int i = 0; i < 20; i++) {
        send(connect(server), "GET /x?a=" + "x".repeat(200_000));
      }
      int refused = 0;
      for (Socket socket : sockets) {
        refused += isAnswered(socket) ? 1 : 0;
      }
      // Ten at least; more when several that grow at the same time share what is left.
      assertThat(refused).isBetween(9, 16);
      Socket socket = connect(server);
      send(socket, "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(bodies(socket)).containsExactly("x");
    }
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    socket.setSoTimeout(500);
    try {
      return socket.getInputStream().read() == 'H';
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  /// Checks that a page that breaks does not look complete in HTTP/1.0, which marks the end of a page by closing the
  /// connection.
  @Test
  void aPageThatBreaksDoesNotLookWholeInHttp10() throws IOException {
    Samples out = new Samples();
    MetricDef def = MetricDef.gauge("length", "Entries.").labels("of").withoutTargetLabels();
    for (int i = 0; i < 5000; i++) {
      out.add(def, i, Integer.toString(i));
    }
    out.add(MetricDef.gauge("z", "The last."), 1);
    Map<String, String> labels = new HashMap<>();
    labels.put("zone", System.getProperty("no.such.property"));
    Section broken = new Section("ns", labels, out.families());
    routes.put("/x", _ -> new Response.Metrics(List.of(broken)));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(socket, "GET /x HTTP/1.0\r\n\r\n");
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> socket.getInputStream().readAllBytes());
    }
  }

  @Test
  void aPageThatIsCutByTheEndOfTheServerDoesNotLookWholeInHttp10() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    Answer.Body endless =
        out -> {
          for (; ; writing.countDown()) {
            out.write(new byte[8192]);
          }
        };
    ListeningSocket listening = ListeningSocket.bind(ListenAddress.parse("127.0.0.1:0"));
    HttpEngine.Answering answering =
        exchange -> exchange.send(new Answer(200, Map.of(), Answer.UNKNOWN, endless));
    CoreEngine engine = new CoreEngine(List.of(listening), answering, () -> Protection.NONE);
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), listening.channel().socket().getLocalPort())) {
      send(socket, "GET /x HTTP/1.0\r\n\r\n");
      writing.await();
      engine.close();
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> socket.getInputStream().readAllBytes());
    } finally {
      engine.close();
    }
  }

  @Test
  void keepsAnHttp10ConnectionWhereThatIsWanted() throws IOException {
    routes.put("/x", request -> Response.text(200, request.parameter("a")));
    try (ExporterServer server = listen()) {
      Socket socket = connect(server);
      send(
          socket,
          "GET /x?a=1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /x?a=2 HTTP/1.0\r\n\r\n");
      assertThat(bodies(socket)).containsExactly("1", "2");
    }
  }

  /// Checks that a further client is served when the limit of connections is reached: the connection that has waited
  /// longest is closed.
  @Test
  void connectionsThatWaitMakeRoomForNewOnes() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch began = new CountDownLatch(1);
    routes.put("/x", _ -> Response.text(200, "x"));
    routes.put(
        "/slow",
        _ -> {
          began.countDown();
          go.await();
          return Response.text(200, "slow");
        });
    System.setProperty(ConnectionLimit.PROPERTY, "8");
    try (ExporterServer server = listen()) {
      Socket slow = connect(server);
      send(slow, "GET /slow HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      began.await();
      List<Socket> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiting.add(connect(server));
        send(waiting.getLast(), i % 2 == 0 ? "" : "GET /x HTTP/1.1\r\nHost: ");
      }
      Socket socket = connect(server);
      send(socket, "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(bodies(socket)).containsExactly("x");
      assertThat(waiting.getFirst().getInputStream().read()).isEqualTo(-1);
      go.countDown();
      assertThat(bodies(slow)).containsExactly("slow");
    } finally {
      System.clearProperty(ConnectionLimit.PROPERTY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /x HTTP/1.1\r\nHost: "})
  void clientsHaveThirtySecondsForARequest(String sent) throws Exception {
    try (ServerSocketChannel listening = ServerSocketChannel.open().bind(local());
        SocketChannel client = SocketChannel.open(listening.getLocalAddress())) {
      CoreConnection connection =
          new CoreConnection(
              new ChannelSocket(listening.accept()),
              Optional.empty(),
              _ -> {},
              () -> Protection.NONE,
              new BoundedInput.Allowance(0));
      Thread thread = Thread.ofVirtual().start(connection::run);
      client.write(ByteBuffer.wrap(sent.getBytes(ISO_8859_1)));
      assertThat(connection.isLate(System.nanoTime() + Duration.ofSeconds(20).toNanos())).isFalse();
      assertThat(connection.isLate(System.nanoTime() + Duration.ofSeconds(31).toNanos())).isTrue();
      connection.abort();
      thread.join();
      assertThat(hasEnded(client)).isTrue();
    }
  }

  private static boolean hasEnded(SocketChannel client) {
    try {
      return client.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void listensOnSeveralSocketsOfAnyProtocol(@TempDir Path directory) throws IOException {
    routes.put("/x", request -> Response.text(200, request.peer().map(_ -> "tcp").orElse("unix")));
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(directory.resolve("s"));
    ListeningSocket unix = ListeningSocket.bind(ListenAddress.parse("unix:" + path));
    ListeningSocket tcp = ListeningSocket.bind(ListenAddress.parse("127.0.0.1:0"));
    Routes all =
        new Routes(routes, () -> Protection.NONE, Set.of(), Optional.empty(), Ticker.system());
    String request = "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    try (CoreEngine _ = new CoreEngine(List.of(unix, tcp), all, () -> Protection.NONE);
        SocketChannel first = SocketChannel.open(path);
        SocketChannel second = SocketChannel.open(tcp.channel().getLocalAddress())) {
      assertThat(exchange(first, request)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nunix");
      assertThat(exchange(second, request)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\ntcp");
    }
  }

  private static String exchange(SocketChannel channel, String request) throws IOException {
    channel.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
    return new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
  }

  private static InetSocketAddress local() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private ExporterServer listen() throws IOException {
    return ExporterServer.listen(ListenAddress.parse("127.0.0.1:0"), routes);
  }

  private Socket connect(ExporterServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /// Returns the bodies of all answers up to the end of the connection; each has one line.
  private static List<String> bodies(Socket socket) throws IOException {
    String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    List<String> bodies = new ArrayList<>();
    for (String answer : all.split("HTTP/1\\.[01] 200 OK\r\n", -1)) {
      if (!answer.isEmpty()) {
        bodies.add(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      }
    }
    return bodies;
  }
}
