package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of Lua scripts, with script and lua-script-read-only.
class ScriptsTest {
  @TempDir Path folder;

  private String script(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return {'a', '1', 'b', '2.5', 'c', '-1e3', 'd', '0x1p4', 'e', 'inf'}",
        "return {}",
        "return nil",
        "return false",
        "return 5",
        "return 'text'",
        "return {ok = 'fine'}",
        "return {err = 'gone wrong'}",
        "return {'a', '1', 'b'}",
        "return {'a', ARGV[1], 'b', #KEYS .. '', 'n', #ARGV .. ''}",
        "return {'a', '1', 'a', '2'}",
        "return redis.call('nope')",
        "this is no Lua",
        "return {'a', 'text'}"
      })
  void emitsWhatTheOriginalEmits(String text) throws IOException {
    String path = script("s.lua", text);
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Original original = Original.startForTargets("-script", path);
        Exporter exporter = Exporter.start("-script", path)) {
      Page page = exporter.scrape(server.uri());
      Comparison.of(page, original.scrape(server.uri()), s -> s.startsWith("redis_script_"))
          .hasSameSeries()
          .hasValuesWithin(0);
      // In the original, a failing script makes `up` 0.
      assertThat(page.up()).isTrue();
    }
  }

  @Test
  void acceptsWholeNumbersThatAreNoStrings() throws IOException {
    String path = script("s.lua", "return {'a', 12}");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-script", path)) {
      assertThat(
              exporter
                  .scrape(server.uri())
                  .value("redis_script_values{key=\"a\",filename=\"%s\"}".formatted(path)))
          .isEqualTo(12);
    }
  }

  @Test
  void aValueThatIsNoNumberDoesNotStopTheOthers() throws IOException {
    String path = script("s.lua", "return {'a', '1', 'b', 'text', 'c', '3', 'd', {}}");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-script", path)) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.series("redis_script_values"))
          .containsExactly(
              "redis_script_values{key=\"a\",filename=\"%s\"}".formatted(path),
              "redis_script_values{key=\"c\",filename=\"%s\"}".formatted(path));
      assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(path))).isZero();
      assertThat(page.up()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aScriptThatFailsDoesNotStopTheNext(boolean readOnly) throws IOException {
    String first = script("first.lua", "return {'x', '1'}");
    String bad = script("bad.lua", "return redis.call('GET')");
    String last = script("last.lua", "return {'x', '2'}");
    try (RedisServer server = RedisServer.start(ServerKind.VALKEY_9_1);
        Exporter exporter =
            Exporter.start(
                "-script", first + ", " + bad + "," + last, "-lua-script-read-only=" + readOnly)) {
      for (int i = 0; i < 2; i++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("scripts")).isEqualTo("failed");
        assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(bad))).isZero();
        assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(last))).isOne();
        assertThat(page.value("redis_script_values{key=\"x\",filename=\"%s\"}".formatted(last)))
            .isEqualTo(2);
        assertThat(page.value("redis_script_values{key=\"x\",filename=\"%s\"}".formatted(first)))
            .isEqualTo(1);
      }
      assertThat(server.calls(readOnly ? "eval_ro" : "eval")).isEqualTo(6);
      assertThat(server.calls(readOnly ? "eval" : "eval_ro")).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          return redis.call('nope')   | Unknown Redis command called from script
          return redis.call('GET')    | Wrong number of args calling Redis command from script
          this is no Lua              | Error compiling script
          return {err = 'gone wrong'} | gone wrong
          return 5                    | the reply is not a list of names and numbers
          return {'a', 'text'}        | the reply is not a list of names and numbers
          """)
  void theReasonOfAFailureIsNamed(String text, String reason) throws IOException {
    String path = script("s.lua", text);
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-script", path)) {
      for (int i = 0; i < 2; i++) {
        assertThat(exporter.scrape(server.uri()).error())
            .startsWith("scripts: ")
            .contains("s.lua (")
            .contains(reason);
      }
    }
  }

  @Test
  void readOnlyScriptsCannotWrite() throws IOException {
    String path = script("w.lua", "redis.call('SET', 'k', 'v') return {'x', '1'}");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-script", path, "-lua-script-read-only")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(path))).isZero();
      assertThat(server.command("EXISTS", "k")).isEqualTo("0");
    }
  }

  private static int lines(ExporterProcess process, String text) {
    return (int) process.log().lines().filter(line -> line.contains(text)).count();
  }

  /// Redis 6.0 reports that it lacks EVAL_RO; where COMMAND is forbidden, its version shows it.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereEvalRoIsMissingItIsNotSentAndTheLogSaysWhatToDo(boolean mayAsk) throws IOException {
    String path = script("s.lua", "return {'x', '1'}");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_6_0);
        ExporterProcess process =
            ExporterProcess.start(
                "-script",
                path,
                "-lua-script-read-only",
                "-redis.user",
                "ann",
                "-redis.password",
                "pw");
        Exporter exporter = Exporter.of(process)) {
      server.command(
          "ACL", "SETUSER", "ann", "on", ">pw", "+@all", (mayAsk ? "+" : "-") + "command");
      for (int i = 0; i < 3; i++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.outcome("scripts")).isEqualTo("skipped");
        assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(path))).isZero();
      }
      assertThat(
              lines(
                  process,
                  "scripts skipped: no script runs: the server has no EVAL_RO, which requires Redis 7.0:"
                      + " upgrade the server, or remove lua-script-read-only"))
          .isEqualTo(1);
      // The server would have refused the command.
      assertThat(process.log()).doesNotContain("EVAL_RO refused");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aUserWhoMayNotRunScriptsIsRefusedOnce(boolean readOnly) throws IOException {
    String eval = readOnly ? "eval_ro" : "eval";
    String path = script("s.lua", "return {'x', '1'}");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_8_0);
        ExporterProcess process =
            ExporterProcess.start(
                "-script",
                path,
                "-lua-script-read-only=" + readOnly,
                "-redis.user",
                "script",
                "-redis.password",
                "pw");
        Exporter exporter = Exporter.of(process)) {
      server.command("ACL", "SETUSER", "script", "on", ">pw", "+@all", "-" + eval);
      for (int i = 0; i < 3; i++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("scripts")).isEqualTo("forbidden");
        assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(path))).isZero();
      }
      assertThat(server.info("cmdstat_" + eval).orElse("")).contains("rejected_calls=1,");
      assertThat(lines(process, "has no permissions to run the '" + eval + "' command")).isOne();
      assertThat(lines(process, "to permit it: ACL SETUSER script +" + eval)).isOne();
    }
  }

  /// A server that has renamed the command, and does not list its commands.
  @Test
  void aServerWithoutEvalIsAskedOnceAndTheScriptIsNotLogged() throws IOException {
    String path = script("s.lua", "return {'x', '1'} -- a script with a hidden word");
    try (RedisServer server =
            RedisServer.start(
                ServerKind.REDIS_7_0,
                "--rename-command",
                "EVAL",
                "",
                "--rename-command",
                "COMMAND",
                "");
        ExporterProcess process = ExporterProcess.start("-script", path);
        Exporter exporter = Exporter.of(process)) {
      for (int i = 0; i < 3; i++) {
        assertThat(exporter.scrape(server.uri()).outcome("scripts")).isEqualTo("skipped");
      }
      assertThat(lines(process, "EVAL refused")).isOne();
      assertThat(lines(process, "scripts skipped: no script runs: the server has no EVAL")).isOne();
      assertThat(process.log()).doesNotContain("hidden");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          return redis.call('nope')                            | nknown Redis command called from
          return redis.call('GET')                             | Wrong number of args calling
          return redis.call('SET', 'k', 'v')                   | READONLY You can't write against a read only replica.
          return redis.call('KEYS', '*')                       | permissions to run the 'keys' command ~ The user executing the script can't run this command or subcommand
          return redis.error_reply('NOPERM not on a Sunday')   | NOPERM not on a Sunday
          return redis.error_reply('ERR not allowed, ask ann') | ERR not allowed, ask ann
          return redis.error_reply('NOSCRIPT load it first')   | NOSCRIPT load it first
          this is no Lua                                       | '=' expected near 'is'
          return {'x'}                                         | the reply is not a list of names and numbers
          """)
  void theReasonOfAScriptThatFailsIsLoggedOnceAndEvalIsTriedAgain(String text, String reasons)
      throws IOException {
    String path = script("s.lua", text);
    for (ServerKind kind : List.of(ServerKind.REDIS_6_0, ServerKind.REDIS_8_0)) {
      try (RedisServer master = RedisServer.start(kind);
          RedisServer server = RedisServer.startReplica(master, kind);
          ExporterProcess process =
              ExporterProcess.start(
                  "-script", path, "-redis.user", "ann", "-redis.password", "pw");
          Exporter exporter = Exporter.of(process)) {
        server.command("ACL", "SETUSER", "ann", "on", ">pw", "~*", "+@all", "-keys");
        for (int i = 0; i < 3; i++) {
          Page page = exporter.scrape(server.uri());
          assertThat(page.outcome("scripts")).isEqualTo("failed");
          assertThat(page.error()).containsAnyOf(reasons.split(" ~ ", -1));
        }
        assertThat(lines(process, path + " (")).isOne();
        assertThat(process.log()).containsAnyOf(reasons.split(" ~ ", -1));
        assertThat(process.log()).doesNotContain("refused");
        assertThat(server.calls("eval")).isEqualTo(3);
      }
    }
  }

  @Test
  void aCommandTheUserLacksFailsThatScriptAlone() throws IOException {
    String bad = script("bad.lua", "return {'x', redis.call('GET', 'k')}");
    String good = script("good.lua", "return {'x', '1'}");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter =
            Exporter.start(
                "-script", bad + "," + good, "-redis.user", "ann", "-redis.password", "pw")) {
      server.command("ACL", "SETUSER", "ann", "on", ">pw", "+info", "+command|info", "+eval");
      for (int i = 0; i < 2; i++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(bad))).isZero();
        assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(good))).isOne();
      }
    }
  }

  @Test
  void aScriptThatRunsForeverEndsAtTheDeadline() throws IOException {
    String first = script("first.lua", "return {'x', '1'}");
    String endless = script("endless.lua", "while true do end");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-script", first + "," + endless)) {
      Exporter.Answer answer = exporter.fetch(Exporter.scrapePath(server.uri()), 1);
      assertThat(answer.took().toMillis()).isLessThan(1000);
      Page page = answer.page();
      assertThat(page.up()).isTrue();
      assertThat(page.outcome("scripts")).isEqualTo("timed_out");
      server.kill();
    }
  }

  /// The effect of the script before the connection was lost is unknown: the script is not run again.
  @Test
  void aScriptOnWhichTheConnectionIsLostIsNotRunAgain() throws IOException {
    String lost = script("lost.lua", "return {'x', '1'}");
    String next = script("next.lua", "return {'x', '2'}");
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        MisbehavingServer target =
            MisbehavingServer.start(
                MisbehavingServer.closeAt("EVAL", server.address()),
                MisbehavingServer.forward(server.address()));
        Exporter exporter = Exporter.start("-script", lost + "," + next)) {
      Page page = exporter.scrape(target.uri());
      assertThat(page.up()).isTrue();
      assertThat(page.outcome("scripts")).isEqualTo("failed");
      assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(lost))).isZero();
      assertThat(page.value("redis_script_result{filename=\"%s\"}".formatted(next))).isOne();
      assertThat(server.calls("eval")).isEqualTo(1);
    }
  }

  @Test
  void aScriptThatCannotBeReadIsReportedAtStart() throws IOException {
    assertThat(refusal(folder.resolve("none.lua").toString()))
        .contains("flag -script")
        .contains("none.lua does not exist");
    assertThat(refusal(folder.toString())).contains(": Is a directory");
    String good = script("good.lua", "return {}");
    assertThat(refusal(good + "," + folder.resolve("two.lua"))).contains("two.lua does not exist");
    Path tooLong = Files.write(folder.resolve("long.lua"), new byte[(1 << 20) + 1]);
    assertThat(refusal(tooLong.toString())).contains("long.lua is larger than 1048576 bytes");
    assertThat(ExporterProcess.refused("-lua-script-read-only=perhaps").code()).isEqualTo(2);
  }

  /// Returns the only line that the program logs before it ends.
  private static String refusal(String script) {
    ExporterProcess.Refusal refusal = ExporterProcess.refused("-script", script);
    assertThat(refusal.code()).isEqualTo(1);
    assertThat(refusal.lines()).hasSize(1);
    return refusal.lines().getFirst();
  }
}
