package io.exporterkit.redis.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.exporterkit.redis.cli.Child.Ended;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.SlowLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of the command line, the variables, exit codes, the log, and the end of the program.
class CommandLineTest {
  private static final String ANY_PORT = "-web.listen-address=127.0.0.1:0";

  @ParameterizedTest
  @ValueSource(strings = {"-help", "--help", "-h"})
  void helpGoesToStandardOutput(String flag) {
    Ended ended = Child.run(flag);
    assertThat(ended.exit()).isZero();
    assertThat(ended.out())
        .startsWith("Usage: redis-exporter [flags]\n")
        .contains("-redis.addr text", "REDIS_ADDR", "default redis://localhost:6379");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void versionGoesToStandardOutputWhateverElseIsWrong() {
    Ended ended =
        Child.run(
            Map.of("REDIS_EXPORTER_CONNECTION_TIMEOUT", "nonsense"), "-check-keys=a", "-version");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out())
        .matches("redis-exporter \\S+    build date: \\S+    commit: \\S+    Java: 25\\S*\n");
    assertThat(ended.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-redis.adr=h|there is no flag -redis.adr; did you mean -redis.addr?",
        "-debug=perhaps|flag -debug is not true or false",
        "-web.max-requests=many|flag -web.max-requests is not a whole number of 64 bits"
      })
  void whatIsNoFlagIsReportedOnOneLine(String flag, String first) {
    Ended ended = Child.run(flag);
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).isEqualTo(first + "\nall flags: redis-exporter -help\n");
    assertThat(ended.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "-connection-timeout=abc|flag -connection-timeout|is not a duration",
        "-connection-timeout=-1s|flag -connection-timeout|it must not be negative",
        "-connection.max-age=5|flag -connection.max-age|it has no unit",
        "-web.listen-address=nonsense|flag -web.listen-address|want host:port",
        "-web.listen-address=127.0.0.1:70000|flag -web.listen-address|from 0 to 65535",
        "-web.listen-address=[::zz]:0|cannot listen on|[::zz]:0: no such host",
        "-web.telemetry-path=metrics|flag -web.telemetry-path|begin with a slash",
        "-web.max-requests=0|flag -web.max-requests|it must be from 1",
        "-namespace=9lives|flag -namespace|begin with a digit",
        "-redis.addr=redis://h:port|flag -redis.addr|the port is not a number",
        // This version does not have these features yet.
        "-check-keys=db0=a=b|flag -check-keys|more than one '='",
        "-count-keys=dbx=a|flag -count-keys|names no database",
        "-check-keys-batch-size=0|flag -check-keys-batch-size|it must be at least 1",
        "-max-distinct-key-groups=-1|flag -max-distinct-key-groups|it must be at least 0",
        "-check-key-groups=a\"b|flag -check-key-groups|enclose the field in quotes",
        "-redis.password-file=f|flag -redis.password-file|there is no such file",
        "-tls-ca-cert-file=none.pem|flag -tls-ca-cert-file|the file does not exist",
        "-tls-client-cert-file=c.pem|flag -tls-client-cert-file|tls-client-key-file is missing",
        "-redis.addr=http://h|flag -redis.addr|unknown scheme http",
      })
  void aBadFlagIsOneLineThatNamesIt(String flag, String where, String what) {
    Ended ended = Child.run(flag);
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err().lines())
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).contains(where, what));
    assertThat(ended.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS_EXPORTER_CONNECTION_TIMEOUT,5 minutes,connection-timeout",
    "REDIS_ADDR,http://h,redis.addr"
  })
  void aBadVariableIsOneLineThatNamesIt(String variable, String value, String flag) {
    Ended ended = Child.run(Map.of(variable, value));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err().lines())
        .hasSize(1)
        .allSatisfy(
            line -> assertThat(line).contains("variable " + variable + " (flag -" + flag + ")"));
  }

  @Test
  void aPortInUseIsReported() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = Child.run("-web.listen-address=127.0.0.1:" + taken.getLocalPort());
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err().lines())
          .hasSize(1)
          .allSatisfy(line ->
              assertThat(line)
                  .contains(
                      "cannot listen on 127.0.0.1:%d: Address already in use"
                          .formatted(taken.getLocalPort())));
    }
  }

  @Test
  void whatTheOriginalToleratesIsWarnedOf() {
    Map<String, String> environment =
        Map.of(
            "REDIS_EXPORTER_PING_ON_CONNECT", "perhaps",
            "REDIS_EXPORTER_WEB_MAX_REQUESTS", "many",
            "REDIS_EXPORTER_IS_CLUSTER", "");
    try (Child child =
        Child.start(
            environment,
            ANY_PORT,
            "-log-level=loud",
            "-log-format=xml",
            "-set-client-name",
            "false",
            "-redis.password=secret")) {
      child.awaitPort();
      assertThat(child.log().lines().filter(line -> line.contains("level=WARN")))
          .satisfiesExactlyInAnyOrder(
              line ->
                  assertThat(line)
                      .contains("REDIS_EXPORTER_PING_ON_CONNECT", "default false is used"),
              line ->
                  assertThat(line)
                      .contains("REDIS_EXPORTER_WEB_MAX_REQUESTS", "default 250 is used"),
              line ->
                  assertThat(line)
                      .contains("ignored on the command line: 2 arguments from number 5"),
              line -> assertThat(line).contains("-log-level", "INFO is used"),
              line -> assertThat(line).contains("-log-format", "txt is used"));
      assertThat(child.log()).doesNotContain("secret");
    }
  }

  @Test
  void theLogCanBeJson() throws JsonParserException {
    try (Child child = Child.start(Map.of(), ANY_PORT, "-log-format=json")) {
      child.awaitPort();
      List<String> lines = child.log().lines().toList();
      assertThat(lines).hasSizeGreaterThan(1);
      for (String line : lines) {
        JsonObject object = JsonParser.object().from(line);
        assertThat(object.keySet()).containsExactly("time", "level", "msg");
        assertThat(object.getString("time"))
            .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*");
        assertThat(object.getString("level")).isEqualTo("INFO");
        assertThat(object.getString("msg")).isNotBlank();
      }
    }
  }

  @Test
  void theLogLevelLeavesOutAndDebugWins() throws Exception {
    try (Child quiet =
            Child.start(Map.of(), ANY_PORT, "-log-level=error", "-redis.addr=127.0.0.1:1");
        Child loud =
            Child.start(
                Map.of("REDIS_EXPORTER_DEBUG", "true", "REDIS_EXPORTER_LOG_LEVEL", "error"),
                ANY_PORT,
                "-redis.addr=127.0.0.1:1")) {
      int port = loud.awaitPort();
      get(port, "/metrics");
      Await.until(Duration.ofSeconds(10), () -> loud.log().contains("level=DEBUG"));
      quiet.signal("TERM");
      Ended ended = quiet.await();
      assertThat(ended.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"my-redis,my_redis_up", "'',up"})
  void theNamespaceStandsBeforeEveryName(String namespace, String up) throws Exception {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_EMBEDDED);
        Child child =
            Child.start(
                Map.of("REDIS_EXPORTER_NAMESPACE", namespace, "REDIS_ADDR", server.uri()),
                ANY_PORT)) {
      HttpResponse<String> page = get(child.awaitPort(), "/metrics");
      assertThat(page.body().lines()).contains(up + " 1");
      String prefix = up.substring(0, up.length() - "up".length());
      assertThat(page.body().lines().filter(line -> !line.startsWith("#")))
          .allSatisfy(line -> assertThat(line).matches("(process_|" + prefix + "[a-z]).*"));
    }
  }

  @Test
  void sigtermLetsTheRunningScrapeFinish() throws Exception {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        SlowLink link = SlowLink.to(server.address(), Duration.ofMillis(600));
        Child child = Child.start(Map.of(), ANY_PORT, "-redis.addr=" + link.address())) {
      int port = child.awaitPort();
      CompletableFuture<HttpResponse<String>> scrape =
          CompletableFuture.supplyAsync(() -> get(port, "/metrics"));
      Await.until(Duration.ofSeconds(10), () -> link.roundTrips() > 0);
      child.signal("TERM");
      assertThat(scrape.get().statusCode()).isEqualTo(200);
      assertThat(scrape.get().body()).contains("\nredis_up 1\n").contains("redis_slowlog_length ");
      Ended ended = child.await();
      assertThat(ended.exit()).isZero();
      assertThat(ended.err()).contains("letting running scrapes finish");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void asksToEndAreObeyedAtOnce(String signal) throws Exception {
    try (Child child = Child.start(Map.of(), ANY_PORT)) {
      assertThat(get(child.awaitPort(), "/health").body()).isEqualTo("ok");
      long start = System.nanoTime();
      child.signal(signal);
      assertThat(child.await().exit()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void sighupReadsFilesAgain(@TempDir Path directory) throws Exception {
    Path passwords = Files.writeString(directory.resolve("p"), "{\"redis://a:1\": \"one\"}");
    String metric = "\nredis_exporter_config_last_reload_successful ";
    try (Child child =
        Child.start(
            Map.of("REDIS_PASSWORD_FILE", passwords.toString()), ANY_PORT, "-redis.addr=")) {
      int port = child.awaitPort();
      assertThat(get(port, "/metrics").body()).contains(metric + "1\n");
      Files.writeString(passwords, "{\"redis://a:1\": ");
      child.signal("HUP");
      Await.until(Duration.ofSeconds(10), () -> child.log().contains("level=ERROR"));
      assertThat(get(port, "/metrics").body()).contains(metric + "0\n");
      Files.writeString(passwords, "{\"redis://a:1\": \"one\", \"redis://b:1\": \"two\"}");
      child.signal("HUP");
      Await.until(Duration.ofSeconds(10), () -> child.log().contains("reloaded: 2 passwords"));
      assertThat(get(port, "/metrics").body()).contains(metric + "1\n");
    }
  }

  @Test
  void sighupWithoutFilesHasRefusedCommandsTriedAgain() throws Exception {
    try (Child child = Child.start(Map.of(), ANY_PORT)) {
      int port = child.awaitPort();
      child.signal("HUP");
      Await.until(
          Duration.ofSeconds(10), () -> child.log().contains("neither a password file nor"));
      assertThat(get(port, "/health").body()).isEqualTo("ok");
    }
  }

  @Test
  void itListensOnEveryAddressThatIsRepeated() throws Exception {
    try (Child child = Child.start(Map.of(), ANY_PORT, "-web.listen-address=[::1]:0")) {
      assertThat(get(child.awaitPort(), "/-/ready").body()).isEqualTo("ready\n");
      assertThat(child.log()).containsPattern("on 127.0.0.1:[0-9]+, \\[::1\\]:[0-9]+");
    }
  }

  /// Returns a command that listens, and executes its arguments with the socket as standard input, as systemd does for
  /// a unit with `StandardInput=socket`.
  ///
  /// @param family `PF_INET` or `PF_UNIX`
  /// @param address in the syntax of Perl
  private static List<String> listening(String family, String address) {
    String program =
        "socket(my $s, %s, SOCK_STREAM, 0) or die $!; bind($s, %s) && listen($s, 5) or die $!; open(STDIN, '<&', $s) or die $!; exec @ARGV"
            .formatted(family, address);
    return List.of("perl", "-MSocket", "-e", program);
  }

  @Test
  void itListensOnTheSocketOfItsStandardInput() {
    List<String> launcher = listening("PF_INET", "sockaddr_in(0, INADDR_LOOPBACK)");
    try (Child child = Child.start(launcher, Map.of(), "-web.systemd-socket", "-redis.addr=")) {
      assertThat(get(child.awaitPort(), "/-/ready").body()).isEqualTo("ready\n");
      child.signal("TERM");
      assertThat(child.await().exit()).isZero();
    }
  }

  @Test
  void itListensOnTheUnixSocketOfItsStandardInput(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("s");
    List<String> launcher = listening("PF_UNIX", "sockaddr_un('" + path + "')");
    try (Child child = Child.start(launcher, Map.of(), "-web.systemd-socket", "-redis.addr=")) {
      Await.until(Duration.ofSeconds(30), () -> child.log().contains("serving /metrics on the"));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        client.write(ByteBuffer.wrap("GET /-/ready HTTP/1.0\r\n\r\n".getBytes(UTF_8)));
        assertThat(new String(Channels.newInputStream(client).readAllBytes(), UTF_8))
            .endsWith("\r\n\r\nready\n");
      }
      child.signal("TERM");
      assertThat(child.await().exit()).isZero();
      assertThat(path).as("it is the socket of systemd").exists();
    }
  }

  @Test
  void aStandardInputThatIsNoSocketIsRefused() {
    try (Child child = Child.start(Map.of(), "-web.systemd-socket")) {
      Ended ended = child.await();
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err())
          .contains(
              "cannot listen on the socket of the standard input: it is no listening socket: want a unit with StandardInput=socket");
    }
  }

  @Test
  void theSocketOfSystemdExcludesAnAddress() {
    try (Child child = Child.start(Map.of(), "-web.systemd-socket", ANY_PORT)) {
      Ended ended = child.await();
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err())
          .contains(
              "flag -web.systemd-socket: web.listen-address is set, too: want one of the two");
    }
  }

  @Test
  void itListensOnAUnixSocketAndDeletesIt(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("s");
    try (Child child = Child.start(Map.of(), ANY_PORT, "-web.listen-address=unix:" + path)) {
      int _ = child.awaitPort();
      assertThat(child.log()).contains(", unix:" + path);
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        client.write(ByteBuffer.wrap("GET /-/ready HTTP/1.0\r\n\r\n".getBytes(UTF_8)));
        assertThat(new String(Channels.newInputStream(client).readAllBytes(), UTF_8))
            .endsWith("\r\n\r\nready\n");
      }
      child.signal("TERM");
      assertThat(child.await().exit()).isZero();
      assertThat(path).doesNotExist();
    }
  }

  private static HttpResponse<String> get(int port, String path) {
    // The client is closed last: its closing connections would delay the exporter's end.
    HttpClient client = HttpClient.newHttpClient();
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
