package io.exporterkit.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The program with various command lines, without the table.
class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> environment, String... args) throws InterruptedException {
    return Main.run(
        List.of(args), environment, new PrintStream(out, true), new PrintStream(err, true), false);
  }

  private String all() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --server nix                         | --server has no value 'nix'; possible values: redis-embedded,
          --flags=defaults,nix                 | --flags has no value 'nix'; possible values: defaults,config,
          --target                             | --target needs a value: --target redis://host:6379
          --target http://secret@host          | --target is not an address (unknown scheme http); example: redis://
          --targets=secret                     | there is no option --targets; the options are --server,
          secret                               | there is no such option; the options are --server,
          --original /nix                      | --original /nix is not an executable file; name
          -- -debug                            | name the server with --target redis://host:6379
          --target a --server redis-7.0        | they exclude each other
          --target a -- -nosuch                | is no flag of redis-exporter
          --target a -- -redis.addr=secret     | leave -redis.addr out of the flags
          --target a -- -debug false           | a boolean is set as -name=false
          --target a -- -script=/nix           | /nix does not exist
          --target a -- -connection.max-age=1s | the original does not start
          """)
  void badArgumentsAreToldWithWhatWouldBeRight(String args, String told)
      throws InterruptedException {
    assertThat(run(Map.of(), args.split(" ", -1))).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(told)
        .doesNotContain("secret")
        .endsWith("\n")
        .hasLineCount(1);
  }

  @Test
  void namesAndUsageGoToStdout() throws InterruptedException {
    assertThat(run(Map.of(), "--list")).isZero();
    assertThat(run(Map.of(), "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("servers: redis-embedded,redis-6.0,")
        .contains("flags:   defaults,")
        .contains("--target redis://host:6379");
    assertThat(err.size()).isZero();
  }

  /// Compares two servers as an operator does, with the flags and variables of an exporter.
  @Test
  void serversOfOnesOwnAreComparedAndLeftAsTheyAre() throws InterruptedException {
    try (RedisServer server =
            RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "first-secret");
        RedisServer other =
            RedisServer.start(ServerKind.VALKEY_9_1, "--requirepass", "second-secret")) {
      server.command("SET", "key", "value");
      int code =
          run(
              Map.of("REDIS_PASSWORD", "second-secret", "REDIS_EXPORTER_NAMESPACE", "mine"),
              "--target",
              "redis://:first-secret@" + server.address(),
              "--target=" + other.address(),
              "--",
              "-check-keys=*",
              "-include-config-metrics",
              "-redact-config-metrics=false",
              "--web.listen-address=:9121",
              "-web.telemetry-path=/redis",
              "-basic-auth-username=ann",
              "-basic-auth-password=third-secret");
      assertThat(code).as(all()).isZero();
      assertThat(all())
          .contains(server.uri(), other.uri(), "your flags", " 0 differing\n")
          .doesNotContain("secret");
      for (RedisServer each : List.of(server, other)) {
        assertThat(each.info("rdb_changes_since_last_save").orElse(""))
            .isEqualTo(each == server ? "1" : "0");
      }
    }
  }

  @Test
  void aServerThatIsNotThereIsNoSuccess() throws InterruptedException {
    String closed;
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED)) {
      closed = server.uri();
    }
    assertThat(run(Map.of(), "--target", closed)).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("down       " + closed + " (your flags): nothing was compared: ")
        .endsWith("0 the same, 0 on purpose, 1 differing\n");
  }

  @Test
  void aPartOfTheTableIsWhatWasAskedFor() throws InterruptedException {
    assertThat(run(Map.of(), "--server=redis-embedded", "--flags", "defaults,scrape"))
        .as(all())
        .isZero();
    assertThat(Arrays.asList(out.toString(StandardCharsets.UTF_8).split("[ \n]+", -1)))
        .contains("redis-embedded", "defaults", "scrape")
        .doesNotContain("keys", "redis-7.0");
  }
}
