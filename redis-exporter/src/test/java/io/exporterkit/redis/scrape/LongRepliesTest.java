package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of replies as long as the launcher's heap permits, in shapes that are slow to read for algorithms that grow
/// faster than the length. They run on one processor, where an endless computation stops everything else.
class LongRepliesTest {
  // The longest string is a sixteenth of the heap.
  private static final int LENGTH = 3_200_000;
  private static final Duration HEALTH = Duration.ofMillis(300);
  private static final int TIMEOUT_SECONDS = 2;
  private static final String SANE =
      "redis_version:7.0.0\r\nredis_mode:standalone\r\nrole:slave\r\nconnected_clients:7\r\n";

  private static ExporterProcess process;
  private static Exporter exporter;

  @BeforeAll
  static void start() {
    process = ExporterProcess.start(List.of("-XX:ActiveProcessorCount=1"), "-export-client-list");
    exporter = Exporter.of(process);
  }

  @AfterAll
  static void stop() {
    exporter.close();
  }

  @AfterEach
  void theProcessIsAsBefore() {
    assertThat(process.isAlive()).isTrue();
    assertThat(process.log()).doesNotContain("OutOfMemory", "heap space");
  }

  static Stream<Arguments> slowShapesOfInfo() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("blank lines", "\r\n".repeat(LENGTH / 2));
    all.put("line feeds", "\n".repeat(LENGTH));
    all.put("lines without a colon", fill("x\n"));
    all.put("lines of blanks", fill("    \t\n"));
    all.put("one line without a colon", "x".repeat(LENGTH));
    all.put("one line of blanks", "a:" + " ".repeat(LENGTH));
    all.put("one field of colons", ":".repeat(LENGTH));
    all.put("short fields", fill("a:\n"));
    all.put("one field", fill("used_memory:1\n"));
    all.put("a master's fields, no host", fill("master_link_status:up\n"));
    all.put("one master", fill("master_host:h\nmaster_link_status:up\n"));
    all.put("many masters", fill(i -> "master_" + i + "_host:h\nmaster_" + i + "_port:1\n"));
    all.put("headings", fill("Master 1:\nmaster_host:h\n"));
    all.put("one replica", fill("slave0:ip=a,port=1,state=online,offset=1,lag=1\n"));
    all.put("replicas", fill(i -> "slave" + i + ":ip=" + i + ",lag=1\n"));
    all.put("quantiles", "latency_percentiles_usec_get:" + fill(i -> "p" + i + "=1,"));
    all.put("commands", fill(i -> "cmdstat_a" + i + ":calls=1,usec=1\n"));
    all.put("one command", fill("cmdstat_a:calls=1,usec=1\n"));
    all.put(
        "commands with colons", fill(i -> "cmdstat_" + i + ":::::::::::::::::calls=1,usec=1\n"));
    all.put("commands without parts", fill("cmdstat_a:,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n"));
    all.put("one command of many parts", "cmdstat_a:" + fill("x=1,"));
    all.put("prepared commands", fill(i -> "cmdstat_" + prepared(i) + ":calls=1,usec=1\n"));
    all.put("errors", fill(i -> "errorstat_E" + i + ":count=1\n"));
    all.put("prepared errors", fill(i -> "errorstat_" + prepared(i) + ":count=1\n"));
    all.put("databases", fill(i -> "db" + i + ":keys=1,expires=0\n"));
    all.put("fields of the cluster", fill(i -> "cluster_f" + i + ":1\n"));
    return all.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slowShapesOfInfo")
  void anInfoOfAnyShapeIsReadInTime(String name, String shape) throws Exception {
    try (ReplayServer target = ReplayServer.empty().answerBulk("INFO ALL", SANE + shape)) {
      Page page = scrapeInTime(target.uri());
      assertThat(page.up()).isTrue();
      assertThat(page.value("redis_connected_clients")).isEqualTo(7);
    }
  }

  @Test
  void linesOverTheBoundAreMissedEachTime() throws Exception {
    try (ReplayServer target =
        ReplayServer.empty().answerBulk("INFO ALL", SANE + "a:1\n".repeat(300_000))) {
      for (int i = 0; i < 2; i++) {
        Page page = scrapeInTime(target.uri());
        assertThat(page.value("redis_connected_clients")).isEqualTo(7);
        assertThat(page.outcome("info")).isEqualTo("failed");
      }
    }
  }

  static Stream<Arguments> slowShapesOfClients() {
    return Stream.of(
        Arguments.of("blank lines", "\n".repeat(LENGTH)),
        Arguments.of("lines without an equals sign", fill("id\n")),
        Arguments.of("words without an equals sign", fill("id ")),
        Arguments.of("one word", "x".repeat(LENGTH)),
        Arguments.of("one line of blanks", " ".repeat(LENGTH)),
        Arguments.of("unknown fields", fill(i -> "f" + i + "=1 ")),
        Arguments.of("one name", "id=1 name=" + fill("a ")),
        Arguments.of("one name of fields", "id=1 name=" + fill("a=1 ")),
        Arguments.of("one field", "id=1 " + fill("age=1 ")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slowShapesOfClients")
  void aListOfClientsOfAnyShapeIsReadInTime(String name, String shape) throws Exception {
    try (ReplayServer target =
        ReplayServer.of(ServerKind.REDIS_7_0).answerBulk("CLIENT LIST", shape)) {
      assertThat(scrapeInTime(target.uri()).up()).isTrue();
    }
  }

  /// Any user who may write to a healthy Redis chooses the names of its keys.
  @Test
  void keysWithPreparedNamesAreReadInTime() throws Exception {
    int count = 20_000;
    List<String> set = new ArrayList<>(List.of("MSET"));
    for (int i = 0; i < count; i++) {
      set.add(prepared(i));
      set.add("1");
    }
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0)) {
      server.command(set.toArray(String[]::new));
      String path = Exporter.scrapePath(server.uri()) + "&check-keys=*";
      Page page = inTime(path, 10);
      assertThat(page.error()).isEmpty();
      assertThat(page.series("redis_key_size")).hasSize(count);
    }
  }

  private static Page scrapeInTime(String target) throws Exception {
    return inTime(Exporter.scrapePath(target), TIMEOUT_SECONDS);
  }

  /// Returns the page. Fails unless the page and the health answers meanwhile arrive in time. Asks up to three times,
  /// because a busy machine may be late for other reasons: a quadratic algorithm needs minutes.
  private static Page inTime(String path, int seconds) throws Exception {
    Asked asked = ask(path, seconds);
    for (int i = 1; i < 3 && !asked.isInTime(seconds); i++) {
      asked = ask(path, seconds);
    }
    assertThat(asked.page.took()).isLessThan(Duration.ofSeconds(seconds));
    assertThat(asked.health).isLessThan(HEALTH);
    return asked.page.page();
  }

  private record Asked(Exporter.Answer page, Duration health) {
    boolean isInTime(int seconds) {
      return page.took().compareTo(Duration.ofSeconds(seconds)) < 0 && health.compareTo(HEALTH) < 0;
    }
  }

  /// Requests a page, and health repeatedly until the page has arrived.
  private static Asked ask(String path, int seconds) throws Exception {
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Exporter.Answer> page = thread.submit(() -> exporter.fetch(path, seconds));
      Duration longest = Duration.ZERO;
      while (!page.isDone()) {
        Duration before = processorTime();
        Exporter.Answer health = exporter.fetch("/health");
        assertThat(health.status()).isEqualTo(200);
        // On a busy machine the exporter waits for a processor: only its processor time counts.
        Duration worked = processorTime().minus(before);
        Duration took = worked.compareTo(health.took()) < 0 ? worked : health.took();
        longest = longest.compareTo(took) < 0 ? took : longest;
      }
      return new Asked(page.get(), longest);
    }
  }

  private static Duration processorTime() {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow();
  }

  private static String fill(String piece) {
    return piece.repeat(LENGTH / piece.length());
  }

  private static String fill(IntFunction<String> piece) {
    StringBuilder all = new StringBuilder(LENGTH);
    for (int i = 0; ; i++) {
      String next = piece.apply(i);
      if (all.length() + next.length() > LENGTH) {
        return all.toString();
      }
      all.append(next);
    }
  }

  /// Returns a different name for each of 131,072 numbers, all with the same [String#hashCode]: those of `Aa` and `BB`
  /// are equal.
  private static String prepared(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 17; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }
}
