package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of settings: which ones the target receives requests for, and how often.
class SettingsTest {
  private static final String NEEDED =
      "CONFIG GET maxclients maxmemory io-threads repl-backlog-size client-output-buffer-limit";
  private static final String OF_VALKEY =
      " commandlog-execution-slower-than commandlog-slow-execution-max-len"
          + " commandlog-request-larger-than commandlog-large-request-max-len"
          + " commandlog-reply-larger-than commandlog-large-reply-max-len";
  private static final String ONE_NAME_ONLY =
      "-ERR wrong number of arguments for 'config|get' command\r\n";

  @ParameterizedTest
  @EnumSource(value = ServerKind.class, mode = EnumSource.Mode.EXCLUDE, names = "REDIS_EMBEDDED")
  void asksOnceForWhatIsNeeded(ServerKind kind) {
    try (ReplayServer server = ReplayServer.of(kind);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-include-rdb-file-size-metric",
                "-check-key-groups",
                "^(.*)")) {
      Page page = exporter.metrics();
      assertThat(page.value("redis_config_maxclients")).isEqualTo(10000);
      assertThat(page.series("redis_config_client_output_buffer_limit_bytes")).hasSize(6);
      assertThat(page.has("redis_commandlog_reply_larger_than"))
          .isEqualTo(kind.label().matches("valkey-(8.1|9).*"));
      String wanted = NEEDED + " databases dir dbfilename";
      String asked =
          switch (kind.label().replaceAll("-.*", "")) {
            case "valkey" -> wanted + OF_VALKEY;
            case "redict" -> wanted;
            default -> kind == ServerKind.REDIS_6_0 ? "CONFIG GET *" : wanted;
          };
      assertThat(settingsAsked(server)).containsExactly(asked);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-7.0-cluster", "valkey-9.1-cluster"})
  void asksANodeOfAClusterOnceAsWell(String capture) {
    try (ReplayServer server = ReplayServer.of(capture);
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-is-cluster", "-check-key-groups=^(.*)")) {
      // This reply was not captured.
      server.answer("CONFIG GET *", "*2\r\n$10\r\nmaxclients\r\n$5\r\n10000\r\n");
      exporter.metrics();
      exporter.metrics();
      assertThat(settingsAsked(server)).hasSize(2).allMatch(line -> line.startsWith(NEEDED));
    }
  }

  @Test
  void asksForDatabasesWhereTheyAreCountedOnly() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start(
                "-redis.addr", server.uri(), "-include-metrics-for-empty-databases=false")) {
      exporter.metrics();
      assertThat(settingsAsked(server)).containsExactly(NEEDED);
    }
  }

  @ParameterizedTest
  @EnumSource(value = ServerKind.class, mode = EnumSource.Mode.EXCLUDE, names = "REDIS_EMBEDDED")
  void asksForAllWhereAllAreWanted(ServerKind kind) {
    try (ReplayServer server = ReplayServer.of(kind);
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-include-config-metrics")) {
      assertThat(exporter.metrics().value("redis_config_value{key=\"databases\"}")).isEqualTo(16);
      assertThat(settingsAsked(server)).containsExactly("CONFIG GET *");
    }
  }

  /// Valkey 9.1 counts some commands of a pipeline twice.
  @ParameterizedTest
  @EnumSource(value = ServerKind.class, mode = EnumSource.Mode.EXCLUDE, names = "VALKEY_9_1")
  void aServerCountsOneCallAScrape(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        RespConnection asker = server.connect();
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      asker.command("CONFIG", "RESETSTAT");
      for (int i = 0; i < 3; i++) {
        assertThat(exporter.metrics().value("redis_config_maxclients")).isPositive();
      }
      assertThat(asker.command("INFO", "COMMANDSTATS"))
          .containsPattern("cmdstat_config(\\|get:calls=3|:calls=4),");
    }
  }

  /// Servers that claim to be Redis 7 and accept only one name.
  @ParameterizedTest
  @ValueSource(
      strings = {
        ONE_NAME_ONLY,
        "-ERR syntax error\r\n",
        "-ERR CONFIG GET of several parameters is not supported\r\n",
        "-ERR Unknown subcommand or wrong number of arguments for 'GET'. Try CONFIG HELP.\r\n"
      })
  void aServerThatAcceptsOneNameIsAskedForAll(String refusal) {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      server.answer(NEEDED + " databases", refusal);
      for (int i = 0; i < 5; i++) {
        Page page = exporter.metrics();
        assertThat(page.outcomes()).containsEntry("config", "ok");
        assertThat(page.value("redis_config_maxclients")).isEqualTo(10000);
        assertThat(page.error()).isEmpty();
      }
      assertThat(settingsAsked(server))
          .containsExactly(
              NEEDED + " databases",
              "CONFIG GET *",
              "CONFIG GET *",
              "CONFIG GET *",
              "CONFIG GET *",
              "CONFIG GET *");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis_version:7.4.0\r\ndragonfly_version:df-v1.30.0\r\n",
        "kvrocks_version:2.11.0\r\nredis_version:7.0.0\r\n",
        "redis_version:6.3.4\r\n",
        "redis_version:unknown\r\n",
        "uptime_in_seconds:5\r\n"
      })
  void aServerKnownToAcceptOneNameIsAskedForAllAtOnce(String info) {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0).answerBulk("INFO ALL", info);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      server.answer(NEEDED + " databases", ONE_NAME_ONLY);
      assertThat(exporter.metrics().value("redis_config_maxclients")).isEqualTo(10000);
      exporter.metrics();
      assertThat(settingsAsked(server)).containsExactly("CONFIG GET *", "CONFIG GET *");
    }
  }

  @Test
  void settingsThatAreIntegersAreEmitted() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      server.answer(
          NEEDED + " databases", "*4\r\n$10\r\nmaxclients\r\n:777\r\n$9\r\ndatabases\r\n:19\r\n");
      Page page = exporter.metrics();
      assertThat(page.value("redis_config_maxclients")).isEqualTo(777);
      assertThat(page.value("redis_db_keys{db=\"db18\"}")).isZero();
    }
  }

  @Test
  void whatIsForbiddenIsNotAskedForInAnotherWay() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_8_0).forbid("CONFIG GET");
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      for (int i = 0; i < 5; i++) {
        assertThat(exporter.metrics().outcome("config")).isEqualTo("forbidden");
      }
      assertThat(settingsAsked(server)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"REDIS_6_0", "REDIS_7_0", "VALKEY_9_1"})
  void aRenamedCommandIsAskedInTheSameWay(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind, "--rename-command", "CONFIG", "SETTINGS");
        Exporter exporter =
            Exporter.startApart("-redis.addr", server.uri(), "-config-command", "SETTINGS")) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.metrics();
        assertThat(page.value("redis_config_maxclients")).isPositive();
        assertThat(page.error()).isEmpty();
      }
      assertThat(exporter.log()).doesNotContain("level=WARN");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"REDIS_6_0", "REDIS_7_0", "VALKEY_9_1"})
  void aNameThatTheServerLacksIsWarnedOfOnce(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        RespConnection asker = server.connect();
        Exporter exporter =
            Exporter.startApart("-redis.addr", server.uri(), "-config-command", "SETTINGS")) {
      for (int i = 0; i < 3; i++) {
        Page page = exporter.metrics();
        assertThat(page.outcome("config")).isIn("skipped", "forbidden");
        assertThat(page.error()).isEmpty();
      }
      List<String> warnings =
          exporter.log().lines().filter(line -> line.contains("level=WARN")).toList();
      assertThat(warnings).hasSize(1);
      assertThat(warnings.getFirst()).contains("SETTINGS").contains("config-command");
      String errors = new String(asker.raw("INFO", "ALL"), StandardCharsets.UTF_8);
      assertThat(errors).doesNotContain("errorstat_ERR");
    }
  }

  private static List<String> settingsAsked(ReplayServer server) {
    return server.commandLines().stream().filter(line -> line.startsWith("CONFIG")).toList();
  }
}
