package io.exporterkit.redis.protocol;

import io.exporterkit.redis.info.ServerIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// A command, encoded once as an array of bulk strings, which is the form of the
/// [protocol](https://redis.io/docs/latest/develop/reference/protocol-spec/). Immutable.
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

  /// Returns a command that is looked up by its first word in COMMAND INFO, and is expected on every server except
  /// sentinels.
  public static Command of(String... words) {
    return new Command(
        List.of(words), words[0].toLowerCase(Locale.ROOT), server -> !server.isSentinel());
  }

  /// Returns a copy that is looked up by this name in COMMAND INFO: `latency|histogram` for a subcommand that is newer
  /// than its container command.
  public Command knownBy(String name) {
    return new Command(words, name, expected);
  }

  /// Returns a copy that is expected only on these servers. The expectation counts where COMMAND INFO is not answered.
  public Command expectedWhere(Predicate<ServerIdentity> servers) {
    return new Command(words, lookup, servers);
  }

  /// Returns a copy that is expected on servers of this version of Redis and later ones, except sentinels.
  public Command since(int major, int minor) {
    return expectedWhere(server -> !server.isSentinel() && server.isAtLeast(major, minor));
  }

  /// Returns a copy that is expected on every server, sentinels included.
  public Command everywhere() {
    return expectedWhere(_ -> true);
  }

  /// Returns a copy that is expected only on sentinels of this version of Redis and later ones.
  public Command ofSentinelsSince(int major, int minor) {
    return expectedWhere(server -> server.isSentinel() && server.isAtLeast(major, minor));
  }

  /// Whether this server is expected to have the command, according to its INFO.
  public boolean isExpectedOf(ServerIdentity server) {
    return expected.test(server);
  }

  /// Returns the name of the command in COMMAND INFO, in lower case.
  public String lookup() {
    return lookup;
  }

  byte[] encoded() {
    return encoded;
  }

  /// Returns the encoded words without the header, so that a batch can add arguments.
  byte[] encodedWords() {
    return encodedWords;
  }

  /// Returns the number of words.
  int size() {
    return words.size();
  }

  /// Returns the first word, which never contains a secret.
  public String name() {
    return words.getFirst();
  }

  /// Returns the first two words, which are the unit of access lists from Redis 7 on.
  public String subcommand() {
    return words.size() < 2 ? words.getFirst() : words.get(0) + " " + words.get(1);
  }

  /// Whether the second word is a subcommand and not an argument.
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

  /// Returns the words, separated by blanks. The arguments of AUTH are left out.
  @Override
  public String toString() {
    return words.getFirst().equals("AUTH") ? "AUTH" : String.join(" ", words);
  }
}
