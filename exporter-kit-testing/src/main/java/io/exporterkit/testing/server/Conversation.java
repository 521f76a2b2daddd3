package io.exporterkit.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The bytes of a connection: those of the client and those of the server in turns. Immutable.
///
/// As a text, each line is one piece: `> ` before what the client sends, `< ` before what the server sends, `# ` before
/// a comment. A backslash escapes: `\r`, `\n`, `\t`, `\\`, and `\x00` to `\xff` for any byte; other characters are
/// UTF-8.
///
/// ```text
/// > stats\r\n
/// < STAT pid 1162\r\n
/// < END\r\n
/// ```
public final class Conversation {
  private final List<Turn> turns;

  /// @param client bytes that the client sends, empty where the server speaks first
  /// @param server bytes that the server sends then
  @SuppressWarnings("ArrayRecordComponent") // private, never compared, never changed
  private record Turn(byte[] client, byte[] server) {}

  private Conversation(List<Turn> turns) {
    this.turns = List.copyOf(turns);
  }

  /// Returns a conversation of texts in UTF-8, without escapes.
  ///
  /// @param pieces the client's and the server's in turn, the client's first: `"stats\r\n", "END\r\n"`. An empty first
  ///     piece lets the server speak first
  /// @throws IllegalArgumentException when the last piece is the client's
  public static Conversation of(String... pieces) {
    if (pieces.length == 0 || pieces.length % 2 != 0) {
      throw new IllegalArgumentException(
          "a conversation needs pieces of the client and of the server in turn, not "
              + pieces.length
              + " pieces");
    }
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < pieces.length; i += 2) {
      turns.add(new Turn(pieces[i].getBytes(UTF_8), pieces[i + 1].getBytes(UTF_8)));
    }
    return new Conversation(turns);
  }

  /// Reads a conversation from its text.
  ///
  /// @throws IllegalArgumentException when a line is not one of the format; the message names the line by its number
  public static Conversation parse(String text) {
    ConversationBuilder builder = new ConversationBuilder();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith("> ") && !line.startsWith("< ")) {
        throw new IllegalArgumentException(
            "line " + number + ": want '> ' before bytes of the client, '< ' before the server's");
      }
      try {
        builder.add(line.charAt(0) == '>', Escapes.decode(line.substring(2)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    return builder.build();
  }

  /// Reads a conversation from a file with its text.
  ///
  /// @throws IllegalArgumentException as [#parse] does, with the name of the file
  /// @throws UncheckedIOException when the file cannot be read
  public static Conversation read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /// A conversation that grows by pieces. Pieces of one side that follow each other are joined.
  static final class ConversationBuilder {
    private final List<Turn> turns = new ArrayList<>();

    synchronized void add(boolean ofClient, byte[] bytes) {
      Turn last = turns.isEmpty() ? new Turn(new byte[0], new byte[0]) : turns.getLast();
      boolean continues = !turns.isEmpty() && !(ofClient && last.server().length > 0);
      if (continues) {
        turns.removeLast();
      }
      Turn before = continues ? last : new Turn(new byte[0], new byte[0]);
      turns.add(
          ofClient
              ? new Turn(joined(before.client(), bytes), before.server())
              : new Turn(before.client(), joined(before.server(), bytes)));
    }

    private static byte[] joined(byte[] first, byte[] second) {
      byte[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }

    synchronized Conversation build() {
      return new Conversation(turns);
    }
  }

  /// Returns the number of bytes that the server sends.
  public int serverBytes() {
    return turns.stream().mapToInt(turn -> turn.server().length).sum();
  }

  /// Returns the text of the conversation, which [#parse] reads: a line for each line of a piece.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Turn turn : turns) {
      Escapes.lines(turn.client()).forEach(line -> text.append("> ").append(line).append('\n'));
      Escapes.lines(turn.server()).forEach(line -> text.append("< ").append(line).append('\n'));
    }
    return text.toString();
  }

  /// See [Behaviour#replay].
  void meet(Client client) throws IOException {
    do {
      for (int i = 0; i < turns.size(); i++) {
        byte[] wanted = turns.get(i).client();
        byte[] sent = client.input().readNBytes(wanted.length);
        if (sent.length < wanted.length
            && Arrays.equals(sent, Arrays.copyOf(wanted, sent.length))) {
          return; // the client has closed the connection
        }
        if (!Arrays.equals(sent, wanted)) {
          throw new AssertionError(
              "connection %d, turn %d: the client sent '%s', and the conversation has '%s'"
                  .formatted(client.number(), i, Escapes.encode(sent), Escapes.encode(wanted)));
        }
        if (turns.get(i).server().length > 0) {
          client.write(turns.get(i).server());
        }
      }
    } while (!turns.isEmpty() && turns.getFirst().client().length > 0);
    client.hold();
  }
}
