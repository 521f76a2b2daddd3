package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.OpenSockets;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests of the metrics of the exporter as a whole on its own page, and of its log at start and later.
class OwnMetricsTest {
  private static final List<String> OF_THE_WHOLE =
      List.of(
          "redis_exporter_scrapes_in_flight",
          "redis_exporter_scrapes_rejected_total",
          "redis_exporter_samples_dropped_total",
          "redis_exporter_target_scrapes_total",
          "redis_exporter_known_targets",
          "redis_exporter_kept_connections");

  private static double scrapes(Page page, String outcome) {
    return page.value("redis_exporter_target_scrapes_total{outcome=\"" + outcome + "\"}");
  }

  @Test
  void theWholeStandsOnTheTelemetryPathAlone() {
    try (ReplayServer one = ReplayServer.of(ServerKind.REDIS_7_0);
        ReplayServer two =
            ReplayServer.of(ServerKind.VALKEY_8_1).answer("SLOWLOG LEN", "+odd\r\n");
        Exporter exporter = Exporter.start("-redis.addr=")) {
      Page page = exporter.scrape(one.uri());
      for (String name : OF_THE_WHOLE) {
        assertThat(page.series()).as(name).noneMatch(series -> series.startsWith(name));
        assertThat(exporter.metrics().series()).as(name).anyMatch(s -> s.startsWith(name));
      }
      assertThat(page.has("redis_target_scrape_request_errors_total")).isTrue();
      exporter.scrape(one.uri());
      exporter.scrape(two.uri());
      exporter.scrape("redis://127.0.0.1:1");
      exporter.scrape("http://127.0.0.1:1");
      Page own = exporter.metrics();
      assertThat(scrapes(own, "ok")).isEqualTo(2);
      assertThat(scrapes(own, "partial")).isEqualTo(1);
      assertThat(scrapes(own, "down")).isEqualTo(2);
      assertThat(own.value("redis_exporter_known_targets")).isEqualTo(3);
      assertThat(own.value("redis_exporter_kept_connections")).isEqualTo(2);
    }
  }

  @Test
  void reloadForgetsRefusalsWithoutAFileAsWell() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0).forbid("SLOWLOG LEN");
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      for (int reloads = 1; reloads <= 3; reloads++) {
        exporter.metrics();
        exporter.metrics();
        assertThat(server.commandLines().stream().filter("SLOWLOG LEN"::equals)).hasSize(reloads);
        assertThat(exporter.fetch("/-/reload").status()).isEqualTo(400);
      }
    }
  }

  @Test
  void anUnusableTargetIsLoggedOnce() {
    try (Exporter exporter = Exporter.startApart("-redis.addr=", "-log-format=json")) {
      List<String> targets =
          List.of(
              "http://ann:marigold@cache.example:80/x",
              "redis://h1:6379/one",
              "redis://h1:6379/two",
              "redis://mari/gold@h2:6379",
              "gopher://marigold");
      for (int i = 0; i < 3; i++) {
        for (String target : targets) {
          assertThat(exporter.scrape(target).up()).as(target).isFalse();
        }
      }
      List<String> lines = warnings(exporter.log());
      assertThat(lines).hasSize(targets.size());
      assertThat(lines.get(0)).contains("\"target\":\"http://cache.example\"", "\"reason\":\"");
      assertThat(lines.get(1)).contains("\"target\":\"redis://h1\"");
      assertThat(lines.get(3)).contains("\"target\":\"unusable target\"");
      assertThat(exporter.log()).doesNotContain("marigold");
    }
  }

  @Test
  void manyUnusableTargetsDoNotFillTheLog() {
    try (Exporter exporter = Exporter.startApart("-redis.addr=")) {
      for (int i = 0; i < 250; i++) {
        assertThat(exporter.scrape("http://h" + i).up()).isFalse();
      }
      assertThat(warnings(exporter.log())).hasSize(101);
      assertThat(exporter.log()).contains("more targets of requests are unusable");
    }
  }

  private static List<String> warnings(String log) {
    return log.lines().filter(line -> line.contains("WARN")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-redis.addr=|no target on the telemetry path; /scrape is open to any target; connections are kept for 60 s",
        "-redis.addr=rediss://ann:pw@127.0.0.1:1/2 -connection.max-age=0|target"
            + " rediss://127.0.0.1:1/2, user ann, TLS; /scrape is open to any target; no connection is kept",
        "-redis.addr=127.0.0.1:1 -redis.password=pw -disable-scrape-endpoint|target"
            + " redis://127.0.0.1:1, the default user with a password, no TLS; /scrape is off;"
            + " connections are kept for 60 s",
        "-redis.addr=127.0.0.1:1 -redis.user=bob -connection.max-age=1500ms|target"
            + " redis://127.0.0.1:1, user bob, no TLS; /scrape is open to any target;"
            + " connections are kept for 1500 ms",
        "-redis.addr=127.0.0.1:1|target redis://127.0.0.1:1, no user, no TLS; /scrape is open to any"
            + " target; connections are kept for 60 s"
      })
  void oneLineAtStartSaysWhatIsAsked(String flags, String line) {
    try (ExporterProcess process = ExporterProcess.start(flags.split(" "))) {
      Await.until(Duration.ofSeconds(10), () -> process.log().contains("level=INFO msg=\"" + line));
    }
  }

  @Test
  void nothingStaysBehindWhenItCannotListen() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Set<Thread> before = ownThreads();
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(
                () -> Exporter.start("-web.listen-address", "127.0.0.1:" + taken.getLocalPort()))
            .hasMessageContaining("does not start");
      }
      Await.until(Duration.ofSeconds(10), () -> before.containsAll(ownThreads()));
    }
  }

  @Test
  void nothingStaysBehindWhenItIsClosed(@TempDir Path folder) {
    String socket = folder.resolve("s").toString();
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0, "--unixsocket", socket)) {
      Set<Thread> threads = ownThreads();
      long sockets = OpenSockets.count();
      try (Exporter exporter =
          Exporter.start(
              "-redis.addr=redis://localhost:" + server.port(), "-probe.allow=unix:" + socket)) {
        assertThat(exporter.metrics().up()).isTrue();
        assertThat(exporter.scrape("unix://" + socket).up()).isTrue();
        assertThat(exporter.metrics().value("redis_exporter_kept_connections")).isEqualTo(2);
        assertThat(ownThreads().stream().filter(thread -> !threads.contains(thread)))
            .extracting(thread -> thread.getName().replaceAll(" [0-9]+$", ""))
            .contains("sweep targets", "watchdog", "resolve");
      }
      // The exporter's threads end before an idle thread of the name lookup would end by itself.
      Await.until(
          Duration.ofSeconds(5), "all threads ended", () -> threads.containsAll(ownThreads()));
      Await.until(
          Duration.ofSeconds(5), "all sockets closed", () -> OpenSockets.count() <= sockets);
    }
  }

  private static Set<Thread> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("sweep targets|watchdog.*|resolve.*"))
        .collect(Collectors.toSet());
  }
}
