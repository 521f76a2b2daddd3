package io.exporterkit.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayServerTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REDIS_EMBEDDED")
  void answersByteForByte(ServerKind kind) throws IOException {
    try (ReplayServer server = ReplayServer.of(kind);
        RespConnection connection = RespConnection.open(server.address())) {
      assertThat(connection.raw("INFO", "ALL")).isEqualTo(capture(kind, "info-all"));
      assertThat(connection.raw("CONFIG", "GET", "*")).isEqualTo(capture(kind, "config-get"));
      assertThat(connection.raw("slowlog", "get", "1")).isEqualTo(capture(kind, "slowlog-get-1"));
      assertThat(connection.raw("HELLO", "2")).isEqualTo(capture(kind, "hello-2"));
      assertThat(connection.command("CLIENT", "SETNAME", "x")).isEqualTo("OK");
      assertThat(connection.command("SELECT", "3")).isEqualTo("OK");
      assertThat(connection.command("PING")).isEqualTo("PONG");
      assertThatThrownBy(() -> connection.command("NONSENSE", "1"))
          .hasMessageStartingWith("ERR unknown command 'NONSENSE'");
      assertThat(server.commandLines())
          .containsExactly(
              "INFO ALL",
              "CONFIG GET *",
              "slowlog get 1",
              "HELLO 2",
              "CLIENT SETNAME x",
              "SELECT 3",
              "PING",
              "NONSENSE 1");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsWhatItHasAsTheRealServerDoes(ServerKind kind) {
    String[] ask = {
      "COMMAND",
      "INFO",
      "info",
      "slowlog",
      "commandlog",
      "latency",
      "latency|histogram",
      "config|get",
      "nonsense"
    };
    ServerKind captured = kind == ServerKind.REDIS_EMBEDDED ? ServerKind.REDIS_7_0 : kind;
    try (RedisServer real = RedisServer.start(kind);
        RespConnection toReal = real.connect();
        ReplayServer replay = ReplayServer.of(captured);
        RespConnection toReplay = RespConnection.open(replay.address())) {
      assertThat(names(toReplay.raw(ask))).isEqualTo(names(toReal.raw(ask)));
    }
  }

  /// Returns the names in a COMMAND INFO reply, with its nils unchanged. In: `*2 *10 $4 info ... $-1`
  private static List<String> names(byte[] reply) {
    String[] lines = new String(reply, StandardCharsets.UTF_8).split("\r\n");
    List<String> names = new ArrayList<>();
    int at = 1;
    while (at < lines.length) {
      if (lines[at].equals("$-1") || lines[at].equals("*-1")) {
        names.add(lines[at]);
        at++;
      } else {
        names.add(lines[at + 2]);
        at = skip(lines, at);
      }
    }
    return names;
  }

  private static int skip(String[] lines, int at) {
    return switch (lines[at].charAt(0)) {
      case '*' -> {
        int next = at + 1;
        for (int i = Integer.parseInt(lines[at].substring(1)); i > 0; i--) {
          next = skip(lines, next);
        }
        yield next;
      }
      case '$' -> at + (lines[at].equals("$-1") ? 1 : 2);
      default -> at + 1;
    };
  }

  @Test
  void answersWhatTheTestSays() {
    try (ReplayServer server =
            ReplayServer.of("redis-7.0-replica")
                .answerBulk("INFO ALL", "# Server\r\nredis_version:7.7.7\r\n")
                .answer("SLOWLOG LEN", ":3\r\n")
                .without("LATENCY HISTOGRAM")
                .forbid("CONFIG GET");
        RespConnection connection = RespConnection.open(server.address())) {
      assertThat(connection.command("INFO", "ALL")).contains("7.7.7");
      assertThat(connection.command("INFO")).contains("7.7.7");
      assertThat(connection.command("SLOWLOG", "LEN")).isEqualTo("3");
      assertThatThrownBy(() -> connection.command("LATENCY", "HISTOGRAM"))
          .hasMessageStartingWith("ERR unknown command");
      assertThatThrownBy(() -> connection.command("CONFIG", "GET", "*"))
          .hasMessage("NOPERM User default has no permissions to run the 'config|get' command");
      assertThat(
              names(
                  connection.raw("COMMAND", "INFO", "slowlog", "latency|histogram", "config|get")))
          .containsExactly("slowlog", "$-1", "config|get");
    }
  }

  @Test
  void asksForAPassword() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0).requirePassword("secret");
        RespConnection connection = RespConnection.open(server.address())) {
      assertThatThrownBy(() -> connection.command("INFO")).hasMessageStartingWith("NOAUTH");
      assertThatThrownBy(() -> connection.command("AUTH", "wrong"))
          .hasMessageStartingWith("WRONGPASS");
      assertThat(connection.command("AUTH", "default", "secret")).isEqualTo("OK");
      assertThat(connection.command("INFO")).contains("redis_version:7.0");
    }
  }

  private static byte[] capture(ServerKind kind, String name) throws IOException {
    return Files.readAllBytes(Captures.folder(kind.label()).resolve(name + ".resp"));
  }
}
