package io.exporterkit.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.TlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive for Linux on x86-64, unpacked anywhere.
class TarTest {
  /// Makes the runtime refuse to start when the start-up cache cannot be used.
  private static final String CACHE_REQUIRED = "JAVA_FLAGS=-XX:AOTMode=on";

  @TempDir Path directory;
  private Path program = Path.of("");

  @BeforeEach
  void unpack() {
    program = Built.unpackTar(directory);
  }

  private String launcher() {
    return program.resolve("bin/redis-exporter").toString();
  }

  private ExporterProcess start(String... flags) {
    return ExporterProcess.startInstalled(List.of("env", CACHE_REQUIRED, launcher()), flags);
  }

  @Test
  void startsWithoutJavaOnTheMachineAndWithTheCache() {
    assertThat(Shell.run("env", "-i", CACHE_REQUIRED, launcher(), "-version"))
        .startsWith("redis-exporter " + Built.version() + "    build date: ")
        .doesNotContain("unknown", "SNAPSHOT");
  }

  @Test
  void aSymbolicLinkStartsIt() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of(launcher()));
    assertThat(Shell.run("env", CACHE_REQUIRED, link.toString(), "-version"))
        .startsWith("redis-exporter ");
  }

  @Test
  void scrapesAndIsNamedAsItself() throws IOException {
    try (RedisServer redis = RedisServer.start(ServerKind.REDIS_8_0);
        ExporterProcess exporter = start("-redis.addr", redis.uri())) {
      assertThat(Http.get(exporter.port(), "/metrics")).contains("\nredis_up 1\n");
      Path process = Path.of("/proc", Long.toString(exporter.pid()));
      assertThat(Files.readString(process.resolve("comm"))).isEqualTo("redis-exporter\n");
      assertThat(Files.readString(process.resolve("cmdline"))).contains("\0-XX:AOTCache=");
    }
  }

  /// The modules of the runtime are enough for all that the program does.
  @Test
  void theRuntimeHasTlsUnixSocketsNamesCompressionHashesAndSignals() throws Exception {
    Certificates files = new Certificates(directory);
    files.authority("ca");
    files.leaf("server", "ca", "subjectAltName=DNS:localhost");
    Path socket = directory.resolve("redis.sock");
    // The bcrypt hash of "secret".
    String hash = "$2a$04$62JTQ.mihsDINqLlJwYUfuCtByvT2D1I7KhiCveI9a/FuaBP70Uzm";
    try (TlsServer tls = TlsServer.start(files, "server", "--tls-auth-clients", "no");
        RedisServer local =
            RedisServer.start(ServerKind.REDIS_8_0, "--unixsocket", socket.toString());
        ExporterProcess exporter =
            start(
                "-probe.allow", "unix:" + socket,
                "-redis.addr", tls.uri(),
                "-tls-ca-cert-file", files.file("ca.crt"),
                "-redis.password-file",
                    Files.writeString(directory.resolve("passwords.json"), "{}").toString(),
                "-basic-auth-username", "prometheus",
                "-basic-auth-hash-password", hash,
                "-tls-server-cert-file", files.file("server.crt"),
                "-tls-server-key-file", files.file("server.key"))) {
      assertThat(local.isAlive()).isTrue();
      Https https = new Https(exporter.port(), "prometheus:secret");
      assertThat(https.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(new String(https.get("/metrics").body(), UTF_8)).contains("\nredis_up 1\n");
      assertThat(new String(https.get("/scrape?target=unix://" + socket).body(), UTF_8))
          .contains("\nredis_up 1\n");
      var zipped = https.get("/metrics", "Accept-Encoding", "gzip");
      assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
      try (GZIPInputStream page =
          new GZIPInputStream(new java.io.ByteArrayInputStream(zipped.body()))) {
        assertThat(new String(page.readAllBytes(), UTF_8)).contains("\nredis_up 1\n");
      }
      assertThat(new Https(exporter.port(), "prometheus:wrong").get("/metrics").statusCode())
          .isEqualTo(401);
      Shell.run("kill", "-HUP", Long.toString(exporter.pid()));
      Await.until(Duration.ofSeconds(10), () -> exporter.log().contains("reload"));
      assertThat(exporter.isAlive()).isTrue();
    }
  }

  @Test
  void theAuthoritiesOfTheVariableAreTrusted() {
    Certificates files = new Certificates(directory);
    files.authority("ca");
    files.leaf("server", "ca", "subjectAltName=DNS:localhost");
    try (TlsServer tls = TlsServer.start(files, "server", "--tls-auth-clients", "no");
        ExporterProcess trusting =
            ExporterProcess.startInstalled(
                List.of("env", "SSL_CERT_FILE=" + files.file("ca.crt"), launcher()),
                "-redis.addr",
                tls.uri());
        ExporterProcess other =
            ExporterProcess.startInstalled(List.of(launcher()), "-redis.addr", tls.uri())) {
      assertThat(Http.get(trusting.port(), "/metrics")).contains("\nredis_up 1\n");
      assertThat(Http.get(other.port(), "/metrics")).contains("\nredis_up 0\n");
    }
  }

  @Test
  void aChangedLibraryLeavesTheCacheOut() throws IOException {
    Path jar = Built.only(program.resolve("lib"), "redis-exporter.jar");
    Shell.run(
        Path.of(System.getProperty("java.home"), "bin", "jar").toString(),
        "--update",
        "--file",
        jar.toString(),
        "-C",
        program.toString(),
        "LICENSE");
    try (ExporterProcess exporter =
        ExporterProcess.startInstalled(List.of(launcher()), "-redis.addr=")) {
      assertThat(Files.readString(Path.of("/proc", Long.toString(exporter.pid()), "cmdline")))
          .doesNotContain("AOTCache");
      assertThat(exporter.log()).doesNotContain("AOT", "warning");
    }
  }

  @Test
  void aDamagedCacheDoesNotPreventAStart() throws IOException {
    Files.write(Built.only(program.resolve("lib"), ".aot"), new byte[5000]);
    assertThat(Shell.run(launcher(), "-version").lines().toList()).hasSize(1);
  }

  @Test
  void variablesForOtherJavaProgramsAreIgnored() {
    assertThat(
            Shell.run(
                    "env",
                    "JAVA_TOOL_OPTIONS=-Xmx1m",
                    "JDK_JAVA_OPTIONS=-Xmx1m",
                    "_JAVA_OPTIONS=-Xmx1m",
                    launcher(),
                    "-version")
                .lines()
                .toList())
        .hasSize(1);
  }

  @Test
  void sixtyFourDescriptorsAreEnough() throws IOException {
    try (RedisServer redis = RedisServer.start(ServerKind.REDIS_8_0);
        ExporterProcess exporter =
            ExporterProcess.startInstalled(
                List.of("prlimit", "--nofile=64:64", launcher()), "-redis.addr", redis.uri())) {
      assertThat(Http.get(exporter.port(), "/metrics")).contains("\nredis_up 1\n");
    }
  }

  @Test
  void aWrongFlagIsOneLine() {
    ExporterProcess.Refusal end =
        ExporterProcess.end(List.of(launcher(), "-web.listen-adress=:9121"));
    assertThat(end.code()).isEqualTo(2);
    assertThat(end.lines().getFirst())
        .isEqualTo("there is no flag -web.listen-adress; did you mean -web.listen-address?");
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    Files.delete(program.resolve("runtime/bin/redis-exporter"));
    ExporterProcess.Refusal end = ExporterProcess.end(List.of(launcher(), "-version"));
    assertThat(end.code()).isEqualTo(1);
    assertThat(end.lines())
        .containsExactly(
            "redis-exporter: cannot start "
                + program
                + "/runtime/bin/redis-exporter: No such file or directory");
    Files.delete(program.resolve("lib/launch.args"));
    assertThat(ExporterProcess.end(List.of(launcher(), "-version")).lines())
        .containsExactly(
            "redis-exporter: cannot read "
                + program
                + "/lib/launch.args: No such file or directory");
  }
}
