package io.exporterkit.redis.scrape;

import static io.exporterkit.redis.servers.MisbehavingServer.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.MisbehavingServer.Behaviour;
import io.exporterkit.redis.servers.Promtool;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that a target with excessively large or invalid replies fails only its own scrape. The exporter has the
/// launcher's heap settings.
class HostileRepliesTest {
  // The launcher's heap of 54 MB, full, and the other memory of a JVM.
  private static final long MOST_RESIDENT = 120_000_000;

  private static RedisServer good;
  private static ExporterProcess process;
  private static Exporter exporter;

  @BeforeAll
  static void start() {
    good = RedisServer.start(ServerKind.REDIS_8_0);
    process = ExporterProcess.start("-redis.addr", good.uri());
    exporter = Exporter.of(process);
  }

  @AfterAll
  static void stop() {
    exporter.close();
    good.close();
  }

  @AfterEach
  void theProcessIsAsBefore() {
    assertGood(exporter.fetch("/metrics", 5));
    assertThat(process.isAlive()).isTrue();
    assertThat(process.mostResidentBytes()).isLessThan(MOST_RESIDENT);
    assertThat(process.log())
        .doesNotContain("OutOfMemory", "heap space")
        .doesNotContain("StackOverflow");
  }

  private static void assertGood(Exporter.Answer answer) {
    Page page = answer.page();
    assertThat(page.error()).isEmpty();
    assertThat(page.up()).isTrue();
    assertThat(page.outcomes().values()).containsOnly("ok", "skipped");
    assertThat(page.has("redis_config_maxclients")).isTrue();
  }

  private static Map<String, Behaviour> hostile() {
    Map<String, Behaviour> all = new LinkedHashMap<>();
    all.put("announces a huge string", MisbehavingServer.announceHugeBulk());
    all.put("announces a huge list", MisbehavingServer.announceHugeArray());
    all.put("announces 2^63", MisbehavingServer.answer("$9223372036854775807\r\n"));
    all.put("announces more than a long", MisbehavingServer.answer("*99999999999999999999\r\n"));
    all.put("announces less than nothing", MisbehavingServer.answer("$-2\r\n"));
    all.put("nests lists", MisbehavingServer.nest(1000));
    all.put("nests lists deep", MisbehavingServer.nest(200_000));
    all.put("nests wide lists", MisbehavingServer.forever("", "*1000000\r\n".repeat(999)));
    all.put("sends a line without end", MisbehavingServer.endlessLine());
    all.put("sends an error without end", MisbehavingServer.forever("-ERR ", "x".repeat(9999)));
    all.put("sends a number without end", MisbehavingServer.forever(":", "1".repeat(9999)));
    all.put("sends a list without end", MisbehavingServer.endlessArray());
    all.put(
        "sends a list of lists", MisbehavingServer.forever("*1000000\r\n", "*0\r\n".repeat(9999)));
    all.put(
        "sends a list of nothing",
        MisbehavingServer.forever("*1000000\r\n", "$-1\r\n".repeat(9999)));
    all.put("sends two gigabytes", MisbehavingServer.sendHugeBulk());
    all.put("sends garbage", MisbehavingServer.garbage(3, 100_000));
    all.put("is a web server", MisbehavingServer.http());
    all.put("wants TLS", MisbehavingServer.tls());
    all.put("sends zeros", MisbehavingServer.forever("", "\0".repeat(9999)));
    all.put("sends line ends", MisbehavingServer.forever("", "\r\n".repeat(9999)));
    return all;
  }

  static Stream<Arguments> hostileReplies() {
    return hostile().entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileReplies")
  void costsOneScrape(String name, Behaviour behaviour) {
    try (MisbehavingServer first = MisbehavingServer.start(behaviour);
        MisbehavingServer info = MisbehavingServer.start(at("INFO", behaviour, good.address()))) {
      for (MisbehavingServer target : List.of(first, info)) {
        Exporter.Answer answer = exporter.fetch(Exporter.scrapePath(target.uri()), 2);
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(2));
        assertThat(answer.page().up()).isFalse();
        assertThat(answer.page().error()).isNotEmpty().isNotEqualTo("timed out");
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileReplies")
  void costsOneCollector(String name, Behaviour behaviour) {
    try (MisbehavingServer target =
        MisbehavingServer.start(at("CONFIG", behaviour, good.address()))) {
      Exporter.Answer answer = exporter.fetch(Exporter.scrapePath(target.uri()), 2);
      assertThat(answer.took()).isLessThan(Duration.ofSeconds(2));
      Page page = answer.page();
      assertThat(page.up()).isTrue();
      assertThat(page.error()).startsWith("config: ");
      assertThat(page.outcome("config")).isEqualTo("failed");
      assertThat(page.outcome("info")).isEqualTo("ok");
      assertThat(page.outcome("slowlog")).isEqualTo("ok");
      assertThat(page.outcome("latency_histogram")).isEqualTo("ok");

      Page next = exporter.scrape(target.uri(), 2);
      assertThat(next.error()).startsWith("config: ");
      assertThat(next.outcome("config")).isEqualTo("failed");
    }
  }

  @Test
  void manyAtOnceDoNotDisturbAGoodOne() throws Exception {
    List<MisbehavingServer> targets = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        hostile().values().forEach(behaviour -> targets.add(MisbehavingServer.start(behaviour)));
        List<Future<Exporter.Answer>> answers = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
          for (MisbehavingServer target : targets) {
            // A separate query for each round, so that the requests do not share a scrape.
            String path = Exporter.scrapePath(target.uri() + "/" + round);
            answers.add(threads.submit(() -> exporter.fetch(path, 5)));
          }
        }
        for (int i = 0; i < 10; i++) {
          assertGood(exporter.fetch("/metrics", 5));
        }
        for (Future<Exporter.Answer> answer : answers) {
          Page page = answer.get(20, TimeUnit.SECONDS).page();
          assertThat(page.up()).isFalse();
          assertThat(page.error()).isNotEmpty();
        }
      } finally {
        targets.forEach(MisbehavingServer::close);
      }
    }
  }

  // INFO with invalid fields.

  private static final String SANE =
      lines("# Server", "redis_version:7.0.0", "run_id:abc", "# Clients", "connected_clients:7");
  private static final String SANE_TOO =
      lines(
          "# Keyspace",
          "db0:keys=13,expires=1,avg_ttl=1500",
          "cmdstat_get:calls=3,usec=9,usec_per_call=3.00");

  static Stream<Arguments> nonsense() {
    return Stream.of(
        Arguments.of("missing values", lines("used_memory:", "db1:", "db2:keys=", "cmdstat_x:")),
        Arguments.of("missing fields", lines(":5", "::", ":", "", " ", "=", ",")),
        Arguments.of(
            "numbers out of range",
            lines(
                "used_memory:1e999",
                "used_memory_rss:-1e999",
                "maxmemory:99999999999999999999999999",
                "uptime_in_seconds:1e308",
                "db1:keys=1e400,expires=-9,avg_ttl=NaN",
                "cmdstat_set:calls=inf,usec=-inf,usec_per_call=NaN",
                "hz:0x1p1023")),
        Arguments.of(
            "quotes and control characters",
            lines(
                "cmdstat_a\"b:calls=1,usec=1",
                "cmdstat_a\\b:calls=1,usec=1",
                "cmdstat_a\\\"b:calls=1,usec=1",
                "cmdstat_a\u0001b:calls=1,usec=1",
                "cmdstat_\0:calls=1,usec=1",
                "cmdstat_a\nb:calls=1,usec=1",
                "errorstat_\"\\\u0007:count=1",
                "slave0:ip=\"\\,port=\0,state=\u001b[31m,offset=1,lag=1",
                "os:\"\\\0\u0085")),
        Arguments.of(
            "carriage returns", lines("os:a\rb", "redis_mode:\r\r", "cmdstat_\r:calls=1,usec=1")),
        Arguments.of("bare line feeds", "used_memory:5\nmaxmemory:6\n"),
        Arguments.of(
            "long lines",
            lines(
                "os:" + "x".repeat(100_000),
                "y".repeat(100_000) + ":1",
                "cmdstat_" + "z".repeat(100_000) + ":calls=1,usec=1",
                "slave0:" + "ip=1,".repeat(20_000))),
        Arguments.of(
            "invalid UTF-8",
            lines("os:\u00ff\u00fe", "cmdstat_\u00c3(:calls=1,usec=1", "run_id\u0080:1")),
        Arguments.of("duplicates", SANE + SANE_TOO + SANE + SANE_TOO),
        Arguments.of(
            "names that are none",
            lines(
                "cluster_a b:1", "cluster_{}:1", "cluster_:1", "cluster_\u00e9:1", "cluster_9:1")),
        Arguments.of(
            "the same twice",
            lines(
                "cluster_x:1",
                "cluster_x:2",
                "cmdstat_config|get:calls=1,usec=1",
                "cmdstat_config|get:calls=2,usec=2",
                "cmdstat_:calls=1,usec=1")),
        Arguments.of(
            "a thousand times the same replica",
            lines("slave99999999999999999999:ip=a,port=b,state=c,offset=1,lag=1").repeat(1000)),
        Arguments.of("half a line", "used_memory"));
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void theSanePartOfInfoIsEmitted(String name, String nonsense) {
    byte[] text = (SANE + nonsense + "\r\n" + SANE_TOO).getBytes(StandardCharsets.ISO_8859_1);
    try (ReplayServer target = ReplayServer.empty().answer("INFO ALL", bulk(text))) {
      Page page = exporter.scrape(target.uri(), 5);
      assertThat(page.up()).isTrue();
      assertThat(page.value("redis_connected_clients")).isEqualTo(7);
      assertThat(page.value("redis_db_keys{db=\"db0\"}")).isEqualTo(13);
      assertThat(page.value("redis_commands_total{cmd=\"get\"}")).isEqualTo(3);
      assertParses(page);
    }
  }

  @Test
  void asManyCommandsAsAnybodyHasAreEmitted() {
    try (ReplayServer target = ReplayServer.empty().answerBulk("INFO ALL", commands(200_000));
        Exporter roomy = Exporter.start("-redis.addr", target.uri())) {
      Page page = roomy.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.value("redis_connected_clients")).isEqualTo(7);
      assertThat(page.series("redis_commands_total")).hasSize(200_000);
    }
  }

  @Test
  void ofMoreCommandsThanThereIsRoomForTheFirstAreRead() {
    try (ReplayServer target = ReplayServer.empty().answerBulk("INFO ALL", commands(200_000))) {
      Page page = exporter.scrape(target.uri(), 5);
      assertThat(page.up()).isTrue();
      assertThat(page.error()).startsWith("info: INFO is too long");
    }
  }

  @Test
  void asManyCommandsAsThereIsRoomForDisturbNobody() throws Exception {
    // Just below the longest string that is read with such a heap.
    try (ReplayServer target = ReplayServer.empty().answerBulk("INFO ALL", commands(32_000));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Exporter.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String path = Exporter.scrapePath(target.uri() + "/" + i);
        answers.add(threads.submit(() -> exporter.fetch(path, 10)));
      }
      for (int i = 0; i < 5; i++) {
        assertGood(exporter.fetch("/metrics", 10));
      }
      for (Future<Exporter.Answer> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
    }
  }

  private static String commands(int count) {
    StringBuilder info = new StringBuilder(SANE);
    for (int i = 0; i < count; i++) {
      info.append("cmdstat_module.command").append(i).append(":calls=1,usec=2\r\n");
    }
    return info.toString();
  }

  private static byte[] bulk(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("$" + text.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(text);
    out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  /// promtool exits with 3 for remarks about style, and with 1 for text that cannot be parsed.
  private static void assertParses(Page page) {
    Promtool.Verdict verdict = Promtool.run(page.text(), "check", "metrics");
    assertThat(verdict.exit()).as(verdict.lines().toString()).isIn(0, 3);
  }
}
