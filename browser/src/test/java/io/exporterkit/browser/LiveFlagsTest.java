package io.exporterkit.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.SentinelDeployment;
import io.exporterkit.redis.servers.ServerKind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page under the flags that change its sources: names, paths, targets, HTTPS and passwords.
class LiveFlagsTest {
  private static final Browser browser = Browser.start();
  private static final RedisServer redis = RedisServer.start(ServerKind.REDIS_6_0);

  @AfterAll
  static void end() {
    browser.close();
    redis.close();
  }

  private static void assertLives(String url) {
    browser.leave();
    browser.open(url);
    browser.awaitText(".summary", "Redis " + redis.info("redis_version").orElseThrow());
    browser.awaitText(".grid", "Commands since the last answer");
    assertThat(browser.text(".grid")).contains("Memory", "Hit ratio", "Slow log");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anotherNamespaceAndPathAndNoMetricsOfTheExporter() {
    try (Served exporter =
        Served.start(
            "-redis.addr=" + redis.uri(),
            "-namespace=cache",
            "-web.telemetry-path=/m/etrics",
            "-redis-only-metrics")) {
      assertLives(exporter.url());
      assertLives(exporter.url() + "?target=" + redis.uri());
    }
  }

  @Test
  void anExporterWithoutATargetShowsTheFormFirst() {
    try (Served exporter = Served.start("-redis.addr=")) {
      browser.open(exporter.url());
      browser.awaitText("main", "This exporter has no target of its own. Enter the address of one");
      assertThat(
              browser.number(
                  "performance.getEntriesByType('resource').filter((e) => e.initiatorType === 'fetch').length"))
          .isZero();
      browser.click("#target");
      browser.keys(redis.uri());
      browser.click("form button");
      browser.awaitText(".summary", redis.uri());
      browser.awaitText(".summary .level", "Up");
      assertLives(exporter.url() + "?check-keys=a*&target=" + redis.address());
      assertThat(
              browser
                  .script(
                      "performance.getEntriesByType('resource').map((e) => e.name).filter((n) => !n.endsWith('/-/probes')).at(-1)")
                  .toString())
          .endsWith("/scrape?check-keys=a*&target=" + redis.address().replace(":", "%3A"));
    }
  }

  @Test
  void withoutProbesThereIsNoForm() {
    try (Served exporter = Served.start("-redis.addr=" + redis.uri(), "-disable-scrape-endpoint")) {
      assertLives(exporter.url());
      assertThat(browser.number("document.forms.length")).isZero();
    }
    try (Served exporter = Served.start("-redis.addr=", "-disable-scrape-endpoint")) {
      browser.open(exporter.url());
      browser.awaitText("main", "This exporter has no target.");
    }
  }

  @Test
  void httpsWithAPassword(@TempDir Path folder) {
    Certificates certificates = new Certificates(folder);
    certificates.authority("ca");
    certificates.leaf("server", "ca", "subjectAltName=IP:127.0.0.1");
    try (Served exporter =
        Served.start(
            "-redis.addr=" + redis.uri(),
            "-tls-server-cert-file=" + certificates.file("server.crt"),
            "-tls-server-key-file=" + certificates.file("server.key"),
            "-basic-auth-username=ann",
            "-basic-auth-password=secret")) {
      assertLives("https://ann:secret@127.0.0.1:" + exporter.port() + "/");
    }
  }

  @Test
  void aSentinelShowsItsMasters() {
    try (SentinelDeployment deployment = SentinelDeployment.start(ServerKind.REDIS_7_0);
        Served exporter =
            Served.start("-redis.addr=" + "redis://" + deployment.first().address())) {
      browser.open(exporter.url());
      browser.awaitText(".grid", "Masters of this sentinel");
      assertThat(browser.text(".summary")).contains("sentinel");
    }
  }
}
