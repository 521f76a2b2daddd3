package io.exporterkit.redis.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reasons that `docs/troubleshooting.md` quotes are made of texts in the sources, and the most frequent ones are
/// those of a real exporter that scrapes real servers.
class TroubleshootingTest {
  private static final String NO_USER =
      "AUTH refused: WRONGPASS invalid username-password pair or user is disabled.";
  private static final String NO_PASSWORD = "INFO refused: NOAUTH Authentication required.";
  private static final String NEEDS_NO_PASSWORD =
      "AUTH refused: ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?";
  private static final String FULL =
      "the target closes the connection: ERR max number of clients reached";
  private static final String NO_DATABASE = "SELECT refused: ERR DB index is out of range";

  /// Reasons that contain a whole text of a server; tests below cause them.
  private static final Set<String> OF_SERVERS =
      Set.of(NO_USER, NO_PASSWORD, NEEDS_NO_PASSWORD, FULL, NO_DATABASE);

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final int SHORTEST = 4;

  @Test
  void eachReasonIsMadeOfTextsInTheSources() throws IOException {
    Set<String> literals = literals();
    List<String> reasons = reasons();
    assertThat(reasons).hasSizeGreaterThan(50).doesNotHaveDuplicates().containsAll(OF_SERVERS);
    assertThat(reasons)
        .filteredOn(reason -> !OF_SERVERS.contains(reason))
        .allMatch(reason -> isMadeOf(reason, literals));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"connection rejected", "timed out waiting", "INFO refused: FULL ...", "..."})
  void otherReasonsAreFound(String reason) throws IOException {
    assertThat(isMadeOf(reason, literals())).isFalse();
  }

  @Test
  void refusedConnectionsAndUnknownNames(@TempDir Path directory) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    // With this file no name server is queried.
    Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 known\n");
    try (Exporter exporter =
        Exporter.of(
            ExporterProcess.start(List.of("-Djdk.net.hosts.file=" + hosts), "-redis.addr="))) {
      assertReason(exporter.scrape("redis://127.0.0.1:" + port), "connection refused");
      assertReason(exporter.scrape("redis://unknown:6379"), "no such host");
    }
  }

  @Test
  void refusedLogins() throws IOException {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0, "--requirepass", "right");
        Exporter without = Exporter.start("-redis.addr", server.uri());
        Exporter wrong = Exporter.start("-redis.addr", server.uri(), "-redis.password=wrong")) {
      assertReason(without.metrics(), NO_PASSWORD);
      assertReason(wrong.metrics(), NO_USER);
    }
  }

  @Test
  void serversWithoutPasswordDatabaseOrRoom() throws IOException {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        RespConnection last = server.connect();
        Exporter exporter =
            Exporter.start("-redis.addr", server.uri(), "-redis.password=needless");
        Exporter plain = Exporter.start("-redis.addr", server.uri())) {
      assertReason(exporter.metrics(), NEEDS_NO_PASSWORD);
      assertReason(plain.scrape(server.uri() + "/99"), NO_DATABASE);
      last.command("CONFIG", "SET", "maxclients", "1");
      assertReason(plain.metrics(), FULL);
    }
  }

  @Test
  void aServerThatHangs() throws IOException {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      server.pause();
      Page page = exporter.fetch("/metrics", 1).page();
      server.resume();
      assertReason(page, "timed out waiting for INFO");
    }
  }

  private static void assertReason(Page page, String reason) throws IOException {
    assertThat(page.up()).isFalse();
    assertThat(page.error()).isEqualTo(reason);
    assertThat(reasons()).contains(reason);
  }

  private static List<String> reasons() throws IOException {
    return MarkdownFile.read("docs/troubleshooting.md").firstCells("reason");
  }

  /// Returns the texts in the sources of the kit and the exporter, without blanks around them.
  private static Set<String> literals() throws IOException {
    Set<String> literals = new HashSet<>();
    for (String module : List.of("exporter-kit", "redis-exporter")) {
      try (Stream<Path> files = Files.walk(MarkdownFile.ROOT.resolve(module).resolve("src/main"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          LITERAL
              .matcher(Files.readString(file))
              .results()
              .map(literal -> literal.group(1).strip())
              .filter(literal -> literal.length() >= SHORTEST)
              .forEach(literals::add);
        }
      }
    }
    return literals;
  }

  /// Whether a reason is a sequence of literals. `...` stands for any text; the literal before it may be cut.
  private static boolean isMadeOf(String reason, Set<String> literals) {
    String[] parts = reason.split("\\.\\.\\.(: )?", -1);
    boolean isMade = !reason.equals("...");
    for (int i = 0; i < parts.length; i++) {
      isMade &= isSequence(parts[i].strip(), i + 1 < parts.length, literals);
    }
    return isMade;
  }

  private static boolean isSequence(String text, boolean maybeCut, Set<String> literals) {
    return text.isEmpty()
        || literals.stream()
            .anyMatch(literal ->
                (maybeCut && literal.startsWith(text))
                    || (text.startsWith(literal)
                        && isSequence(
                            text.substring(literal.length()).strip(), maybeCut, literals)));
  }
}
