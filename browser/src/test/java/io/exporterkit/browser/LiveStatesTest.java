package io.exporterkit.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The states in which something is wrong, and texts from elsewhere, which stay texts.
class LiveStatesTest {
  private static final String MARKUP = "<img src=x onerror=window.ran=true>";

  private static final Browser browser = Browser.start();
  private static final RedisServer redis = RedisServer.start(ServerKind.VALKEY_8_1);

  @AfterAll
  static void end() {
    browser.close();
    redis.close();
  }

  @BeforeEach
  void leaveTheLastPage() {
    browser.leave();
  }

  private static void openShortened(String url) {
    browser.open(url);
    browser.awaitText(".summary .level", "Up");
    browser.value("Poller.INTERVAL = 200");
  }

  @Test
  void theExporterGoesAndComesBack() {
    Served exporter = Served.start("-redis.addr=" + redis.uri());
    int port = exporter.port();
    openShortened(exporter.url());
    exporter.close();
    browser.awaitText(".summary", "The exporter does not answer.");
    assertThat(browser.text(".summary")).contains("No answer", "Last values", "Asking again in");
    assertThat(browser.text(".card .figure")).endsWith("without a limit");
    assertThat(browser.title()).startsWith("No answer");
    try (Served back = Served.startOn(port, "-redis.addr=" + redis.uri())) {
      browser.awaitText(".summary .level", "Up");
      assertThat(browser.text(".summary")).doesNotContain("does not answer");
      assertThat(browser.title()).startsWith("Redis Exporter");
      assertThat(back.port()).isEqualTo(port);
    }
  }

  @Test
  void theLastProbesAreListedWithTheirLogs() throws Exception {
    try (Served exporter = Served.start("-redis.addr=" + redis.uri())) {
      URI down = URI.create(exporter.url() + "scrape?target=redis://127.0.0.1:1");
      HttpClient client = HttpClient.newHttpClient();
      var _ = client.send(HttpRequest.newBuilder(down).build(), BodyHandlers.discarding());
      browser.open(exporter.url());
      browser.awaitText("section:last-child table", "redis://127.0.0.1:1");
      assertThat(browser.text("section:last-child table"))
          .contains("Last probes", "/scrape", "down", "connection refused", redis.uri());
      browser.value("document.querySelector('a[href*=\"number=1\"]').click() ?? true");
      browser.awaitText("body", "reason:   connection refused");
      assertThat(browser.text("body")).contains("target:   redis://127.0.0.1:1", "outcome:  down");
    }
  }

  @Test
  void aTargetThatIsNotAllowedIsReportedWithTheReason() {
    try (Served exporter = Served.start("-redis.addr=", "-probe.allow=10.0.0.0/8")) {
      browser.open(exporter.url() + "?target=" + URLEncoder.encode(redis.uri(), UTF_8));
      browser.awaitText(".summary", "The exporter refuses the request: target not allowed");
    }
  }

  @Test
  void theServerGoesAndComesBack() {
    try (RedisServer other = RedisServer.start(ServerKind.REDIS_7_0);
        Served exporter = Served.start("-redis.addr=" + other.uri())) {
      openShortened(exporter.url());
      other.stop();
      browser.awaitText(".summary .level", "Down");
      assertThat(browser.text(".trouble")).contains("refused");
      assertThat(browser.title()).startsWith("Down");
      other.restart();
      browser.awaitText(".summary .level", "Up");
      assertThat(browser.text(".summary")).doesNotContain("refused");
    }
  }

  @Test
  void aWrongPasswordEndsTheQuestions() {
    String target = "-redis.addr=" + redis.uri();
    Served exporter =
        Served.start(target, "-basic-auth-username=ann", "-basic-auth-password=first");
    int port = exporter.port();
    openShortened("http://ann:first@127.0.0.1:" + port + "/");
    exporter.close();
    try (Served other =
        Served.startOn(port, target, "-basic-auth-username=ann", "-basic-auth-password=second")) {
      browser.awaitText(".summary", "The exporter refuses the password.");
      String questions =
          "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/metrics')).length";
      double asked = browser.number(questions);
      // Three times the interval.
      assertThat(
              browser.number(
                  "new Promise((done) => setTimeout(() => done(" + questions + "), 600))"))
          .isEqualTo(asked);
      assertThat(other.port()).isEqualTo(port);
    }
  }

  @Test
  void nothingIsShownBeforeThePassword() {
    try (Served exporter =
        Served.start(
            "-redis.addr=" + redis.uri(),
            "-basic-auth-username=ann",
            "-basic-auth-password=secret")) {
      browser.open(exporter.url());
      assertThat(browser.text("body")).doesNotContain("Redis", redis.address());
    }
  }

  @Test
  void anInvalidTargetIsExplained() {
    try (Served exporter = Served.start("-redis.addr=")) {
      browser.open(exporter.url() + "?target=" + encoded("redis://[" + MARKUP));
      browser.awaitText(".summary", "The exporter refuses the request: parameter 'target'");
      assertThat(browser.script("window.ran === undefined")).isEqualTo(true);
      assertThat(browser.script("document.images.length")).isEqualTo(0L);
      assertThat(browser.complaints()).allMatch(line -> line.contains("400 (Bad Request)"));
    }
  }

  @Test
  void passwordsOfTargetsAreNotShown() {
    try (Served exporter = Served.start("-redis.addr=")) {
      String target = "redis://ann:p@ss/wor?d@" + redis.address();
      browser.open(exporter.url() + "?target=" + encoded("redis://ann:hush@" + redis.address()));
      browser.awaitText(".summary .level", "Up");
      assertThat(browser.text(".summary")).contains("redis://" + redis.address());
      assertThat(browser.title()).contains(redis.address()).doesNotContain("hush", "ann");
      assertThat(browser.script("document.documentElement.outerHTML").toString())
          .doesNotContain("hush");
      assertThat(browser.script("document.getElementById('target').value"))
          .isEqualTo("redis://" + redis.address());
      browser.open(exporter.url() + "?target=" + encoded(target));
      browser.awaitText(".summary", redis.address());
      assertThat(browser.text("body") + browser.title()).doesNotContain("p@ss", "ss/wor", "ann");
    }
  }

  @Test
  void markupOfAServerStaysText() {
    try (RedisServer replica =
            RedisServer.startReplica(
                redis, ServerKind.VALKEY_8_1, "--replica-announce-ip", MARKUP);
        Served exporter = Served.start("-redis.addr=" + redis.uri())) {
      openShortened(exporter.url());
      browser.awaitText(".grid", MARKUP + ":" + replica.port());
      assertThat(browser.script("document.images.length")).isEqualTo(0L);
      assertThat(browser.script("window.ran === undefined")).isEqualTo(true);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /// Every label of a page has markup: those of commands, errors, masters of a sentinel, versions.
  @Test
  void markupInEveryLabelStaysText() {
    try (Served exporter = Served.start("-redis.addr=" + redis.uri())) {
      openShortened(exporter.url());
      browser.click(".controls button");
      browser.value(
          """
          fetch('/metrics').then((answer) => answer.text()).then((text) => {
            const more = text + 'redis_sentinel_master_status{master_name="",master_address="",master_status=""} 1\\n'
                + 'redis_connected_slave_lag_seconds{slave_ip="",slave_port="",slave_state=""} 1\\n'
                + 'redis_exporter_last_scrape_error{err="e"} 1\\n';
            const hostile = (page) => page.replace(/="[^"]*"/g, '="%s"');
            live.show(hostile(more), 1e9);
            live.show(hostile(more.replace(/(redis_commands_total.* )[0-9]+/g, '$11e9')), 1e9 + 5);
            return true;
          })
          """
              .formatted(MARKUP));
      assertThat(browser.text(".summary")).contains(MARKUP);
      assertThat(browser.text(".grid"))
          .containsPattern("(?s)Commands since.*<img.*Replicas.*<img.*Masters.*<img");
      assertThat(browser.script("document.images.length")).isEqualTo(0L);
      assertThat(browser.script("window.ran === undefined")).isEqualTo(true);
    }
  }

  /// Half an hour has 360 answers; each has other values and times.
  @Test
  void memoryStaysFlatForHours() {
    try (Served exporter = Served.start("-redis.addr=" + redis.uri())) {
      openShortened(exporter.url());
      browser.click(".controls button");
      double early = afterAnswers(0, 400);
      double late = afterAnswers(400, 3000);
      assertThat(late - early).as("bytes more after 2600 answers").isLessThan(512 * 1024);
      assertThat(browser.number("live.cards[0].chart.columns[0].length")).isBetween(170.0, 200.0);
    }
  }

  /// Shows answers five seconds apart, and returns the size of the heap after a garbage collection.
  private static double afterAnswers(int from, int to) {
    return browser.number(
        """
        fetch('/metrics').then((answer) => answer.text()).then(async (text) => {
          for (let i = %d; i < %d; i++) {
            live.show(text.replace(/(_total(?:{.*})? )[0-9.e+]+/g, `$1${i * 1000}`), 1e9 + 5 * i);
            if (i %% 50 === 0) {
              await new Promise((done) => requestAnimationFrame(done));
            }
          }
          gc();
          await new Promise((done) => setTimeout(done));
          gc();
          return performance.memory.usedJSHeapSize;
        })
        """
            .formatted(from, to));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
