package io.exporterkit.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/// The page for people who use a keyboard, a screen reader, a phone, a dark theme or little motion.
class LiveAccessibilityTest {
  private static final Path AXE = Path.of("../.servers/axe/axe.min.js");

  private static final Browser browser = Browser.start();
  private static RedisServer redis;
  private static RedisServer replica;
  private static Served exporter;

  @BeforeAll
  static void start() {
    redis =
        RedisServer.start(
            ServerKind.REDIS_8_0, "--maxmemory", "8mb", "--slowlog-log-slower-than", "0");
    replica = RedisServer.startReplica(redis, ServerKind.REDIS_8_0);
    for (int i = 0; i < 50; i++) {
      redis.command("SET", "large" + i, "x".repeat(100_000));
    }
    exporter = Served.start("-redis.addr=" + redis.uri());
  }

  @AfterAll
  static void end() {
    browser.close();
    exporter.close();
    replica.close();
    redis.close();
  }

  /// Returns the violations that axe finds, as one text.
  private static String violations() throws IOException {
    if (!Files.exists(AXE)) {
      throw new IllegalStateException(AXE + " is missing: run browser/install-tools");
    }
    browser.run(Files.readString(AXE));
    return browser
        .value(
            "axe.run().then(({violations}) => violations.map((v) => v.id + ': ' + v.help + ' '"
                + " + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join(' ')).join('\\n'))")
        .toString();
  }

  @ParameterizedTest
  @CsvSource({"light,1280", "dark,1280", "light,360", "dark,360"})
  void axeFindsNothing(String theme, int width) throws IOException {
    browser.size(width, 800);
    browser.media("prefers-color-scheme", theme);
    browser.open(exporter.url());
    browser.awaitText(".grid", "Commands since the last answer");
    assertThat(browser.text(".grid")).contains("Warning", "Good", "Replicas");
    assertThat(violations()).isEmpty();
    assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
  }

  @ParameterizedTest
  @CsvSource({"-redis.addr=", "-redis.addr=redis://127.0.0.1:1"})
  void axeFindsNothingWithoutValues(String flag) throws IOException {
    try (Served other = Served.start(flag)) {
      browser.size(360, 800);
      browser.open(other.url());
      browser.awaitText("main", flag.endsWith("=") ? "no target" : "Down");
      assertThat(violations()).isEmpty();
      assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
    }
  }

  @Test
  void theKeyboardReachesAllAndCanPauseThePage() {
    browser.open(exporter.url());
    browser.awaitText(".grid", "Keys");
    browser.keys(Keys.TAB);
    assertThat(browser.script("document.activeElement.id")).isEqualTo("target");
    browser.keys(Keys.TAB);
    assertThat(browser.script("document.activeElement.textContent")).isEqualTo("Show");
    browser.keys(Keys.TAB);
    assertThat(browser.script("document.activeElement.textContent")).isEqualTo("Pause");
    browser.keys(Keys.ENTER);
    assertThat(browser.script("document.activeElement.textContent")).isEqualTo("Continue");
    browser.keys(Keys.ENTER);
    assertThat(browser.script("document.activeElement.textContent")).isEqualTo("Pause");
    browser.keys(Keys.chord(Keys.SHIFT, Keys.TAB));
    browser.keys(Keys.chord(Keys.SHIFT, Keys.TAB));
    browser.keys(replica.uri());
    browser.keys(Keys.ENTER);
    browser.awaitText(".summary", "replica");
    assertThat(browser.title()).startsWith(replica.uri());
    assertThat(browser.text(".grid")).contains("Link to the master");
  }

  @Test
  void chartsHaveTheirValuesAsTextAndOnlyChangesOfStateAreAnnounced() {
    browser.open(exporter.url());
    browser.awaitText(".grid", "Keys");
    assertThat(
            browser
                .script("document.querySelector('.chart').getAttribute('aria-label')")
                .toString())
        .matches(
            "Memory, last 15 minutes; now: used .* MiB, resident .*iB, limit at 8 MiB, alert at 6.4 MiB");
    browser.value("Poller.INTERVAL = 100");
    browser.run(
        "window.said = 0; new MutationObserver(() => window.said++).observe("
            + "document.querySelector('[role=status]'), {childList: true, characterData: true, subtree: true})");
    double points = browser.number("live.cards[0].chart.columns[0].length");
    browser.awaitNumber("live.cards[0].chart.columns[0].length", points + 5);
    assertThat(browser.number("said")).isZero();
    assertThat(
            browser.number(
                "document.querySelectorAll('[aria-live], [role=status], [role=alert]').length"))
        .isEqualTo(1);
  }

  @Test
  void nothingMovesForPeopleWhoWantLittleMotion() {
    browser.open(exporter.url());
    browser.awaitText(".grid", "Keys");
    assertThat(browser.number("document.getAnimations().length")).isEqualTo(1);
    browser.media("prefers-reduced-motion", "reduce");
    assertThat(browser.number("document.getAnimations().length")).isZero();
    browser.media("prefers-reduced-motion", "");
  }

  @Test
  void withoutScriptsThePageHasLinksAndAFormForProbes() {
    browser.devTools("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    try {
      browser.open(exporter.url());
      assertThat(browser.text("body")).contains("Metrics", "/scrape?target=", "With JavaScript");
      browser.click("#target");
      browser.keys(redis.uri());
      browser.click("form button");
      browser.awaitText("body", "redis_up 1");
    } finally {
      browser.devTools("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    }
  }
}
