package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.Haproxy;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that the connection kept between scrapes saves dialling, and never causes a wrong page.
class KeptConnectionTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void isUsedAgain(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        RespConnection asker = server.connect();
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      long before = connectionsReceived(asker);
      for (int i = 0; i < 5; i++) {
        assertWhole(exporter.metrics());
      }
      assertThat(connectionsReceived(asker) - before).isEqualTo(1);
    }
  }

  @Test
  void showsThatNoConnectionWasDialled() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        SlowLink link = SlowLink.to(server.address(), Duration.ofMillis(20));
        Exporter exporter = Exporter.start("-redis.addr", link.uri(), "-ping-on-connect")) {
      assertThat(connectTime(exporter.metrics())).isPositive();
      Page kept = exporter.metrics();
      assertThat(connectTime(kept)).isZero();
      assertThat(kept.value("redis_exporter_last_scrape_ping_time_seconds")).isBetween(0.02, 1.0);
    }
  }

  @Test
  void isReplacedWhenTheServerKilledIt() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RespConnection asker = server.connect();
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      exporter.metrics();
      long before = connectionsReceived(asker);
      assertThat(asker.command("CLIENT", "KILL", "TYPE", "normal")).isEqualTo("1");
      assertWhole(exporter.metrics());
      assertThat(connectionsReceived(asker) - before).isEqualTo(1);
    }
  }

  @Test
  void isReplacedWhenTheServerWasRestarted() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      String before = runId(exporter.metrics());
      for (int i = 0; i < 3; i++) {
        server.kill();
        server.restart();
        Page page = exporter.metrics();
        assertWhole(page);
        assertThat(runId(page)).isNotEqualTo(before);
        before = runId(page);
      }
    }
  }

  @Test
  void isReplacedWhenAnotherVersionOfTheServerWasStarted() {
    try (RedisServer old = RedisServer.start(ServerKind.VALKEY_9_1);
        Exporter exporter = Exporter.start("-redis.addr", old.uri())) {
      assertThat(exporter.metrics().has("redis_commandlog_slow_length")).isTrue();
      old.stop();
      try (RedisServer lesser = RedisServer.startOn(old.port(), ServerKind.REDIS_6_0)) {
        Page page = exporter.metrics();
        assertWhole(page);
        assertThat(page.label("redis_instance_info", "redis_version")).startsWith("6.0.");
        assertThat(page.has("redis_commandlog_slow_length")).isFalse();
        assertThat(page.outcome("latency_histogram")).isEqualTo("skipped");
        assertThat(lesser.info("cmdstat_commandlog")).isEmpty();
      }
    }
  }

  @Test
  void isReplacedWhenTheServerClosedItForBeingIdle() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED, "--timeout", "1");
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      exporter.metrics();
      Await.until(SOON, () -> !server.command("CLIENT", "LIST").contains("name=redis_exporter"));
      assertWhole(exporter.metrics());
    }
  }

  @Test
  void isReplacedWhenItIsOld() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RespConnection asker = server.connect();
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-connection.max-age", "500ms")) {
      long before = connectionsReceived(asker);
      exporter.metrics();
      exporter.metrics();
      assertThat(connectionsReceived(asker) - before).isEqualTo(1);
      Await.until(
          SOON,
          () -> {
            assertWhole(exporter.metrics());
            return connectionsReceived(asker) - before == 2;
          });
    }
  }

  @Test
  void isNotThereWithMaxAgeZero() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RespConnection asker = server.connect();
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-connection.max-age", "0")) {
      long before = connectionsReceived(asker);
      for (int i = 1; i <= 3; i++) {
        assertWhole(exporter.metrics());
        assertThat(connectionsReceived(asker) - before).isEqualTo(i);
      }
      Await.until(SOON, () -> field(asker, "connected_clients").equals(Optional.of("1")));
    }
  }

  @Test
  void isReplacedWhenSomethingOnTheWayHasForgottenIt() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        SlowLink link = SlowLink.to(server.address(), Duration.ZERO);
        Exporter exporter = Exporter.start("-redis.addr", link.uri())) {
      exporter.metrics();
      link.stallOpen();
      // A quarter of the time left of 2 s - 0.5 s.
      Exporter.Answer hurried = exporter.fetch("/metrics", 2);
      assertWhole(hurried.page());
      assertThat(hurried.took()).isBetween(Duration.ofMillis(300), Duration.ofMillis(1900));
      assertThat(link.connections()).isEqualTo(2);

      link.stallOpen();
      Exporter.Answer patient = exporter.fetch("/metrics");
      assertWhole(patient.page());
      assertThat(patient.took()).isBetween(Duration.ofMillis(950), Duration.ofSeconds(4));
      assertThat(link.connections()).isEqualTo(3);
    }
  }

  @Test
  void showsAChangedRoleAtOnce() {
    try (RedisServer master = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-append-instance-role-label")) {
      assertThat(exporter.metrics().label("redis_up", "instance_role")).isEqualTo("master");

      server.command("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
      Page demoted = exporter.metrics();
      assertThat(demoted.error()).isEmpty();
      assertThat(demoted.label("redis_up", "instance_role")).isEqualTo("slave");
      assertThat(demoted.label("redis_instance_info", "role")).isEqualTo("slave");
      assertThat(demoted.series("redis_slave_info")).hasSize(1);

      server.command("REPLICAOF", "NO", "ONE");
      Page promoted = exporter.metrics();
      assertThat(promoted.label("redis_up", "instance_role")).isEqualTo("master");
      assertThat(promoted.series("redis_slave_info")).isEmpty();
    }
  }

  @Test
  void showsTheNewMasterBehindAProxyAtOnce() {
    try (RedisServer one = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RedisServer two = RedisServer.startReplica(one, ServerKind.REDIS_EMBEDDED);
        Haproxy haproxy = Haproxy.toMasterOf(one, two);
        Exporter exporter = Exporter.start("-redis.addr", haproxy.uri())) {
      assertThat(runId(exporter.metrics())).isEqualTo(one.info("run_id").orElseThrow());

      two.command("REPLICAOF", "NO", "ONE");
      one.command("REPLICAOF", "127.0.0.1", Integer.toString(two.port()));
      Await.until(SOON, () -> haproxy.master().equals(Optional.of("R1")));
      assertThat(one.command("CLIENT", "LIST")).contains("name=redis_exporter");

      Page page = exporter.metrics();
      assertWhole(page);
      assertThat(runId(page)).isEqualTo(two.info("run_id").orElseThrow());
      assertThat(page.label("redis_instance_info", "role")).isEqualTo("master");
    }
  }

  @Test
  void isReplacedInTimeWhenTheAddressLeadsElsewhere() {
    try (RedisServer one = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RedisServer two = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        SlowLink link = SlowLink.to(one.address(), Duration.ZERO);
        Exporter exporter =
            Exporter.start("-redis.addr", link.uri(), "-connection.max-age", "300ms")) {
      assertThat(runId(exporter.metrics())).isEqualTo(one.info("run_id").orElseThrow());
      link.leadTo(two.address());
      String second = two.info("run_id").orElseThrow();
      Await.until(SOON, () -> runId(exporter.metrics()).equals(second));
    }
  }

  @Test
  void looksTheNameUpForEachNewConnection(@TempDir Path folder) throws IOException {
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 cache.test\n");
    try (RedisServer one = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RedisServer two =
            RedisServer.startOn(one.port(), ServerKind.REDIS_EMBEDDED, "--bind", "127.0.0.2");
        ExporterProcess process =
            ExporterProcess.start(
                List.of("-Djdk.net.hosts.file=" + hosts),
                "-redis.addr",
                "redis://cache.test:" + one.port());
        Exporter exporter = Exporter.of(process)) {
      String first = runId(exporter.metrics());
      assertThat(first).isEqualTo(one.info("run_id").orElseThrow());

      Files.writeString(hosts, "127.0.0.2 cache.test\n");
      assertThat(runId(exporter.metrics())).isEqualTo(first);
      one.kill();
      Page page = exporter.metrics();
      assertWhole(page);
      assertThat(runId(page)).isNotEqualTo(first);
      assertThat(two.isAlive()).isTrue();

      Files.writeString(hosts, "127.0.0.2 another.test\n");
      two.kill();
      Page nameless = exporter.metrics();
      assertThat(nameless.up()).isFalse();
      assertThat(nameless.error()).isEqualTo("no such host");
    }
  }

  @Test
  void isReplacedWhenItSaidSomethingUnasked() {
    AtomicReference<MisbehavingServer.Visitor> latest = new AtomicReference<>();
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        MisbehavingServer talker = MisbehavingServer.start(passOn(server, latest, _ -> false));
        Exporter exporter = Exporter.start("-redis.addr", talker.uri())) {
      exporter.metrics();
      assertThat(talker.connections()).isEqualTo(1);
      say(latest, "+surprise\r\n");
      assertWhole(exporter.metrics());
      assertThat(talker.connections()).isEqualTo(2);
    }
  }

  @Test
  void isReplacedWhenAnotherReplyThanInfoComesFirst() {
    AtomicReference<MisbehavingServer.Visitor> latest = new AtomicReference<>();
    AtomicInteger infos = new AtomicInteger();
    // Before the reply to the second INFO.
    Predicate<List<String>> speaksUp =
        words -> words.getFirst().equals("INFO") && infos.incrementAndGet() == 2;
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        MisbehavingServer talker = MisbehavingServer.start(passOn(server, latest, speaksUp));
        Exporter exporter = Exporter.start("-redis.addr", talker.uri())) {
      exporter.metrics();
      assertWhole(exporter.metrics());
      assertThat(talker.connections()).isEqualTo(2);
    }
  }

  /// Returns a behaviour that passes commands on to the server, and sends `+surprise` before the reply to some.
  private static MisbehavingServer.Behaviour passOn(
      RedisServer server,
      AtomicReference<MisbehavingServer.Visitor> latest,
      Predicate<List<String>> speaksUp) {
    return visitor -> {
      latest.set(visitor);
      try (RespConnection connection = server.connect()) {
        while (true) {
          Optional<List<String>> command = visitor.readCommand();
          if (command.isEmpty()) {
            return;
          }
          if (speaksUp.test(command.get())) {
            visitor.write("+surprise\r\n");
          }
          visitor.write(connection.raw(command.get().toArray(String[]::new)));
        }
      }
    };
  }

  private static void say(AtomicReference<MisbehavingServer.Visitor> visitor, String text) {
    try {
      visitor.get().write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void isNobodyElses() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Exporter exporter = Exporter.start("-redis.addr", "", "-redis.password", "same")) {
      server.command("ACL", "SETUSER", "alice", "on", ">same", "+@all", "-config");
      server.command("ACL", "SETUSER", "bob", "on", ">same", "+@all");
      List<String> hosts =
          List.of(
              "alice@" + server.address(),
              "bob@" + server.address(),
              "bob@" + server.address() + "/3",
              "bob@" + server.address() + "/11");
      for (int i = 0; i < 3; i++) {
        for (String host : hosts) {
          Page page = exporter.scrape("redis://" + host);
          assertThat(page.up()).isTrue();
          assertThat(page.has("redis_config_maxclients")).isEqualTo(!host.startsWith("alice"));
        }
      }
      List<String> sessions =
          server
              .command("CLIENT", "LIST")
              .lines()
              .filter(line -> line.contains(" name=redis_exporter "))
              .map(line -> part(line, "user") + " in " + part(line, "db"))
              .toList();
      assertThat(sessions)
          .containsExactlyInAnyOrder("alice in 0", "bob in 0", "bob in 3", "bob in 11");
    }
  }

  private static String part(String line, String name) {
    for (String part : line.split(" ", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new AssertionError(name + " is missing: " + line);
  }

  @Test
  void isClosedInTheEnd() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RespConnection asker = server.connect()) {
      try (Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
        for (int i = 0; i < 50; i++) {
          assertWhole(exporter.metrics());
          assertWhole(exporter.scrape(server.uri() + "/" + i % 4));
          if (i % 10 == 0) {
            asker.command("CLIENT", "KILL", "TYPE", "normal");
          }
        }
        assertThat(Integer.parseInt(field(asker, "connected_clients").orElseThrow()))
            .isBetween(2, 6);
      }
      Await.until(SOON, () -> field(asker, "connected_clients").equals(Optional.of("1")));
    }
  }

  private static void assertWhole(Page page) {
    assertThat(page.error()).isEmpty();
    assertThat(page.up()).isTrue();
    assertThat(page.outcomes().values()).isSubsetOf("ok", "skipped");
    assertThat(page.has("redis_config_maxclients")).isTrue();
    assertThat(page.has("redis_slowlog_length")).isTrue();
  }

  private static String runId(Page page) {
    return page.label("redis_instance_info", "run_id");
  }

  private static double connectTime(Page page) {
    return page.value("redis_exporter_last_scrape_connect_time_seconds");
  }

  private static long connectionsReceived(RespConnection asker) {
    return Long.parseLong(field(asker, "total_connections_received").orElseThrow());
  }

  private static Optional<String> field(RespConnection asker, String field) {
    return asker
        .command("INFO")
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1))
        .findFirst();
  }
}
