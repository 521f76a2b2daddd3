package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.net.DialRule;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.page.AccessLists;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Credentials;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.Sentinel;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.session.ConnectTimes;
import io.exporterkit.redis.session.ConnectionSettings;
import io.exporterkit.redis.session.FirstRound;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.RedisTarget;
import io.exporterkit.redis.session.RedisTargets;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import io.exporterkit.tls.ClientContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that the exporter's commands leave no trace in a target's error statistics, and that forbidden commands are
/// tried once.
class AskedTest {
  private static final int SCRAPES = 10;

  // Commands that the target lacks.

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void leavesNoErrorBehind(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind);
        RespConnection asker = server.connect()) {
      List<String> before = complaints(() -> asker.command("INFO", "EVERYTHING"));
      scrapeTenTimes(server.uri());
      scrapeTenTimes(server.uri(), "-include-config-metrics", "-include-system-metrics");
      scrapeTenTimes(server.uri() + "/2", "-connection.max-age", "0", "-ping-on-connect");
      assertThat(complaints(() -> asker.command("INFO", "EVERYTHING"))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"REDIS_EMBEDDED", "VALKEY_9_1"})
  void leavesNoErrorBehindInAClusterNode(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind, "--cluster-enabled", "yes");
        RespConnection asker = server.connect()) {
      List<String> before = complaints(() -> asker.command("INFO", "EVERYTHING"));
      scrapeTenTimes(server.uri());
      assertThat(complaints(() -> asker.command("INFO", "EVERYTHING"))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerKind.class,
      names = {"REDIS_EMBEDDED", "REDIS_8_0", "VALKEY_9_1"})
  void leavesNoErrorBehindInASentinel(ServerKind kind) {
    try (RedisServer master = RedisServer.start(kind);
        Sentinel sentinel = Sentinel.start(master)) {
      List<String> before = complaints(() -> sentinel.command("INFO", "EVERYTHING"));
      scrapeTenTimes(sentinel.uri());
      scrapeTenTimes(sentinel.uri(), "-connection.max-age", "0");
      assertThat(complaints(() -> sentinel.command("INFO", "EVERYTHING"))).isEqualTo(before);
    }
  }

  /// Redis 6.0's sentinel has neither COMMAND nor CLIENT SETNAME by which it could be recognized.
  @Test
  void triesOnceWhatAnOldSentinelLacks() {
    try (RedisServer master = RedisServer.start(ServerKind.REDIS_6_0);
        Sentinel sentinel = Sentinel.start(master)) {
      ReplayServer recorder = ReplayServer.empty();
      try (recorder) {
        for (String[] asked : new String[][] {{"INFO", "ALL"}, {"INFO"}}) {
          recorder.answerBulk(String.join(" ", asked), sentinel.command(asked));
        }
        recorder.without("COMMAND").without("CLIENT").without("CONFIG").without("SLOWLOG");
        scrapeTenTimes(recorder.uri(), "-connection.max-age", "0");
        scrapeTenTimes(sentinel.uri());
        assertThat(recorder.commandLines())
            .filteredOn(line -> !line.startsWith("INFO"))
            .doesNotHaveDuplicates()
            .hasSizeLessThanOrEqualTo(
                7); // the name, COMMAND, and the commands that the recorder refuses of a sentinel
      }
    }
  }

  private static void scrapeTenTimes(String target, String... flags) {
    List<String> all = new ArrayList<>(List.of("-redis.addr", target));
    all.addAll(List.of(flags));
    try (Exporter exporter = Exporter.start(all.toArray(String[]::new))) {
      for (int i = 0; i < SCRAPES; i++) {
        Page page = exporter.metrics();
        assertThat(page.error()).isEmpty();
        assertThat(page.outcomes().values()).isSubsetOf("ok", "skipped", "forbidden");
      }
    }
  }

  /// Returns every field of INFO that counts errors: replies by code, and each command's rejected and failed calls.
  private static List<String> complaints(Supplier<String> info) {
    List<String> complaints = new ArrayList<>();
    info.get()
        .lines()
        .map(String::strip)
        .forEach(line -> {
          if (line.startsWith("errorstat_")
              || line.startsWith("total_error_replies:")
              || line.startsWith("unexpected_error_replies:")
              || line.startsWith("acl_access_denied_")) {
            complaints.add(line);
          } else if (line.startsWith("cmdstat_")
              && line.matches(".*(rejected|failed)_calls=[1-9].*")) {
            complaints.add(line.replaceAll("(usec|usec_per_call)=[0-9.]+,", ""));
          }
        });
    return complaints;
  }

  @ParameterizedTest(name = "{0}, COMMAND {1}")
  @MethodSource("captured")
  void sendsNothingTheServerDoesNotKnow(String capture, boolean commandForbidden) {
    try (ReplayServer server = ReplayServer.of(capture)) {
      if (commandForbidden) {
        server.forbid("COMMAND");
      }
      scrapeTenTimes(server.uri());
      boolean captured = !capture.endsWith("cluster") || commandForbidden;
      boolean valkeyLogs = captured && capture.matches("valkey-(8\\.1|9).*");
      boolean histograms =
          captured && !capture.equals("redis-6.0") && !capture.endsWith("sentinel");
      assertThat(server.commandLines().stream().anyMatch(line -> line.startsWith("COMMANDLOG")))
          .isEqualTo(valkeyLogs);
      assertThat(server.commandLines().contains("LATENCY HISTOGRAM")).isEqualTo(histograms);
      assertThat(server.commandLines().contains("CLUSTER INFO"))
          .isEqualTo(capture.endsWith("cluster"));
      assertThat(server.commandLines())
          .filteredOn(line -> line.startsWith("COMMAND INFO"))
          .hasSize(1);
    }
  }

  static Stream<Arguments> captured() {
    return Stream.of(
            "redict-7.3",
            "redis-6.0",
            "redis-7.0",
            "redis-7.0-cluster",
            "redis-7.0-sentinel",
            "redis-8.0",
            "valkey-8.0",
            "valkey-8.1",
            "valkey-9.1",
            "valkey-9.1-cluster")
        .flatMap(name -> Stream.of(Arguments.of(name, false), Arguments.of(name, true)));
  }

  @Test
  void sendsNoLatencyWhenItIsSwitchedOffAndNoConfigEither() {
    try (ReplayServer server = ReplayServer.of(ServerKind.VALKEY_9_1)) {
      scrapeTenTimes(
          server.uri(),
          "-exclude-latency-histogram-metrics",
          "-config-command",
          "-",
          "-set-client-name=false");
      assertThat(server.commandLines())
          .noneMatch(line -> line.startsWith("LATENCY") || line.startsWith("CONFIG"))
          .noneMatch(line -> line.startsWith("CLIENT"));
    }
  }

  // INFO ALL.

  @ParameterizedTest
  @ValueSource(strings = {"-ERR syntax error\r\n", "$0\r\n\r\n"})
  void infoStandsInForInfoAll(String failure) {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0).answer("INFO ALL", failure)) {
      scrapeTenTimes(server.uri());
      assertThat(count(server, "INFO ALL")).isEqualTo(1);
      assertThat(count(server, "INFO")).isEqualTo(SCRAPES);
      server.clear();
      scrapeTenTimes(server.uri(), "-connection.max-age", "0", "-set-client-name=false");
      assertThat(count(server, "INFO ALL")).isEqualTo(1);
      assertThat(count(server, "INFO")).isEqualTo(SCRAPES);
    }
  }

  @Test
  void infoThatIsForbiddenIsDown() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0).forbid("INFO");
        Exporter exporter = Exporter.start("-redis.addr", server.uri())) {
      Page page = exporter.metrics();
      assertThat(page.up()).isFalse();
      assertThat(page.error())
          .isEqualTo(
              "INFO refused: NOPERM User default has no permissions to run the 'info' command");
      assertThat(count(server, "INFO")).isZero();
    }
  }

  private static long count(ReplayServer server, String line) {
    return server.commandLines().stream().filter(line::equals).count();
  }

  // Commands that the target forbids.

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rights")
  void triesOnceWhatIsForbidden(ServerKind kind, List<String> rights) {
    try (RedisServer server = RedisServer.start(kind)) {
      List<String> user = new ArrayList<>(List.of("ACL", "SETUSER", "few", "on", ">right"));
      user.addAll(rights);
      server.command(user.toArray(String[]::new));
      for (String maxAge : List.of("60s", "0")) {
        server.command("ACL", "LOG", "RESET");
        scrapeTenTimes(
            server.uri(),
            "-redis.user",
            "few",
            "-redis.password",
            "right",
            "-connection.max-age",
            maxAge);
        assertThat(aclLog(server).values()).containsOnly(1);
      }
    }
  }

  static Stream<Arguments> rights() {
    List<List<String>> rights =
        List.of(
            List.of("+info"),
            List.of("+info", "+client"),
            List.of("+info", "+command", "+config"),
            List.of("+info", "+command", "-slowlog", "+latency"),
            List.of("+@all", "-slowlog"),
            List.of("+@all", "-config"),
            List.of("+@all", "-client"),
            List.of("+@all", "-command", "-latency"));
    return Stream.of(ServerKind.REDIS_6_0, ServerKind.REDIS_8_0, ServerKind.VALKEY_9_1)
        .flatMap(kind -> rights.stream().map(right -> Arguments.of(kind, right)));
  }

  /// Returns how often each command was refused to a user.
  private static Map<String, Integer> aclLog(RedisServer server) {
    Map<String, Integer> tries = new TreeMap<>();
    List<String> lines = server.command("ACL", "LOG", "100").lines().toList();
    int count = 0;
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).equals("count")) {
        count = Integer.parseInt(lines.get(i + 1));
      } else if (lines.get(i).equals("object")) {
        tries.merge(lines.get(i + 1), count, Integer::sum);
      }
    }
    return tries;
  }

  @Test
  void forbiddenOnesAreInTheAclLogAndLoggedOnce() {
    try (RedisServer server = RedisServer.start(ServerKind.VALKEY_9_1)) {
      server.command("ACL", "SETUSER", "few", "on", ">right", "+info", "+command|info");
      try (ExporterProcess process =
              ExporterProcess.start(
                  "-redis.addr", server.uri(), "-redis.user", "few", "-redis.password", "right");
          Exporter exporter = Exporter.of(process)) {
        for (int i = 0; i < SCRAPES; i++) {
          Page page = exporter.metrics();
          assertThat(page.up()).isTrue();
          assertThat(page.error()).isEmpty();
          assertThat(page.outcome("config")).isEqualTo("forbidden");
          assertThat(page.outcome("slowlog")).isEqualTo("forbidden");
          assertThat(page.has("redis_connected_clients")).isTrue();
        }
        List<String> rights = new ArrayList<>(AccessLists.ofADefaultScrapeOfValkey());
        rights.replaceAll(rule -> rule.substring(1));
        rights.removeAll(List.of("info", "command|info"));
        assertThat(rights).contains("client|setname", "commandlog|len", "config|get");
        assertThat(aclLog(server).keySet()).containsExactlyInAnyOrderElementsOf(rights);
        List<String> refusals = refusals(process.log());
        assertThat(refusals)
            .contains(
                "CLIENT SETNAME redis_exporter",
                "COMMANDLOG LEN slow",
                "CONFIG GET maxclients maxmemory io-threads repl-backlog-size"
                    + " client-output-buffer-limit databases commandlog-execution-slower-than"
                    + " commandlog-slow-execution-max-len commandlog-request-larger-than"
                    + " commandlog-large-request-max-len commandlog-reply-larger-than"
                    + " commandlog-large-reply-max-len",
                "SLOWLOG GET 1");
        assertThat(refusals)
            .extracting(AskedTest::right)
            .containsExactlyInAnyOrderElementsOf(rights);
      }
    }
  }

  /// Returns the right that a command needs.
  ///
  /// In: `SLOWLOG GET 1`   Out: `slowlog|get`
  private static String right(String command) {
    String[] words = command.toLowerCase(Locale.ROOT).split(" ", 3);
    return words[0] + "|" + words[1];
  }

  private static List<String> refusals(String log) {
    return log.lines()
        .filter(line -> line.contains(" refused, not sent"))
        .map(line -> line.replaceAll(".*6379|.*127\\.0\\.0\\.1:[0-9]+: | refused, not sent.*", ""))
        .toList();
  }

  @Test
  void aRightThatIsGrantedShowsAfterAWhile() throws Exception {
    AtomicLong later = new AtomicLong();
    Ticker ticker = () -> System.nanoTime() + later.get();
    Command config = Command.of("CONFIG", "GET", "maxclients");
    ConnectionSettings settings =
        new ConnectionSettings(Duration.ofSeconds(5), Duration.ofMinutes(1), true, false);
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        RedisTargets targets =
            new RedisTargets(
                settings, new ClientContext(ClientContext.Files.NONE), always(config), ticker)) {
      server.command("ACL", "SETUSER", "few", "on", ">right", "+info", "+client", "+command");
      RedisTarget target =
          targets.get(address(server), "", new Credentials("few", "right"), DialRule.ANY);
      for (int i = 0; i < 3; i++) {
        try (RedisSession session = open(targets, target, ticker)) {
          assertThatThrownBy(() -> session.ask(config)).isInstanceOf(SkippedException.class);
        }
      }
      server.command("ACL", "SETUSER", "few", "+config");
      try (RedisSession session = open(targets, target, ticker)) {
        assertThatThrownBy(() -> session.ask(config)).isInstanceOf(SkippedException.class);
      }
      later.addAndGet(Duration.ofMinutes(5).toNanos());
      try (RedisSession session = open(targets, target, ticker)) {
        assertThat(session.ask(config)).isNotNull();
      }
      assertThat(aclLog(server)).containsExactly(Map.entry("config|get", 1));
    }
  }

  private static FirstRound always(Command command) {
    return new FirstRound() {
      @Override
      public List<Command> all() {
        return List.of(command);
      }

      @Override
      public List<Command> of(ServerIdentity server) {
        return List.of(command);
      }
    };
  }

  private static TargetAddress address(RedisServer server) {
    if (TargetAddress.parse(server.uri(), TargetAddress.Origin.FLAG)
        instanceof TargetAddress.Parsed.Valid(TargetAddress address)) {
      return address;
    }
    throw new AssertionError(server.uri());
  }

  private static RedisSession open(RedisTargets targets, RedisTarget target, Ticker ticker)
      throws Exception {
    ConnectTimes untold =
        new ConnectTimes() {
          @Override
          public void connected(double seconds) {}

          @Override
          public void pinged(double seconds) {}
        };
    return targets
        .opener()
        .open(target, Deadline.in(Duration.ofSeconds(5), ticker), _ -> true, untold);
  }
}
