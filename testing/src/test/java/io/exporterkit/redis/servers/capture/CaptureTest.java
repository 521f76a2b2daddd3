package io.exporterkit.redis.servers.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Captures;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureTest {
  private static final List<Deployment> TWO =
      List.of(Deployment.single(ServerKind.REDIS_6_0), Deployment.single(ServerKind.VALKEY_9_1));

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(boolean terminal, String... args) {
    return Main.run(
        List.of(args),
        folder,
        TWO,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        terminal);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String recorded(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void recordsTheReplyOfEachServer() throws IOException {
    assertThat(run(false, "xpending-st1-g1", "XPENDING", "st1", "g1")).as(err()).isZero();
    String reply = "*4\r\n:1\r\n$3\r\n1-1\r\n$3\r\n1-1\r\n*1\r\n*2\r\n$2\r\nc1\r\n$1\r\n1\r\n";
    assertThat(recorded("redis-6.0/xpending-st1-g1.resp")).isEqualTo(reply);
    assertThat(recorded("valkey-9.1/xpending-st1-g1.resp")).isEqualTo(reply);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("redis-6.0/xpending-st1-g1.resp ")
        .endsWith(" 49 bytes  *4");
    assertThat(err())
        .isEqualTo(
            "capture: 0 of 2, redis-6.0\ncapture: 1 of 2, valkey-9.1\ncapture: 2 replies recorded in %s\n"
                .formatted(folder));
  }

  @Test
  void recordsWhatIsReplayed() {
    assertThat(
            run(
                false,
                "object-freq-s1",
                "CONFIG",
                "SET",
                "maxmemory-policy",
                "allkeys-lfu",
                "--",
                "OBJECT",
                "FREQ",
                "s1"))
        .isZero();
    try (ReplayServer server = ReplayServer.of(folder.resolve("valkey-9.1"));
        RespConnection connection = RespConnection.open(server.address())) {
      assertThat(connection.command("OBJECT", "FREQ", "s1")).matches("[0-9]+");
    }
  }

  @Test
  void recordsTheErrorOfServersThatLackTheCommand() throws IOException {
    assertThat(run(true, "commandlog-len-slow", "COMMANDLOG", "LEN", "slow")).isZero();
    assertThat(recorded("redis-6.0/commandlog-len-slow.resp"))
        .startsWith("-ERR unknown command `COMMANDLOG`");
    assertThat(recorded("valkey-9.1/commandlog-len-slow.resp")).isEqualTo(":2\r\n");
    assertThat(err())
        .startsWith("\r\033[Kcapture: 0 of 2, redis-6.0")
        .contains("\r\033[Kcapture: 2 replies");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          slowlgo-len | SLOWLGO LEN               | every server replies to 'SLOWLGO LEN' with an error: ERR unknown command `SLOWLGO`
          get-s1      | SLOWLGO LEN -- GET s1     | every server replies to 'SLOWLGO LEN' with an error: ERR unknown command `SLOWLGO`
          shutdown-nosave | SHUTDOWN NOSAVE       | redis-6.0 does not reply:
          """)
  void recordsNothingOfAWrongCommand(String name, String command, String error) throws IOException {
    assertThat(
            run(
                true,
                Stream.concat(Stream.of(name), Stream.of(command.split(" ")))
                    .toArray(String[]::new)))
        .isOne();
    assertThat(err()).contains("\r\033[Kcapture: nothing is recorded: " + error);
    assertThat(files()).isEmpty();
  }

  static Stream<Arguments> wrongWords() {
    return Stream.of(
        Arguments.of("slowlog", "a name and a command are needed"),
        Arguments.of(
            "length SLOWLOG LEN",
            "tests find the reply to SLOWLOG LEN under the name slowlog-len: use this name instead of 'length'"),
        Arguments.of("get-s1 -- GET s1", "a command is missing before or behind --"),
        Arguments.of(
            "get-a/b GET a/b",
            "'get-a/b' cannot be a file name: use only letters, digits and . _ : | - in the command"));
  }

  @ParameterizedTest
  @MethodSource("wrongWords")
  void refusesWordsThatAreNoRequest(String args, String error) throws IOException {
    assertThat(run(false, args.split(" "))).isEqualTo(2);
    assertThat(err()).isEqualTo("capture: " + error + "\n" + Request.USAGE);
    assertThat(files()).isEmpty();
  }

  @Test
  void knowsEveryServerOfWhichRepliesAreKept() {
    assertThat(Deployment.ALL.stream().flatMap(deployment -> deployment.names().stream()))
        .containsExactlyInAnyOrderElementsOf(Captures.servers());
  }
}
