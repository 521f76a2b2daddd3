package io.exporterkit.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ConversationTest {
  private static final String TEXT =
      """
      > stats\\r\\n
      < STAT pid 1\\r\\n
      < caf\\xc3\\xa9 \\\\ \\t\\x00\\r\\n
      < END\\r\\n
      > quit\\r\\n
      """;

  @Test
  void itsTextIsReadAndWritten(@TempDir Path folder) throws IOException {
    Conversation conversation = Conversation.parse("# recorded\n\n" + TEXT);
    assertThat(conversation.toString()).isEqualTo(TEXT);
    assertThat(conversation.serverBytes()).isEqualTo(12 + 12 + 5);
    Path file = Files.writeString(folder.resolve("a.txt"), TEXT);
    assertThat(Conversation.read(file).toString()).isEqualTo(TEXT);
    assertThat(Conversation.of("a\n", "é").toString()).isEqualTo("> a\\n\n< \\xc3\\xa9\n");
    assertThat(Conversation.parse("< é\n").toString()).isEqualTo("< \\xc3\\xa9\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stats      | want '> ' before bytes of the client, '< ' before the server's
          >stats     | want '> ' before bytes of the client, '< ' before the server's
          > st\\\\ats\\ | want r, n, t, x or \\ behind a backslash
          > \\q      | want r, n, t, x or \\ behind a backslash
          < \\xg0    | want two hexadecimal digits behind \\x
          < \\x1     | want two hexadecimal digits behind \\x
          """)
  void aBadLineIsNamed(String line, String reason, @TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> Conversation.parse("> a\n" + line + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2: " + reason);
    Path file = Files.writeString(folder.resolve("a.txt"), line);
    assertThatThrownBy(() -> Conversation.read(file)).hasMessage(file + ": line 1: " + reason);
  }

  @Test
  void wrongPiecesAndFilesAreRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> Conversation.of("a", "b", "c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a conversation needs pieces of the client and of the server in turn, not 3 pieces");
    assertThatThrownBy(() -> Conversation.read(folder.resolve("none")))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aReplayStartsAgainAfterItsEnd() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.start(Behaviour.replay(Conversation.of("a\n", "1\n", "b\n", "2\n")));
        Socket socket = Sockets.connect(server.address())) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(socket, "a\nb\n", 4)).isEqualTo("1\n2\n");
      }
    }
  }

  @Test
  void aServerThatSpeaksFirstDoesSoOnce() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.start(Behaviour.replay(Conversation.of("", "hello\n", "a", "b")));
        Socket socket = Sockets.connect(server.address())) {
      assertThat(ask(socket, "", 6)).isEqualTo("hello\n");
      assertThat(ask(socket, "a", 1)).isEqualTo("b");
      assertThat(server.open()).isEqualTo(1);
    }
  }

  @Test
  void anotherRequestFailsTheTest() throws IOException {
    ScriptedServer server = ScriptedServer.start(Behaviour.replay(Conversation.of("stats\n", "x")));
    try (Socket socket = Sockets.connect(server.address())) {
      socket.getOutputStream().write("slabs\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThatThrownBy(server::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "connection 0, turn 0: the client sent 'slabs\\n', and the conversation has 'stats\\n'");
  }

  @Test
  void aRecorderRecordsWhatIsReplayed() throws IOException {
    Conversation original = Conversation.of("", "hello\n", "a\n", "1\n2\n", "b\n", "3\n");
    try (ScriptedServer server = ScriptedServer.start(Behaviour.replay(original));
        Recorder recorder = Recorder.to(server.address())) {
      for (int i = 0; i < 2; i++) {
        try (Socket socket = Sockets.connect(recorder.address())) {
          ask(socket, "", 6);
          ask(socket, "a\n", 4);
          ask(socket, "b\n", 2);
        }
      }
      assertThat(recorder.conversations())
          .hasSize(2)
          .allSatisfy(c -> assertThat(c.toString()).isEqualTo(original.toString()));
    }
  }

  private static String ask(Socket socket, String request, int bytes) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }
}
