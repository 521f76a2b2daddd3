package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Exposition;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.web.ScrapeTimeout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of paths, methods, headers and bad requests.
class HttpTest {
  private static final String METRICS =
      "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

  @SuppressWarnings("NullAway.Init")
  private static ReplayServer server;

  @SuppressWarnings("NullAway.Init")
  private static Exporter exporter;

  @SuppressWarnings("NullAway.Init")
  private static Original original;

  @BeforeAll
  static void start() {
    server = ReplayServer.of(ServerKind.REDIS_7_0);
    exporter = Exporter.start("-redis.addr", server.uri());
    original = Original.start("-redis.addr=");
  }

  @AfterAll
  static void stop() {
    original.close();
    exporter.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metricsfoo",
        "/metrics/x",
        "/Metrics",
        "/nothing/",
        "/scrapes",
        "/nothing",
        "/a|b",
      })
  void otherPathsAreNotFound(String path) throws IOException {
    try (RawHttp http = new RawHttp(exporter.port())) {
      assertThat(http.request("GET", path).status()).isEqualTo(404);
    }
  }

  /// The original answers 404 to these paths.
  @ParameterizedTest
  @CsvSource({
    "/metrics/,/metrics",
    "/metrics/?a=^b,/metrics?a=^b",
    "/health/,/health",
    "/scrape/?target=a,/scrape?target=a",
    "/-/reload/,/-/reload",
  })
  void aPathWithASlashBehindItIsMoved(String path, String clean) throws IOException {
    try (RawHttp http = new RawHttp(exporter.port())) {
      RawHttp.Response answer = http.request("GET", path);
      assertThat(answer.status()).isEqualTo(301);
      assertThat(answer.headers()).containsEntry("location", clean);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//metrics",
        "/./x",
        "/%2e/metrics",
        "/metrics/../health",
        "/metrics//",
        "/..",
        "//host/x",
        "/a%20b//c",
        "//a|b",
        "//metrics?a=^b|c",
      })
  void aPathThatIsNotCleanIsMovedAsByTheOriginal(String path) throws IOException {
    try (RawHttp theirs = new RawHttp(original.port());
        RawHttp http = new RawHttp(exporter.port())) {
      RawHttp.Response wanted = theirs.request("GET", path);
      RawHttp.Response answer = http.request("GET", path);
      assertThat(answer.status()).isEqualTo(301).isEqualTo(wanted.status());
      assertThat(answer.headers())
          .containsEntry("location", wanted.headers().getOrDefault("location", "none"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check-key-groups=^(.*)$",
        "x=|^{}\"<>\\`",
        "x=100%",
        "%",
        "x=%zz&%=%",
        "x=\u00e4",
        "x=[a]'#?"
      })
  void aQueryMayHoldAnyCharacter(String query) throws IOException {
    try (RawHttp theirs = new RawHttp(original.port());
        RawHttp http = new RawHttp(exporter.port())) {
      String path = Exporter.scrapePath(server.uri()) + "&" + query;
      assertThat(theirs.request("GET", path).status()).isEqualTo(200);
      RawHttp.Response answer = http.request("GET", path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).contains("\nredis_up 1\n");
    }
  }

  @Test
  void theSimplePages() {
    Exporter.Answer health = exporter.fetch("/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body()).isEqualTo("ok");
    Exporter.Answer root = exporter.fetch("/");
    assertThat(root.status()).isEqualTo(200);
    assertThat(root.headers()).containsEntry("content-type", "text/html; charset=utf-8");
    assertThat(root.body()).contains("<a href=\"/metrics\">", "/scrape?target=");
  }

  @Test
  void headIsGetWithoutABody() throws IOException {
    try (RawHttp http = new RawHttp(exporter.port())) {
      for (String path : List.of("/metrics", "/health", "/", "/nothing", "/scrape")) {
        RawHttp.Response get = http.request("GET", path);
        // On the same connection, a body would be read as the next response.
        RawHttp.Response head = http.request("HEAD", path);
        assertThat(head.status()).as(path).isEqualTo(get.status());
        assertThat(head.headers())
            .containsEntry("content-type", get.headers().getOrDefault("content-type", "none"));
        if (get.headers().containsKey("content-length")) {
          assertThat(head.headers())
              .containsEntry("content-length", get.headers().getOrDefault("content-length", ""));
        }
      }
      assertThat(http.request("GET", "/health").text()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "FOO"})
  void anyOtherMethodIsTreatedAsGet(String method) throws IOException {
    try (RawHttp http = new RawHttp(exporter.port())) {
      RawHttp.Response answer = http.request(method, "/metrics", "Content-Length: 0");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).contains("\nredis_up 1\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true",
        "deflate, gzip;q=0.5|true",
        "GZIP|true",
        "gzip; q=1.0, *;q=0|true",
        "gzip;q=0|false",
        "gzip; q=0.00|false",
        "identity|false",
        "deflate|false",
        "x-gzipped|false",
      })
  void gzipWhereItIsAccepted(String accepted, boolean expected) throws IOException {
    try (RawHttp http = new RawHttp(exporter.port())) {
      RawHttp.Response answer = http.request("GET", "/metrics", "Accept-Encoding: " + accepted);
      assertThat(answer.headers().containsKey("content-encoding")).isEqualTo(expected);
      String text =
          expected
              ? new String(
                  new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(),
                  StandardCharsets.UTF_8)
              : answer.text();
      assertThat(Exposition.parse(text).types()).containsKey("redis_up");
      assertThat(answer.headers()).containsEntry("content-type", METRICS);
    }
  }

  /// `PB` stands for the protobuf format.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json",
        "application/openmetrics-text;version=1.0.0,text/plain;q=0.5",
        "application/openmetrics-text;version=1.0.0,PB;q=0.5,text/plain;q=0.1",
        "text/plain;version=0.0.4;q=0.5",
        "text/plain;version=0.0.4;escaping=allow-utf-8",
        "text/plain;escaping=dots;q=0.5,PB;q=0.3",
        "PB;escaping=allow-utf-8",
        "PB;escaping=other",
        "text/*,PB;q=0.3",
        "text/plain;q=0.2,PB;q=0.3",
        "text/plain;q=0.3,PB;q=0.2",
        "text/plain,PB",
        "PB,text/plain",
        "PB,application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text",
        "application/vnd.google.protobuf",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily",
        "application/vnd.google.protobuf;proto=\"io.prometheus.client.MetricFamily\";encoding=delimited",
        "application/vnd.google.protobuf ; proto = io.prometheus.client.MetricFamily ; encoding = delimited",
        "APPLICATION/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
        "PB;q=2,text/plain",
        "PB;q=x,text/plain;q=0.9",
        ",,;;=,PB",
      })
  void theFormatIsNegotiatedAsByTheOriginal(String accept) throws IOException {
    String header = "Accept: " + accept.replace("PB", ProtobufExposition.ACCEPT);
    try (RawHttp theirs = new RawHttp(original.port());
        RawHttp http = new RawHttp(exporter.port())) {
      String type =
          theirs.request("GET", "/metrics", header).headers().getOrDefault("content-type", "none");
      boolean isText = type.startsWith("text/plain; version=0.0.4;");
      assertThat(isText || type.startsWith("application/vnd.google.protobuf; ")).as(type).isTrue();
      for (String path : List.of("/metrics", Exporter.scrapePath(server.uri()))) {
        RawHttp.Response answer = http.request("GET", path, header);
        assertThat(answer.headers()).containsEntry("content-type", type);
        assertThat(answer.headers()).doesNotContainKey("content-encoding");
        Exposition page =
            isText ? Exposition.parse(answer.text()) : ProtobufExposition.parse(answer.body());
        assertThat(page.types()).containsEntry("redis_up", "gauge");
      }
    }
  }

  /// The text encodings of protobuf are not supported, a quality of 0 means no, the text format 1.0.0 is offered, and
  /// the escaping of one media range does not count for another one.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text | 0.0.4; charset=utf-8; escaping=underscores",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=compact-text | 0.0.4; charset=utf-8; escaping=underscores",
        "PB;q=0 | 0.0.4; charset=utf-8; escaping=underscores",
        "text/plain;version=1.0.0,PB;q=0.3 | 1.0.0; charset=utf-8; escaping=underscores",
        "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3 | 1.0.0; charset=utf-8; escaping=allow-utf-8",
        "text/html;escaping=dots,text/plain;q=0.3 | 0.0.4; charset=utf-8; escaping=underscores",
      })
  void theFormatIsNotNegotiatedAsByTheOriginal(String accept, String version) throws IOException {
    String header = "Accept: " + accept.replace("PB", ProtobufExposition.ACCEPT);
    try (RawHttp theirs = new RawHttp(original.port());
        RawHttp http = new RawHttp(exporter.port())) {
      String type = "text/plain; version=" + version;
      assertThat(http.request("GET", "/metrics", header).headers())
          .containsEntry("content-type", type);
      assertThat(theirs.request("GET", "/metrics", header).headers())
          .containsKey("content-type")
          .doesNotContainEntry("content-type", type);
    }
  }

  @Test
  void protobufSaysWhatTheTextSays() throws IOException {
    try (RawHttp http = new RawHttp(exporter.port())) {
      String header = "Accept: " + ProtobufExposition.ACCEPT;
      RawHttp.Response head = http.request("HEAD", "/metrics", header);
      assertThat(head.headers()).containsEntry("content-type", ProtobufExposition.CONTENT_TYPE);
      RawHttp.Response zipped = http.request("GET", "/metrics", header, "Accept-Encoding: gzip");
      assertThat(zipped.headers()).containsEntry("content-encoding", "gzip");
      byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
      Exposition protobuf = ProtobufExposition.parse(bytes);
      Exposition text = Exposition.parse(http.request("GET", "/metrics").text());
      assertThat(protobuf.types()).isEqualTo(text.types());
      assertThat(protobuf.values().keySet()).isEqualTo(text.values().keySet());
      assertThat(ofTheTarget(protobuf)).isEqualTo(ofTheTarget(text)).hasSizeGreaterThan(300);
    }
  }

  /// Returns the values that are the same in each scrape because the replies are. The start time is left out: it is the
  /// current time less an uptime, and differs when a second passes.
  private static Map<Exposition.Series, String> ofTheTarget(Exposition page) {
    Map<Exposition.Series, String> values = new LinkedHashMap<>(page.values());
    values
        .keySet()
        .removeIf(series ->
            series.name().matches("(redis_exporter|redis_target|process|redis_start_time)_.*"));
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/scrape",
        "/scrape?target=",
        "/scrape?target",
        "/scrape?x=1",
        "/scrape?target=a;b",
        "/scrape?target=redis%3A%2F%2F127.0.0.1%3Aabc",
        "/scrape?target=redis%3A%2F%2F%5B%3A%3A1",
        "/scrape?target=%25zz",
        "/scrape?target=a%20b",
        "/scrape?target=redis%3A%2F%2F%2541%3A1",
        "/scrape?target=%3A%2F%2Fx",
        "/scrape?target=1%3A%2F%2Fx",
        "/scrape?target=redis%3A%2F%2F%01",
        "/scrape?target=redis%3A%2F%2Fh%5E%3A1",
      })
  void aTargetThatIsMissingOrNoUriIsABadRequest(String path) {
    double before = badRequests();
    Exporter.Answer answer = exporter.fetch(path);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("parameter 'target' is ").hasLineCount(1);
    assertThat(badRequests()).isEqualTo(before + 1);
    assertThat(original.fetch(path).statusCode()).as("the original").isEqualTo(400);
  }

  @Test
  void withoutPasswordFileAndScriptThereIsNothingToReload() {
    Exporter.Answer answer = exporter.fetch("/-/reload");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "there is neither a password file nor a script to read again:"
                + " commands that targets refused are sent again\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check-keys", "check-single-streams", "count-keys"})
  void keysThatCannotBeReadAreABadRequest(String name) {
    double before = badRequests();
    String path = Exporter.scrapePath(server.uri()) + "&" + name + "=";
    Exporter.Answer answer = exporter.fetch(path + "db0%3Da%3Db");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains(name, "more than one '='");
    assertThat(badRequests()).isEqualTo(before + 1);
    assertThat(exporter.status(path)).isEqualTo(200);
    assertThat(exporter.status(path + "db0%3Da")).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1:1|unknown scheme http",
        "/abc|no database number in the path: want /N or nothing",
        "/99|*",
        "redis://127.0.0.1:1|connection refused",
        "127.0.0.1:1|connection refused",
        "redis://127.0.0.1:1/1/2|no database number in the path: want /N or nothing",
        "redis://127.0.0.1:99999|port out of range",
        "redis://127.0.0.1:0|port out of range",
        "unix://|the path of the socket is missing",
        "redis:127.0.0.1:1|want :// between scheme and host",
        "127.0.0.1:1:1|it contains a second port: want one, as in redis://host:6379",
        "rediss://127.0.0.1:1|connection refused",
        "redis://user:secret@127.0.0.1:1|connection refused",
      })
  void anyOtherTargetIsDown(String target, String reason) {
    Page page = exporter.scrape(target);
    assertThat(page.up()).isFalse();
    if (!reason.equals("*")) {
      assertThat(page.error()).isEqualTo(reason);
    }
    assertThat(page.series("redis_exporter_last_scrape_error")).hasSize(1);
    assertThat(page.value("redis_exporter_scrapes_total")).isPositive();
    assertThat(page.text()).doesNotContain("secret");
  }

  @Test
  void scrapeEmitsTheExporterButNotItsProcess() {
    Page page = exporter.scrape(server.uri());
    assertThat(page.up()).isTrue();
    assertThat(page.series())
        .anyMatch(series -> series.startsWith("redis_exporter_build_info{"))
        .contains("redis_exporter_scrapes_total", "redis_target_scrape_request_errors_total")
        .noneMatch(series -> series.startsWith("process_"));
  }

  @Test
  void withoutATargetThereIsOnlyTheExporterItself() {
    try (Exporter alone = Exporter.start("-redis.addr=")) {
      Page page = alone.metrics();
      assertThat(page.series()).noneMatch(series -> series.startsWith("redis_up"));
      assertThat(page.series())
          .contains("process_resident_memory_bytes", "redis_target_scrape_request_errors_total");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-1", "0", "abc", "", "1e9", "+Inf", "1_000", "10d"})
  void aNonsenseTimeoutIsNone(String timeout) {
    Exporter.Answer answer =
        exporter.fetch("GET", "/metrics", Map.of(ScrapeTimeout.HEADER, timeout));
    assertThat(answer.page().up()).isTrue();
    assertThat(answer.page().outcomes()).doesNotContainValue("timed_out");
  }

  @Test
  void aConnectionServesManyRequests() throws IOException {
    try (RawHttp http = new RawHttp(exporter.port())) {
      for (int i = 0; i < 20; i++) {
        assertThat(http.request("GET", "/metrics", "Accept-Encoding: gzip").status())
            .isEqualTo(200);
        assertThat(http.request("GET", "/nothing").status()).isEqualTo(404);
      }
      assertThat(http.request("GET", "/health", "Connection: close").text()).isEqualTo("ok");
      assertThat(http.isClosed()).isTrue();
    }
  }

  @Test
  void http10EndsWithTheConnection() throws IOException {
    try (RawHttp http = new RawHttp(exporter.port())) {
      http.write("GET /metrics HTTP/1.0\r\n\r\n");
      RawHttp.Response answer = http.read(true);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers()).doesNotContainKey("transfer-encoding");
      assertThat(Exposition.parse(answer.text()).types()).containsKey("redis_up");
      assertThat(http.isClosed()).isTrue();
    }
  }

  @Test
  void requestsThatNeverEndHoldNobodyUp() throws IOException {
    List<RawHttp> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        slow.add(new RawHttp(exporter.port()));
        slow.getLast().write("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ");
      }
      long start = System.nanoTime();
      assertThat(exporter.metrics().up()).isTrue();
      assertThat(exporter.get("/health")).isEqualTo("ok");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    } finally {
      for (RawHttp connection : slow) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE\r\n\r\n",
        "GET /metrics\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET metrics HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
      })
  void whatIsNoRequestIsRefusedWithALine(String text) throws IOException {
    try (RawHttp theirs = new RawHttp(original.port());
        RawHttp http = new RawHttp(exporter.port())) {
      theirs.write(text);
      assertThat(theirs.read(true).status()).isEqualTo(400);
      http.write(text);
      RawHttp.Response answer = http.read(true);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.headers()).containsEntry("content-type", "text/plain; charset=utf-8");
      assertThat(answer.text()).startsWith("bad request: ").endsWith("\n").hasLineCount(1);
      assertThat(answer.text()).doesNotContain("NONSENSE", "zz", "many");
    }
  }

  private static double badRequests() {
    return exporter.metrics().value("redis_target_scrape_request_errors_total");
  }
}
