package io.exporterkit.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.exporterkit.exposition.PageFormat;
import io.exporterkit.exposition.TextFormat;
import io.exporterkit.logging.Format;
import io.exporterkit.logging.Level;
import io.exporterkit.logging.Logging;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.exporterkit.scrape.Collector;
import io.exporterkit.scrape.Scraper;
import io.exporterkit.scrape.Target;
import io.exporterkit.time.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ExporterServerTest {
  private static final ListenAddress FREE = ListenAddress.parse("127.0.0.1:0");
  private static final MetricDef LENGTH = MetricDef.gauge("length", "Entries.").labels("of");

  private final Map<String, Handler> routes = new LinkedHashMap<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  /// A response as received: status, header lines, and the body, joined from its chunks.
  private record Answer(int status, Map<String, String> headers, String latin1) {
    byte[] body() {
      return latin1.getBytes(ISO_8859_1);
    }

    String text() {
      return new String(body(), UTF_8);
    }
  }

  @AfterEach
  void logsAsBefore() {
    Logging.configure(Level.INFO, Format.TXT, System.err);
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics, 200",
    "/metrics?x=y, 200",
    "/%6Detrics, 200",
    "/metricsfoo, 404",
    "/metric, 404",
    "/METRICS, 404",
    "/, 404",
    "/metrics|x, 404",
    "http://h/metrics?a, 200",
  })
  void routesExactPaths(String path, int status) throws IOException {
    routes.put("/metrics", _ -> Response.text(200, "here"));
    try (ExporterServer server = listen()) {
      Answer answer = get(server, path);
      assertThat(answer.status).isEqualTo(status);
      assertThat(answer.text()).isEqualTo(status == 200 ? "here" : "404 page not found\n");
      assertThat(answer.headers).containsEntry("content-type", "text/plain; charset=utf-8");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "//metrics, /metrics",
    "/metrics/?a=b, /metrics?a=b",
    "/../metrics?a=^b, /metrics?a=^b",
    "/./, /",
    "/a//b%3Fc, /a/b%3Fc",
    "/metrics//, /metrics/",
    "//\u00c3\u00a4, /%C3%A4",
  })
  void movesWhoeverWantsAPathThatIsNotClean(String path, String location) throws IOException {
    routes.put("/metrics", _ -> Response.text(200, "here"));
    try (ExporterServer server = listen()) {
      Answer answer = get(server, path);
      assertThat(answer.status).isEqualTo(301);
      assertThat(answer.headers).containsEntry("location", location);
    }
  }

  @Test
  void handlersSeeTheWholeRequest() throws IOException {
    AtomicReference<Request> seen = new AtomicReference<>();
    routes.put(
        "/x",
        request -> {
          seen.set(request);
          return Response.text(200, "x").with("X-One", "1").with("Content-Type", "text/x");
        });
    try (ExporterServer server = listen()) {
      String head = "PUT /x?a=%&b=|^ HTTP/1.1\r\nHost: h\r\nX-Two: 2\r\nx-two: 3\r\n";
      Answer answer = ask(server, head, false);
      assertThat(answer.headers)
          .containsEntry("x-one", "1")
          .containsEntry("content-type", "text/x");
      Request request = seen.get();
      assertThat(request.method()).isEqualTo("PUT");
      assertThat(request.header("X-TWO")).contains("2");
      assertThat(request.headers()).containsEntry("x-two", List.of("2", "3"));
      assertThat(request.header("none")).isEmpty();
      assertThat(request.parameter("b")).isEqualTo("|^");
      assertThat(request.peer().orElseThrow().getAddress().isLoopbackAddress()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"a b, x", "'', x", "X, 'a\r\nb'", "X, \u00e4"})
  void refusesHeadersThatHttpDoesNotAllow(String name, String value) {
    Response response = Response.text(200, "");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> response.with(name, value));
  }

  @Test
  void answersHeadWithTheHeadersOfGet() throws IOException {
    routes.put("/text", _ -> Response.html("<p>h\u00e9</p>"));
    routes.put("/metrics", _ -> page(3));
    try (ExporterServer server = listen()) {
      Answer head = ask(server, "HEAD /text HTTP/1.1\r\nHost: h\r\n", true);
      assertThat(head.status).isEqualTo(200);
      assertThat(head.headers)
          .containsEntry("content-type", "text/html; charset=utf-8")
          .containsEntry("content-length", "10");
      assertThat(head.body()).isEmpty();
      head = ask(server, "HEAD /metrics HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n", true);
      assertThat(head.status).isEqualTo(200);
      assertThat(head.headers)
          .containsEntry("content-type", TextFormat.CONTENT_TYPE)
          .containsEntry("content-encoding", "gzip");
      assertThat(head.body()).isEmpty();
      assertThat(ask(server, "HEAD /none HTTP/1.1\r\nHost: h\r\n", true).status).isEqualTo(404);
    }
  }

  @Test
  void answersAnyMethodAsGet() throws IOException {
    routes.put("/x", request -> Response.text(200, request.parameter("a")));
    try (ExporterServer server = listen()) {
      Answer answer =
          ask(server, "POST /x?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n", "a=2", false);
      assertThat(answer.text()).isEqualTo("1");
    }
  }

  @Test
  void writesAPage() throws IOException {
    routes.put("/metrics", _ -> page(2));
    routes.put("/empty", _ -> new Response.Metrics(List.of()));
    try (ExporterServer server = listen()) {
      Answer answer = get(server, "/metrics");
      assertThat(answer.headers)
          .containsEntry(
              "content-type", "text/plain; version=0.0.4; charset=utf-8; escaping=underscores")
          .doesNotContainKey("content-encoding");
      assertThat(answer.text())
          .isEqualTo(
              """
              # HELP ns_length Entries.
              # TYPE ns_length gauge
              ns_length{of="0"} 0
              ns_length{of="1"} 1
              """);
      assertThat(get(server, "/empty").text()).isEmpty();
    }
  }

  @Test
  void writesAPageAsProtobufWhenAskedForIt() throws IOException {
    routes.put("/metrics", _ -> page(2));
    String accept =
        "Accept: application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.9,*/*;q=0.1\r\n";
    try (ExporterServer server = listen()) {
      Answer answer = ask(server, "GET /metrics HTTP/1.1\r\nHost: h\r\n" + accept, false);
      assertThat(answer.headers)
          .containsEntry(
              "content-type",
              "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores")
          .doesNotContainKey("content-encoding");
      assertThat(answer.text()).startsWith("C\n\tns_length\u0012\u0008Entries.\u0018\u0001\"");
      String zip = accept + "Accept-Encoding: gzip\r\n";
      Answer zipped = ask(server, "GET /metrics HTTP/1.1\r\nHost: h\r\n" + zip, false);
      assertThat(zipped.headers).containsEntry("content-encoding", "gzip");
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
        assertThat(in.readAllBytes()).isEqualTo(answer.body());
      }
      Answer head = ask(server, "HEAD /metrics HTTP/1.1\r\nHost: h\r\n" + zip, true);
      assertThat(head.headers)
          .containsEntry("content-type", PageFormat.PROTOBUF.contentType())
          .containsEntry("content-encoding", "gzip");
      assertThat(head.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "GZIP | true",
        "deflate, gzip;q=0.5 | true",
        "gzip ; q=1 | true",
        "gzip;q=0.001 | true",
        "gzip;q=0 | false",
        "gzip; q=0.0 | false",
        "gzip;q=0.000, deflate | false",
        "identity | false",
        "x-gzip | false",
        "gzipped | false",
        "* | false",
      })
  void zipsWhenAsked(String accepted, boolean zipped) throws IOException {
    routes.put("/metrics", _ -> page(20_000));
    try (ExporterServer server = listen()) {
      Answer answer =
          ask(
              server,
              "GET /metrics HTTP/1.1\r\nHost: h\r\nAccept-Encoding: " + accepted + "\r\n",
              false);
      byte[] body = answer.body();
      if (zipped) {
        assertThat(answer.headers).containsEntry("content-encoding", "gzip");
        assertThat(body.length).isLessThan(200_000);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
          body = in.readAllBytes();
        }
      } else {
        assertThat(answer.headers).doesNotContainKey("content-encoding");
      }
      assertThat(new String(body, UTF_8).lines()).hasSize(20_002);
      assertThat(new String(body, UTF_8)).endsWith("\nns_length{of=\"19999\"} 19999\n");
    }
  }

  @Test
  void answersErrorsWithoutDetails() throws IOException {
    Logging.configure(Level.INFO, Format.TXT, log);
    routes.put(
        "/bad",
        _ -> {
          throw new BadRequestException("parameter 'target' is missing");
        });
    routes.put(
        "/broken",
        _ -> {
          throw new IOException("secret");
        });
    routes.put(
        "/runtime",
        _ -> {
          throw new IllegalStateException("secret");
        });
    routes.put(
        "/error",
        _ -> {
          throw new NoClassDefFoundError("secret");
        });
    try (ExporterServer server = listen()) {
      Answer bad = get(server, "/bad");
      assertThat(bad.status).isEqualTo(400);
      assertThat(bad.text()).isEqualTo("parameter 'target' is missing\n");
      assertThat(log.toString(UTF_8)).isEmpty();
      for (String path : List.of("/broken", "/runtime", "/error")) {
        Answer answer = get(server, path);
        assertThat(answer.status).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("internal error, see the exporter's log\n");
        assertThat(answer.headers.toString()).doesNotContain("secret");
        assertThat(log.toString(UTF_8)).contains("request of " + path + " failed");
      }
    }
  }

  @Test
  void answersBusyAndHealthAtTheSameTime() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Collector<AutoCloseable> waiting =
        new Collector<>() {
          @Override
          public String name() {
            return "waiting";
          }

          @Override
          public List<MetricDef> metrics() {
            return List.of();
          }

          @Override
          public void collect(AutoCloseable session, Samples out) throws InterruptedException {
            started.countDown();
            go.await();
          }
        };
    Scraper<AutoCloseable> scraper =
        new Scraper<>("ns", List.of(waiting), 1, Ticker.system(), new PrometheusRegistry());
    routes.put("/health", _ -> Response.text(200, "ok"));
    routes.put(
        "/scrape",
        request -> {
          Target<AutoCloseable> target = Target.of("t", _ -> () -> {});
          return new Response.Metrics(
              List.of(
                  scraper
                      .scrape(request.parameter("target"), target, request.deadline())
                      .section()));
        });
    try (ExporterServer server = listen()) {
      FutureTask<Answer> first = start(() -> get(server, "/scrape?target=a"));
      started.await();
      Answer busy = get(server, "/scrape?target=b");
      assertThat(busy.status).isEqualTo(503);
      assertThat(busy.text()).isEqualTo("busy: 1 scrapes are running, and no more are allowed\n");
      assertThat(get(server, "/health").text()).isEqualTo("ok");
      go.countDown();
      assertThat(first.get(30, TimeUnit.SECONDS).text()).contains("\nns_up 1\n");
    }
  }

  @Test
  void takesTheDeadlineFromTheHeader() throws IOException {
    AtomicReference<Duration> left = new AtomicReference<>();
    routes.put(
        "/metrics",
        request -> {
          left.set(request.deadline().remaining());
          return Response.text(200, "");
        });
    try (ExporterServer server = listen()) {
      ask(
          server,
          "GET /metrics HTTP/1.1\r\nHost: h\r\nx-prometheus-scrape-timeout-seconds: 400\r\n",
          false);
      assertThat(left.get()).isBetween(Duration.ofSeconds(340), Duration.ofMillis(399_500));
      get(server, "/metrics");
      assertThat(left.get()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
    }
  }

  /// Checks that half a page does not look complete, because Prometheus would treat all missing series as gone.
  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void cutsThePageThatCannotBeWrittenToItsEnd(String encoding) throws IOException {
    Logging.configure(Level.INFO, Format.TXT, log);
    routes.put("/metrics", _ -> new Response.Metrics(List.of(broken())));
    try (ExporterServer server = listen();
        Socket socket = connect(server)) {
      send(socket, "GET /metrics HTTP/1.1\r\nHost: h\r\nAccept-Encoding: " + encoding + "\r\n\r\n");
      String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(all).doesNotEndWith("0\r\n\r\n");
      assertThat(log.toString(UTF_8)).contains("answer to /metrics was cut");
    }
  }

  @Test
  void closesAtOnceWithIdleConnections() throws IOException {
    routes.put("/x", _ -> Response.text(200, "x"));
    ExporterServer server = listen();
    try (Socket kept = connect(server);
        Socket unused = connect(server)) {
      send(kept, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(read(kept.getInputStream(), false).text()).isEqualTo("x");
      assertThat(timeToClose(server)).isLessThan(Duration.ofSeconds(3));
      assertThat(kept.getInputStream().read()).isEqualTo(-1);
      assertThat(unused.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void closesAtOnceWithHalfARequestAndAfterACutAnswer() throws IOException {
    routes.put("/x", _ -> Response.text(200, "x"));
    routes.put("/metrics", _ -> new Response.Metrics(List.of(broken())));
    Logging.configure(Level.ERROR, Format.TXT, log);
    ExporterServer server = listen();
    try (Socket half = connect(server);
        Socket cut = connect(server)) {
      send(half, "GET /x HTT");
      send(cut, "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n");
      cut.getInputStream().readAllBytes();
      assertThat(get(server, "/x").text()).isEqualTo("x");
      assertThat(timeToClose(server)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void letsARunningRequestEndAndTakesNoMore() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    routes.put("/x", _ -> Response.text(200, "x"));
    routes.put(
        "/slow",
        _ -> {
          started.countDown();
          go.await();
          return page(50_000);
        });
    ExporterServer server = listen();
    try (Socket kept = connect(server)) {
      send(kept, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
      read(kept.getInputStream(), false);
      FutureTask<Answer> slow = start(() -> get(server, "/slow"));
      started.await();
      FutureTask<Duration> closing = start(() -> timeToClose(server));
      awaitRefusal(server);
      send(kept, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
      Answer refused = read(kept.getInputStream(), false);
      assertThat(refused.status).isEqualTo(503);
      assertThat(refused.headers).containsEntry("connection", "close");
      assertThat(closing.isDone()).isFalse();
      go.countDown();
      assertThat(slow.get(30, TimeUnit.SECONDS).text())
          .endsWith("\nns_length{of=\"49999\"} 49999\n");
      assertThat(closing.get(30, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void endsAfterTenSecondsWhateverRuns() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    routes.put(
        "/stuck",
        _ -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
          return Response.text(200, "never");
        });
    ExporterServer server = listen();
    try (Socket socket = connect(server)) {
      send(socket, "GET /stuck HTTP/1.1\r\nHost: h\r\n\r\n");
      started.await();
      assertThat(timeToClose(server)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(20));
      interrupted.await();
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> socket.getInputStream().read());
    }
  }

  @Test
  void closesTwice() throws IOException {
    ExporterServer server = listen();
    int port = server.port();
    server.close();
    server.close();
    assertThat(server.port()).isEqualTo(port).isPositive();
  }

  @Test
  void listensAgainWhereItHasClosed() throws IOException {
    routes.put("/x", _ -> Response.text(200, "x"));
    ExporterServer first = listen();
    get(first, "/x");
    first.close();
    ListenAddress same = new ListenAddress.Tcp("127.0.0.1", first.port());
    try (ExporterServer second = ExporterServer.listen(same, routes)) {
      assertThat(get(second, "/x").text()).isEqualTo("x");
    }
  }

  @Test
  void tellsWhichAddressIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ListenAddress address = new ListenAddress.Tcp("127.0.0.1", taken.getLocalPort());
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> ExporterServer.listen(address, routes))
          .withMessage("cannot listen on " + address + ": Address already in use");
    }
  }

  @Test
  void tellsWhichHostIsNone() {
    ListenAddress address = new ListenAddress.Tcp("no-such-host.invalid", 0);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ExporterServer.listen(address, routes))
        .withMessage("cannot listen on no-such-host.invalid:0: no such host");
  }

  private ExporterServer listen() throws IOException {
    return ExporterServer.listen(FREE, routes);
  }

  private static Response page(int series) {
    Samples out = new Samples();
    for (int i = 0; i < series; i++) {
      out.add(LENGTH, i, Integer.toString(i));
    }
    return new Response.Metrics(List.of(Section.of("ns", out.families())));
  }

  /// Returns a page that breaks in the middle, after some buffers, because its constant labels contain a null.
  private static Section broken() {
    Samples out = new Samples();
    for (int i = 0; i < 5000; i++) {
      out.add(LENGTH.withoutTargetLabels(), i, Integer.toString(i));
    }
    out.add(MetricDef.gauge("z", "The last."), 1);
    Map<String, String> labels = new HashMap<>();
    labels.put("zone", System.getProperty("no.such.property"));
    return new Section("ns", labels, out.families());
  }

  private static Duration timeToClose(ExporterServer server) {
    long from = System.nanoTime();
    server.close();
    return Duration.ofNanos(System.nanoTime() - from);
  }

  private static void awaitRefusal(ExporterServer server) throws IOException {
    while (true) {
      try (Socket socket = connect(server)) {
        assertThat(socket.isConnected()).isTrue();
      } catch (ConnectException e) {
        return;
      } catch (SocketException e) {
        // The socket was closed while this connection waited to be accepted.
        assertThat(e).hasMessageContaining("reset");
      }
    }
  }

  private static Answer get(ExporterServer server, String path) throws IOException {
    return ask(server, "GET " + path + " HTTP/1.1\r\nHost: h\r\n", false);
  }

  private static Answer ask(ExporterServer server, String head, boolean isHead) throws IOException {
    return ask(server, head, "", isHead);
  }

  private static Answer ask(ExporterServer server, String head, String body, boolean isHead)
      throws IOException {
    try (Socket socket = connect(server)) {
      send(socket, head + "Connection: close\r\n\r\n" + body);
      Answer answer = read(socket.getInputStream(), isHead);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      return answer;
    }
  }

  private static Socket connect(ExporterServer server) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static Answer read(InputStream in, boolean isHead) throws IOException {
    int status = Integer.parseInt(line(in).split(" ", -1)[1]);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (!isHead && "chunked".equals(headers.get("transfer-encoding"))) {
      int size;
      do {
        size = Integer.parseInt(line(in), 16);
        body.write(in.readNBytes(size));
        assertThat(line(in)).isEmpty();
      } while (size > 0);
    } else if (!isHead) {
      body.write(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
    }
    return new Answer(status, headers, body.toString(ISO_8859_1));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("ended after: " + line);
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static <T> FutureTask<T> start(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofVirtual().start(future);
    return future;
  }
}
