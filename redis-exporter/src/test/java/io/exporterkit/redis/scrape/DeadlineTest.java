package io.exporterkit.redis.scrape;

import static io.exporterkit.redis.servers.MisbehavingServer.at;
import static io.exporterkit.redis.servers.MisbehavingServer.closeAt;
import static io.exporterkit.redis.servers.MisbehavingServer.cutAfter;
import static io.exporterkit.redis.servers.MisbehavingServer.drip;
import static io.exporterkit.redis.servers.MisbehavingServer.forward;
import static io.exporterkit.redis.servers.MisbehavingServer.hang;
import static io.exporterkit.redis.servers.MisbehavingServer.hangUp;
import static io.exporterkit.redis.servers.MisbehavingServer.reset;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.MisbehavingServer.Behaviour;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that a scrape answers before the scraper's time-out, with all samples available by then, whatever the target
/// does.
class DeadlineTest {
  private static final byte[] LONG_INFO =
      ("$4000\r\n" + "x".repeat(4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);

  // No test changes this server.
  private static RedisServer server;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start(ServerKind.VALKEY_9_1, "--latency-monitor-threshold", "1000");
    server.command("SET", "k", "v");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  // Before INFO.

  @ParameterizedTest(name = "{0} within {2} s")
  @MethodSource("beforeInfo")
  void noAnswerToInfoIsDown(String name, Behaviour behaviour, double seconds, String reason) {
    try (MisbehavingServer target = MisbehavingServer.start(behaviour);
        Exporter exporter = Exporter.start("-redis.addr", target.uri())) {
      Exporter.Answer answer = exporter.fetch("/metrics", seconds);
      assertThat(answer.took()).isLessThan(millis(seconds * 1000));
      Page page = answer.page();
      assertThat(page.up()).isFalse();
      assertThat(page.error()).isIn((Object[]) reason.split(" or "));
      assertThat(page.outcomes()).isEmpty();
      assertThat(page.has("redis_exporter_last_scrape_connect_time_seconds")).isTrue();
      assertThat(page.value("redis_exporter_scrapes_total")).isEqualTo(1);
      Await.until(Duration.ofSeconds(5), "no connection left", () -> target.open() == 0);
    }
  }

  static Stream<Arguments> beforeInfo() {
    String closed = "connection closed by the target";
    return Stream.of(
        Arguments.of("hangs", hang(), 1, "timed out waiting for INFO"),
        Arguments.of("hangs", hang(), 2, "timed out waiting for INFO"),
        Arguments.of("hangs", hang(), 0.2, "timed out waiting for INFO"),
        Arguments.of(
            "drips", drip(LONG_INFO, Duration.ofMillis(5)), 1, "timed out waiting for INFO"),
        Arguments.of(
            "drips", drip(LONG_INFO, Duration.ofMillis(5)), 2, "timed out waiting for INFO"),
        Arguments.of("floods", MisbehavingServer.endlessReplies(), 1, notRedis()),
        Arguments.of("closes", hangUp(), 1, closed),
        // The connection may be reset before the dial is over.
        Arguments.of("resets", reset(), 1, closed + " or cannot connect"),
        Arguments.of("closes inside the first reply", cutAfter(LONG_INFO, 3), 1, closed),
        Arguments.of(
            "closes inside INFO",
            at("INFO", cutAfter(LONG_INFO, 2000), server().address()),
            1,
            closed),
        Arguments.of("passes all but INFO", closeAt("INFO", server().address()), 1, closed),
        Arguments.of(
            "stalls at INFO",
            at("INFO", hang(), server().address()),
            1,
            "timed out waiting for INFO"));
  }

  private static String notRedis() {
    return "not a Redis server: the reply to INFO is not a text";
  }

  private static RedisServer server() {
    return server;
  }

  @Test
  void aSilentTargetIsAbandonedAfterTheConnectionTimeout() {
    try (MisbehavingServer target = MisbehavingServer.start(hang());
        Exporter exporter =
            Exporter.start("-redis.addr", target.uri(), "-connection-timeout", "200ms")) {
      Exporter.Answer answer = exporter.fetch("/metrics");
      assertThat(answer.page().error()).isEqualTo("timed out waiting for INFO");
      assertThat(answer.took()).isBetween(millis(190), millis(5000));
    }
  }

  @Test
  void withConnectionTimeoutZeroTheDeadlineCountsAlone() {
    try (MisbehavingServer target = MisbehavingServer.start(hang());
        Exporter exporter =
            Exporter.start("-redis.addr", target.uri(), "-connection-timeout", "0")) {
      Exporter.Answer answer = exporter.fetch("/metrics", 2);
      assertThat(answer.page().error()).isEqualTo("timed out waiting for INFO");
      assertThat(answer.took()).isBetween(millis(1450), millis(2000));
    }
  }

  @Test
  void aTargetThatAnswersSlowlyButSteadilyIsNotAbandoned() {
    byte[] info =
        "+OK\r\n$19\r\nredis_version:7.0\r\n\r\n*0\r\n".getBytes(StandardCharsets.US_ASCII);
    try (MisbehavingServer target = MisbehavingServer.start(drip(info, Duration.ofMillis(10)));
        Exporter exporter =
            Exporter.start("-redis.addr", target.uri(), "-connection-timeout", "200ms")) {
      Page page = exporter.metrics();
      assertThat(page.up()).isTrue();
      assertThat(page.label("redis_instance_info", "redis_version")).isEqualTo("7.0");
    }
  }

  @Test
  void aNameThatLeadsNowhereIsDown() {
    try (Exporter exporter = Exporter.start("-redis.addr", "redis://nowhere.invalid")) {
      Exporter.Answer answer = exporter.fetch("/metrics", 2);
      assertThat(answer.took()).isLessThan(millis(2000));
      // The second reason is for a system whose resolver is slow to answer.
      assertThat(answer.page().error()).isIn("no such host", "timed out looking up the name");
      assertThat(answer.page().up()).isFalse();
    }
  }

  @Test
  void aPortThatNobodyListensOnIsDown() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (Exporter exporter = Exporter.start("-redis.addr", "redis://127.0.0.1:" + port)) {
      Page page = exporter.metrics();
      assertThat(page.up()).isFalse();
      assertThat(page.error()).isEqualTo("connection refused");
    }
  }

  @Test
  void aTargetThatAcceptsNoConnectionsIsDown() throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Exporter exporter =
            Exporter.start("-redis.addr", "redis://127.0.0.1:" + full.getLocalPort())) {
      // The kernel queues a few connections, and accepts no further ones when the queue is full.
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        waiting.add(channel);
        channel.configureBlocking(false);
        channel.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()));
      }
      Exporter.Answer answer = exporter.fetch("/metrics", 1);
      assertThat(answer.took()).isLessThan(millis(1000));
      assertThat(answer.page().up()).isFalse();
      assertThat(answer.page().error()).isEqualTo("timed out connecting");
    } finally {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }

  // After INFO.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMAND INFO",
        "CONFIG GET",
        "LATENCY LATEST",
        "SLOWLOG",
        "COMMANDLOG LEN large-reply"
      })
  void aStallAfterInfoLeavesWhatWasRead(String command) {
    try (MisbehavingServer target = MisbehavingServer.start(at(command, hang(), server.address()));
        Exporter exporter = Exporter.start("-redis.addr", target.uri())) {
      Page whole = exporter.scrape(server.uri());
      for (double seconds : command.startsWith("CONFIG") ? new double[] {1, 2} : new double[] {1}) {
        Exporter.Answer answer = exporter.fetch("/metrics", seconds);
        assertThat(answer.took()).isLessThan(millis(seconds * 1000));
        assertStalled(answer.page(), whole, command);
      }
    }
  }

  @Test
  void aStallOnAKeptConnectionLeavesWhatWasReadAsWell() {
    try (MisbehavingServer target =
            MisbehavingServer.start(visitor ->
                // A stall at the second CONFIG GET.
                new SecondTime("CONFIG", server).meet(visitor));
        Exporter exporter = Exporter.start("-redis.addr", target.uri())) {
      Page whole = exporter.metrics();
      assertThat(whole.error()).isEmpty();
      Exporter.Answer answer = exporter.fetch("/metrics", 1);
      assertThat(answer.took()).isLessThan(millis(1000));
      assertStalled(answer.page(), whole, "CONFIG GET");
      assertThat(target.connections()).isEqualTo(1);
    }
  }

  /// A behaviour that passes commands on to a server, and stalls when a command arrives for the second time.
  private record SecondTime(String command, RedisServer server) implements Behaviour {
    @Override
    public void meet(MisbehavingServer.Visitor visitor) throws IOException {
      try (var connection = server.connect()) {
        int seen = 0;
        while (true) {
          var words = visitor.readCommand();
          if (words.isEmpty()) {
            return;
          }
          if (words.get().getFirst().equals(command) && ++seen == 2) {
            visitor.hold();
            return;
          }
          visitor.write(connection.raw(words.get().toArray(String[]::new)));
        }
      }
    }
  }

  private static void assertStalled(Page page, Page whole, String command) {
    assertThat(page.up()).isTrue();
    assertThat(page.error()).endsWith(": timed out");
    for (String ofInfo :
        List.of("info", "instance", "commandstats", "errorstats", "replication", "keyspace")) {
      assertThat(page.outcome(ofInfo)).as(ofInfo).isEqualTo("ok");
    }
    List<String> late = new ArrayList<>(List.of("config", "latency", "latency_histogram"));
    late.addAll(List.of("slowlog", "commandlog"));
    switch (command) {
      case "COMMAND INFO", "CONFIG GET" -> {}
      case "LATENCY LATEST" -> late.remove("config");
      case "SLOWLOG" -> late.removeAll(List.of("config", "latency", "latency_histogram"));
      default -> late.removeIf(collector -> !collector.equals("commandlog"));
    }
    for (String collector : whole.outcomes().keySet()) {
      boolean timedOut = late.contains(collector);
      assertThat(page.outcome(collector)).as(collector).isEqualTo(timedOut ? "timed_out" : "ok");
      assertThat(page.value("redis_exporter_collector_success{collector=\"" + collector + "\"}"))
          .as(collector)
          .isEqualTo(timedOut ? 0 : 1);
    }
    Set<String> missing = new HashSet<>(whole.series());
    missing.removeAll(page.series());
    missing.removeIf(series -> series.startsWith("redis_exporter_"));
    assertThat(missing)
        .allMatch(series ->
            series.startsWith("redis_config_")
                || series.startsWith("redis_commandlog_")
                || series.startsWith("redis_slowlog_")
                || series.startsWith("redis_last_slow_")
                || series.startsWith("redis_latency_spike_")
                || series.startsWith("redis_commands_latencies_"));
  }

  @Test
  void aStallAfterInfoEndsAfterTheConnectionTimeout() {
    try (MisbehavingServer target =
            MisbehavingServer.start(at("CONFIG GET", hang(), server.address()));
        Exporter exporter =
            Exporter.start("-redis.addr", target.uri(), "-connection-timeout", "200ms")) {
      Exporter.Answer answer = exporter.fetch("/metrics");
      assertStalled(answer.page(), exporter.scrape(server.uri()), "CONFIG GET");
      assertThat(answer.took()).isBetween(millis(190), millis(5000));
    }
  }

  // Cut within a round.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMAND INFO",
        "CONFIG GET",
        "LATENCY LATEST",
        "LATENCY HISTOGRAM",
        "SLOWLOG GET"
      })
  void aCutLeavesWhatWasReadAndTheRestIsAskedForAgain(String command) {
    try (MisbehavingServer target =
            MisbehavingServer.start(closeAt(command, server.address()), forward(server.address()));
        Exporter exporter = Exporter.start("-redis.addr", target.uri())) {
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.outcomes().values()).containsOnly("ok");
      assertThat(target.connections()).isEqualTo(2);
      assertThat(count(target, "INFO ALL")).isEqualTo(1);
      assertThat(count(target, command)).isEqualTo(2);
    }
  }

  @Test
  void aCutInsideAReplyDoesNoHarmEither() {
    byte[] half = "*4\r\n$10\r\nmaxclients\r\n$5\r\n100".getBytes(StandardCharsets.US_ASCII);
    try (MisbehavingServer target =
            MisbehavingServer.start(
                at("CONFIG GET", cutAfter(half, half.length), server.address()),
                forward(server.address()));
        Exporter exporter = Exporter.start("-redis.addr", target.uri())) {
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.value("redis_config_maxclients")).isEqualTo(10000);
    }
  }

  // A proxy that closes the connection on some commands.

  @ParameterizedTest
  @ValueSource(
      strings = {"CONFIG", "LATENCY HISTOGRAM", "SLOWLOG", "COMMANDLOG", "COMMAND INFO", "LATENCY"})
  void aCommandThatEndsTheConnectionIsLeftOutFromThenOn(String command) {
    try (MisbehavingServer target = MisbehavingServer.start(closeAt(command, server.address()));
        Exporter exporter = Exporter.start("-redis.addr", target.uri())) {
      Page whole = exporter.scrape(server.uri());
      Page first = exporter.metrics();
      assertThat(first.up()).isTrue();
      assertOnlyWithout(command, first, whole);

      // A closed connection rules out one command only, so a collector with several may need
      // several scrapes.
      for (int i = 1; i < most(command); i++) {
        exporter.metrics();
      }
      int sent = count(target, command);
      int connections = target.connections();
      for (int i = 0; i < 3; i++) {
        Page page = exporter.metrics();
        assertThat(page.error()).isEmpty();
        assertThat(page.outcomes().values()).isSubsetOf("ok", "skipped");
        assertOnlyWithout(command, page, whole);
      }
      assertThat(count(target, command)).isEqualTo(sent);
      // There may be a new connection for the whole round, which is then kept.
      assertThat(target.connections()).isLessThanOrEqualTo(connections + 1);
    }
  }

  private static int most(String command) {
    return switch (command) {
      // The names of settings, and then all settings.
      case "CONFIG", "SLOWLOG" -> 2;
      case "COMMANDLOG" -> 3;
      default -> 1;
    };
  }

  private static void assertOnlyWithout(String command, Page page, Page whole) {
    Set<String> missing = new HashSet<>(whole.series());
    missing.removeAll(page.series());
    missing.removeIf(series -> series.startsWith("redis_exporter_"));
    List<String> without =
        switch (command) {
          case "CONFIG" ->
              List.of("redis_config_", "redis_commandlog_execution", "redis_commandlog_");
          case "LATENCY HISTOGRAM" -> List.of("redis_commands_latencies_");
          case "LATENCY" -> List.of("redis_commands_latencies_", "redis_latency_spike_");
          case "SLOWLOG" -> List.of("redis_slowlog_", "redis_last_slow_");
          case "COMMANDLOG" -> List.of("redis_commandlog_");
          default -> List.of();
        };
    assertThat(missing).allMatch(series -> without.stream().anyMatch(series::startsWith));
    if (command.equals("CONFIG")) {
      assertThat(page.has("redis_commandlog_slow_length")).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CLIENT SETNAME", "INFO ALL"})
  void whatNeedNotBeSaidIsLeftOutFromThenOn(String command) {
    try (MisbehavingServer target = MisbehavingServer.start(closeAt(command, server.address()));
        Exporter exporter =
            Exporter.start("-redis.addr", target.uri(), "-connection.max-age", "0")) {
      Page first = exporter.metrics();
      assertThat(first.error()).isEmpty();
      assertThat(first.outcomes().values()).containsOnly("ok");
      int sent = count(target, command);
      int connections = target.connections();
      for (int i = 1; i <= 3; i++) {
        assertThat(exporter.metrics().error()).isEmpty();
        assertThat(target.connections()).isEqualTo(connections + i);
      }
      assertThat(count(target, command)).isEqualTo(sent);
    }
  }

  private static int count(MisbehavingServer target, String command) {
    return (int)
        target.commandLines().stream()
            .filter(line -> line.equals(command) || line.startsWith(command + " "))
            .count();
  }

  private static Duration millis(double millis) {
    return Duration.ofMillis((long) millis);
  }
}
