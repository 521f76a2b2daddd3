package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.MisbehavingServer;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that a password is on no page and in no log line, not even at debug level, whatever fails and whatever the
/// target sends.
class SecretsTest {
  private static final String PASSWORD = "Hunter2-s3cret";

  /// The password in a URI with every possible character escaped.
  private static final String ESCAPED = "%48unter2%2Ds3cret";

  private static final List<String> TRACES = List.of(PASSWORD, ESCAPED, "Hunter", "s3cret", "%48");

  /// Returns the ways to configure the password; `ADDRESS` stands for the target's address.
  static Stream<Arguments> flags() {
    return Stream.of(
        Arguments.of(List.of("-redis.addr", "ADDRESS", "-redis.password", PASSWORD)),
        Arguments.of(
            List.of(
                "-redis.addr", "ADDRESS", "-redis.user", "someone", "-redis.password", PASSWORD)),
        Arguments.of(List.of("-redis.addr", "redis://" + PASSWORD + "@ADDRESS")),
        Arguments.of(List.of("-redis.addr", "redis://:" + PASSWORD + "@ADDRESS")),
        Arguments.of(List.of("-redis.addr", "redis://someone:" + ESCAPED + "@ADDRESS/3")));
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aRefusedPasswordIsNotRepeated(List<String> flags) {
    try (RedisServer asksForAnother =
            RedisServer.start(ServerKind.REDIS_EMBEDDED, "--requirepass", "another");
        RedisServer asksForNone = RedisServer.start(ServerKind.REDIS_6_0);
        ReplayServer knowsNoAuth =
            repeating("-ERR unknown command 'AUTH', with args beginning with: ");
        ReplayServer repeatsItAsCode = repeating("-")) {
      assertNoTrace(flags, repeatsItAsCode.address(), false);
      if (flags.contains("-redis.password")) {
        assertNoTrace(flags, asksForAnother.address(), false);
        assertNoTrace(flags, asksForNone.address(), false);
        assertNoTrace(flags, knowsNoAuth.address(), false);
      }
    }
  }

  /// Returns a server whose every reply to AUTH repeats the command, and whose every other reply does so, too.
  private static ReplayServer repeating(String error) {
    return ReplayServer.of(ServerKind.REDIS_7_0)
        .answer("AUTH " + PASSWORD, error + "'" + PASSWORD + "' \r\n")
        .answer("AUTH someone " + PASSWORD, error + "'someone' '" + PASSWORD + "' \r\n");
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aTargetThatSendsThePasswordIsNotRepeated(List<String> flags) {
    String told = "-ERR the password is " + PASSWORD + "\r\n";
    try (ReplayServer server =
        ReplayServer.of(ServerKind.REDIS_7_0)
            .answerEvery("SELECT", told)
            .answerEvery("CLIENT", told)
            .answerEvery("COMMAND", told)
            .answerEvery("CONFIG", told)
            .answerEvery("SLOWLOG", "-LOADING " + PASSWORD + "\r\n")
            .answerEvery("LATENCY", "-" + PASSWORD + "\r\n")) {
      boolean withSelect = flags.getLast().endsWith("/3");
      assertNoTrace(flags, server.address(), !withSelect);
    }
    try (ReplayServer server =
        ReplayServer.of(ServerKind.REDIS_7_0).answerEvery("INFO", "-NOPERM " + PASSWORD + "\r\n")) {
      assertNoTrace(flags, server.address(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aBrokenConnectionDoesNotRevealIt(List<String> flags) {
    try (MisbehavingServer hangsUp = MisbehavingServer.start(MisbehavingServer.hangUp());
        MisbehavingServer web = MisbehavingServer.start(MisbehavingServer.http());
        MisbehavingServer echo = MisbehavingServer.start(echo())) {
      assertNoTrace(flags, echo.address(), false);
      if (flags.contains("-redis.password")) {
        assertNoTrace(flags, hangsUp.address(), false);
        assertNoTrace(flags, web.address(), false);
      }
    }
  }

  /// Returns a behaviour that sends each command back.
  private static MisbehavingServer.Behaviour echo() {
    return visitor -> {
      while (true) {
        Optional<List<String>> command = visitor.readCommand();
        if (command.isEmpty()) {
          return;
        }
        visitor.write("-" + String.join(" ", command.get()) + "\r\n");
      }
    };
  }

  private static void assertNoTrace(List<String> flags, String address, boolean up) {
    List<String> all = new ArrayList<>(List.of("-debug"));
    flags.forEach(flag -> all.add(flag.replace("ADDRESS", address)));
    try (ExporterProcess process = ExporterProcess.start(all.toArray(String[]::new));
        Exporter exporter = Exporter.of(process)) {
      for (int i = 0; i < 2; i++) {
        Page page = exporter.metrics();
        assertThat(page.up()).isEqualTo(up);
        assertThat(page.text()).doesNotContain(TRACES);
      }
      // A password in an address is sent to no other target.
      if (flags.contains("-redis.password")) {
        assertThat(exporter.get(Exporter.scrapePath("redis://someone@" + address)))
            .doesNotContain(TRACES);
      }
      assertThat(exporter.get("/")).doesNotContain(TRACES);
      assertThat(process.log()).contains("serving").doesNotContain(TRACES);
    }
  }

  @Test
  void aTargetThatCannotBeScrapedDoesNotRevealIt() {
    String secret = "someone:" + PASSWORD;
    try (ExporterProcess process = ExporterProcess.start("-debug", "-redis.addr", "");
        Exporter exporter = Exporter.of(process)) {
      for (String target :
          List.of(
              "redis://" + secret + "@127.0.0.1:1",
              "redis://:" + PASSWORD + "@127.0.0.1:99999",
              "redis://" + secret + "@127.0.0.1:1/abc",
              "http://" + secret + "@127.0.0.1:1",
              "redis://" + secret + "%zz@127.0.0.1:1",
              "redis://" + secret + "@[::1",
              "redis://" + secret + "@127.0.0.1:port",
              "://" + secret + "@127.0.0.1",
              secret + "@127.0.0.1:1",
              "redis://127.0.0.1:1/?password=" + PASSWORD)) {
        Exporter.Answer answer = exporter.fetch(Exporter.scrapePath(target), 5);
        assertThat(answer.status()).as(target).isIn(200, 400);
        assertThat(answer.body()).as(target).doesNotContain(TRACES);
      }
      assertThat(process.log()).doesNotContain(TRACES);
    }
  }

  @Test
  void settingsThatHoldPasswordsAreLeftOut() {
    try (RedisServer server =
            RedisServer.start(
                ServerKind.VALKEY_9_1,
                "--requirepass",
                PASSWORD,
                "--masterauth",
                PASSWORD,
                "--tls-key-file-pass",
                PASSWORD,
                "--tls-client-key-file-pass",
                PASSWORD);
        ExporterProcess process =
            ExporterProcess.start(
                "-debug",
                "-redis.addr",
                server.uri(),
                "-redis.password",
                PASSWORD,
                "-include-config-metrics");
        Exporter exporter = Exporter.of(process)) {
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.series("redis_config_key_value")).hasSizeGreaterThan(100);
      assertThat(page.text()).doesNotContain(TRACES);
      assertThat(process.log()).doesNotContain(TRACES);
    }
  }
}
