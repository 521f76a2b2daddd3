package io.exporterkit.redis.protocol;

import io.exporterkit.redis.info.ServerIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// A command, encoded once: an array of bulk strings, as the
/// [protocol](https://redis.io/docs/latest/develop/reference/protocol-spec/) wants it.
///
/// Two commands are equal when they have the same words.
public final class Command {
  private static final Set<String> CONTAINERS =
      Set.of(
          "CLIENT",
          "CLUSTER",
          "COMMAND",
          "COMMANDLOG",
          "CONFIG",
          "LATENCY",
          "MEMORY",
          "SENTINEL",
          "SLOWLOG",
          "XINFO");

  private final List<String> words;
  private final String lookup;
  private final byte[] encoded;
  private final byte[] encodedWords;
  private final int hash;
  private final Predicate<ServerIdentity> expected;

  private Command(List<String> words, String lookup, Predicate<ServerIdentity> expected) {
    this.words = words;
    this.lookup = lookup;
    this.expected = expected;
    this.encoded = encode(words);
    int header = 3 + Integer.toString(words.size()).length();
    this.encodedWords = Arrays.copyOfRange(encoded, header, encoded.length);
    this.hash = Arrays.hashCode(encoded);
  }

  /// A command whose first word says whether a server has it, and that all servers but sentinels are expected to have.
  public static Command of(String... words) {
    return new Command(
        List.of(words), words[0].toLowerCase(Locale.ROOT), server -> !server.isSentinel());
  }

  /// A copy that a server has only where `COMMAND INFO` knows this name: `latency|histogram` for a subcommand that came later than
  /// its container.
  public Command knownBy(String name) {
    return new Command(words, name, expected);
  }

  /// A copy that is expected of these servers alone, where COMMAND INFO is not answered.
  public Command expectedWhere(Predicate<ServerIdentity> servers) {
    return new Command(words, lookup, servers);
  }

  /// A copy that is expected of servers, sentinels left out, of this version of Redis and later ones.
  public Command since(int major, int minor) {
    return expectedWhere(server -> !server.isSentinel() && server.isAtLeast(major, minor));
  }

  /// A copy that is expected of every server, sentinels included.
  public Command everywhere() {
    return expectedWhere(_ -> true);
  }

  /// A copy that is expected of sentinels, of this version of Redis and later ones.
  public Command ofSentinelsSince(int major, int minor) {
    return expectedWhere(server -> server.isSentinel() && server.isAtLeast(major, minor));
  }

  /// Whether this server is expected to have the command, by what it says in INFO.
  public boolean isExpectedOf(ServerIdentity server) {
    return expected.test(server);
  }

  /// Name by which `COMMAND INFO` tells whether the server has it, in lower case.
  public String lookup() {
    return lookup;
  }

  byte[] encoded() {
    return encoded;
  }

  /// The words alone, to which a batch adds arguments.
  byte[] encodedWords() {
    return encodedWords;
  }

  /// Number of words.
  int size() {
    return words.size();
  }

  /// The first word: what may be shown of a command that holds a secret.
  public String name() {
    return words.getFirst();
  }

  /// The first two words: what an access list grants from Redis 7 on.
  public String subcommand() {
    return words.size() < 2 ? words.getFirst() : words.get(0) + " " + words.get(1);
  }

  /// Whether the second word is a subcommand, and no argument.
  public boolean hasSubcommand() {
    return words.size() > 1 && CONTAINERS.contains(words.getFirst().toUpperCase(Locale.ROOT));
  }

  private static byte[] encode(List<String> words) {
    StringBuilder head = new StringBuilder(32 * words.size());
    head.append('*').append(words.size()).append("\r\n");
    for (String word : words) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      head.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Command command && Arrays.equals(encoded, command.encoded);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /// The words, as one would type them; the arguments of AUTH are left out.
  @Override
  public String toString() {
    return words.getFirst().equals("AUTH") ? "AUTH" : String.join(" ", words);
  }
}
