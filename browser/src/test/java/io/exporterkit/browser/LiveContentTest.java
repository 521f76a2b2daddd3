package io.exporterkit.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.exporterkit.redis.servers.Exposition;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Cards, charts and tables show what the page of metrics says.
class LiveContentTest {
  private static final Browser browser = Browser.start();
  private static RedisServer redis;
  private static RedisServer replica;
  private static Served exporter;

  @BeforeAll
  static void start() {
    redis = RedisServer.start(ServerKind.REDIS_8_0, "--maxmemory", "64mb");
    replica = RedisServer.startReplica(redis, ServerKind.REDIS_8_0);
    exporter = Served.start("-redis.addr=" + redis.uri());
  }

  @AfterAll
  static void end() {
    browser.close();
    exporter.close();
    replica.close();
    redis.close();
  }

  /// Two answers of the exporter, one after the other.
  private record Answers(Exposition before, Exposition now, double seconds) {
    double value(String name) {
      return value(now, name);
    }

    double rate(String name) {
      return (value(now, name) - value(before, name)) / seconds;
    }

    private static double value(Exposition page, String name) {
      return page.values().entrySet().stream()
          .filter(sample -> sample.getKey().name().equals("redis_" + name))
          .mapToDouble(sample -> Double.parseDouble(sample.getValue()))
          .sum();
    }

    String label(String name, String label) {
      return now.values().keySet().stream()
          .filter(series -> series.name().equals("redis_" + name))
          .map(series -> series.labels().getOrDefault(label, ""))
          .findFirst()
          .orElseThrow();
    }
  }

  /// Keeps the pages that the live page receives, and the moments.
  private static void recordAnswers() {
    browser.devTools(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of(
            "source",
            """
            window.answers = [];
            const ask = window.fetch;
            window.fetch = async (...request) => {
              const response = await ask(...request);
              if (!String(request[0]).endsWith('/-/probes')) {
                const text = await response.clone().text();
                window.answers.push({text, time: performance.now() / 1000});
              }
              return response;
            };
            """));
  }

  private static void awaitAnswers(int number) {
    browser.await("answers.length >= " + number);
  }

  private static Answers lastAnswers() {
    return new Answers(
        Exposition.parse(browser.script("answers.at(-2).text").toString()),
        Exposition.parse(browser.script("answers.at(-1).text").toString()),
        browser.number("answers.at(-1).time - answers.at(-2).time"));
  }

  private static double shown(String card, int line) {
    return browser.number(
        "[...document.querySelectorAll('.card h2')].findIndex((h) => h.textContent === '%s')"
            .formatted(card)
            .transform(index -> "live.cards[" + index + "].chart.columns[" + line + "].at(-1)"));
  }

  private static String figure(String card) {
    return String.valueOf(
        browser.script(
            "[...document.querySelectorAll('.card')].find((card) => card.querySelector('h2')?.textContent"
                + " === arguments[0]).querySelector('.figure').textContent",
            card));
  }

  private static String formatted(String function, double value) {
    return String.valueOf(browser.value("format.%s(%s)".formatted(function, value)));
  }

  private static void assertShown(String card, int line, String unit, double expected) {
    double shown = shown(card, line);
    assertThat(shown).as(card).isCloseTo(expected, within(Math.abs(expected) * 0.03 + 1e-9));
    if (line == 1) {
      assertThat(figure(card)).as(card).startsWith(formatted(unit, shown));
    }
  }

  @Test
  void everyValueIsThatOfThePageOfMetrics() {
    recordAnswers();
    for (int i = 0; i < 50; i++) {
      redis.command("SET", "key" + i, "x".repeat(1000), "EX", i % 2 == 0 ? "1000" : "2000");
    }
    redis.command("PERSIST", "key1");
    browser.open(exporter.url());
    browser.awaitText(".summary .level", "Up");
    // The page is paused meanwhile, so that the last two answers are before and after.
    browser.click(".controls button");
    int before = (int) browser.number("answers.length");
    for (int i = 0; i < 100; i++) {
      redis.command("GET", "key" + i);
    }
    browser.click(".controls button");
    awaitAnswers(before + 1);
    browser.awaitText("table", "get");
    browser.click(".controls button");
    Answers answers = lastAnswers();

    assertShown("Memory", 1, "bytes", answers.value("memory_used_bytes"));
    assertShown("Memory", 2, "bytes", answers.value("memory_used_rss_bytes"));
    assertShown("Commands", 1, "perSecond", answers.rate("commands_processed_total"));
    assertShown("Commands", 2, "perSecond", answers.rate("total_error_replies"));
    assertShown(
        "Time of a command",
        1,
        "seconds",
        answers.rate("commands_duration_seconds_total") / answers.rate("commands_total"));
    assertShown("Network", 1, "bytesPerSecond", answers.rate("net_output_bytes_total"));
    assertShown("Network", 2, "bytesPerSecond", answers.rate("net_input_bytes_total"));
    assertShown("Keys", 1, "count", answers.value("db_keys"));
    assertShown("Keys", 2, "count", answers.value("db_keys_expiring"));
    assertShown("Expired and evicted keys", 1, "perSecond", answers.rate("expired_keys_total"));
    assertShown("Clients", 1, "count", answers.value("connected_clients"));
    assertShown("Hit ratio", 1, "ratio", 0.5);
    assertThat(figure("Slow log")).startsWith(formatted("count", answers.value("slowlog_length")));
    assertShown(
        "Replication lag",
        1,
        "bytes",
        Math.max(
            0,
            answers.value("master_repl_offset") - answers.value("connected_slave_offset_bytes")));
    assertThat(answers.value("db_keys")).isEqualTo(50);
    assertThat(answers.value("db_keys_expiring")).isEqualTo(49);

    assertThat(browser.text(".summary"))
        .contains("Up", "Redis " + answers.label("instance_info", "redis_version"))
        .contains("master", "standalone", formatted("duration", answers.value("uptime_in_seconds")))
        .contains(formatted("moment", answers.value("start_time_seconds")));
    assertThat(figure("Memory")).contains("of 64 MiB");
    assertThat(browser.text(".grid")).contains("127.0.0.1:" + replica.port(), "online");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void thePageIsDrawnSoonAfterTheFirstAnswer() {
    double millis = Double.MAX_VALUE;
    // The machine may be busy with other tests at one of these moments, and not at all of them.
    for (int i = 0; i < 5; i++) {
      browser.open(exporter.url());
      browser.await("performance.getEntriesByName('drawn').length > 0");
      millis =
          Math.min(
              millis,
              browser.number(
                  "performance.getEntriesByName('drawn')[0].startTime"
                      + " - performance.getEntriesByType('resource').find((e) => e.name.endsWith('/metrics')).responseEnd"));
    }
    assertThat(millis).isBetween(0.0, 200.0);
  }

  @Test
  void theServerIsAskedNothingWhenNobodyLooks() {
    try (RedisServer other = RedisServer.start(ServerKind.REDIS_7_0)) {
      browser.open(exporter.url() + "?target=" + other.uri());
      browser.awaitText(".summary .level", "Up");
      browser.value("Poller.INTERVAL = 100");
      browser.await(
          "performance.getEntriesByType('resource').filter((e) => e.name.includes('/scrape')).length > 5");
      browser.openInNewTab(exporter.url());
      browser.value("Poller.INTERVAL = 100");
      long before = other.calls("info");
      browser.await(
          "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/metrics')).length > 20");
      // One INFO of this test itself.
      assertThat(other.calls("info")).isEqualTo(before + 1);
    }
  }
}
