package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.TlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of targets by TLS, unix socket, and with passwords from a file. The certificates in `tls/` are only for these
/// tests.
class SecureTargetTest {
  private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();
  private static TlsServer server;

  @TempDir static Path directory;

  @BeforeAll
  static void start() {
    server =
        TlsServer.start(
            "--tls-cert-file",
            file("rsa.crt"),
            "--tls-key-file",
            file("rsa.pkcs8.key"),
            "--tls-ca-cert-file",
            file("ca.crt"),
            "--unixsocket",
            directory.resolve("redis.sock").toString());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "rediss, rsa.crt, rsa.pkcs8.key",
    "rediss, rsa.crt, rsa.pkcs1.key",
    "valkeys, ec.crt, ec.pkcs8.key",
    "valkeys, ec.crt, ec.sec1.key",
  })
  void showsItsCertificate(String scheme, String certificate, String key) {
    try (Exporter exporter =
        Exporter.start(
            "-redis.addr",
            scheme + "://localhost:" + server.port(),
            "-tls-ca-cert-file",
            file("ca.crt"),
            "-tls-client-cert-file",
            file(certificate),
            "-tls-client-key-file",
            file(key))) {
      for (int i = 0; i < 2; i++) { // the second time on the kept connection
        Page page = exporter.metrics();
        assertThat(page.error()).isEmpty();
        assertThat(page.up()).isTrue();
      }
      assertThat(exporter.metrics().value("redis_exporter_last_scrape_connect_time_seconds"))
          .isZero();
    }
  }

  @Test
  void needsACertificateWhereTheTargetWantsOne() {
    try (Exporter exporter =
        Exporter.start("-redis.addr", tls("localhost"), "-tls-ca-cert-file", file("ca.crt"))) {
      assertThat(exporter.metrics().up()).isFalse();
      assertThat(exporter.metrics().error()).isNotEmpty();
    }
  }

  @Test
  void trustsNoOtherAuthority() {
    try (Exporter exporter = withCertificate("-tls-ca-cert-file", file("other.crt"))) {
      assertThat(exporter.metrics().error())
          .isEqualTo(
              "TLS handshake failed: the certificate of the target is not trusted: unknown authority");
    }
    try (Exporter exporter = withCertificate("-skip-tls-verification")) {
      assertThat(exporter.metrics().up()).isTrue();
    }
  }

  @Test
  void readsChangedFilesAgainAndKeepsTheLastGoodOnes() throws IOException {
    Path authority = directory.resolve("authority.crt");
    try (Exporter exporter = startWith(authority, "ca.crt")) {
      assertThat(exporter.metrics().up()).isTrue();
      Files.writeString(authority, "-----BEGIN CERT");
      assertThat(exporter.metrics().up()).isTrue();
      Files.delete(authority);
      assertThat(exporter.metrics().up()).isTrue();
      Files.copy(TLS.resolve("other.crt"), authority);
      assertThat(exporter.metrics().error()).contains("is not trusted");
      Files.writeString(authority, "");
      assertThat(exporter.metrics().error()).contains("is not trusted");
      Files.copy(TLS.resolve("ca.crt"), authority, StandardCopyOption.REPLACE_EXISTING);
      assertThat(exporter.metrics().up()).isTrue();
    }
  }

  /// Starts an exporter whose every scrape dials a new connection.
  private static Exporter startWith(Path authority, String file) throws IOException {
    Files.copy(TLS.resolve(file), authority);
    return withCertificate("-tls-ca-cert-file", authority.toString(), "-connection.max-age", "0");
  }

  @Test
  void verifiesTheConfiguredName() {
    try (Exporter exporter =
        withCertificate(
            "-tls-ca-cert-file", file("ca.crt"), "-tls-server-name", "elsewhere.example")) {
      assertThat(exporter.metrics().up()).isFalse();
      String path = Exporter.scrapePath(tls("localhost"));
      assertThat(exporter.fetch(path + "&tls_server_name=redis.example").page().up()).isTrue();
      assertThat(exporter.fetch(path + "&tls-server-name=other.example").page().up()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void reachesAUnixSocket(String kept) {
    String socket = "unix://" + directory.resolve("redis.sock");
    try (Exporter exporter =
        Exporter.start(
            "-redis.addr", socket, "-connection.max-age", kept.isEmpty() ? "60s" : "0")) {
      for (int i = 0; i < 3; i++) {
        assertThat(exporter.metrics().error()).isEmpty();
        assertThat(exporter.scrape(socket).up()).isTrue();
      }
    }
  }

  @Test
  void aSilentUnixSocketIsDownInTime() {
    try (Exporter exporter =
        Exporter.start(
            "-redis.addr",
            "unix://" + directory.resolve("redis.sock"),
            "-connection-timeout",
            "300ms")) {
      server.server().pause();
      try {
        assertThat(exporter.metrics().error()).isEqualTo("timed out waiting for INFO");
      } finally {
        server.server().resume();
      }
      assertThat(exporter.metrics().up()).isTrue();
    }
  }

  @Test
  void readsPasswordsFromAFileAndReadsItAgain() throws IOException {
    Path passwords = directory.resolve("passwords.json");
    try (RedisServer locked = RedisServer.start(ServerKind.VALKEY_8_0, "--requirepass", "right")) {
      Files.writeString(passwords, "{\"" + locked.uri() + "\": \"wrong\"}");
      try (Exporter exporter =
          Exporter.start(
              "-redis.addr", locked.uri(), "-redis.password-file", passwords.toString())) {
        assertThat(exporter.metrics().error()).startsWith("AUTH refused: WRONGPASS ");
        Files.writeString(passwords, "{\"" + locked.uri() + "\": \"right\"}");
        assertThat(exporter.metrics().up()).isFalse();
        assertThat(exporter.fetch("/-/reload").body()).isEqualTo("ok");
        assertThat(exporter.metrics().error()).isEmpty();
        assertThat(exporter.scrape(locked.uri()).up()).isTrue();
        Files.writeString(passwords, "{\"right\": ");
        Exporter.Answer refused = exporter.fetch("/-/reload");
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.body()).contains("passwords.json").doesNotContain("right");
        assertThat(exporter.metrics().up()).isTrue();
      }
    }
  }

  private static Exporter withCertificate(String... flags) {
    String[] all = new String[flags.length + 6];
    System.arraycopy(flags, 0, all, 6, flags.length);
    String[] own = {
      "-redis.addr",
      tls("localhost"),
      "-tls-client-cert-file",
      file("rsa.crt"),
      "-tls-client-key-file",
      file("rsa.pkcs8.key")
    };
    System.arraycopy(own, 0, all, 0, own.length);
    return Exporter.start(all);
  }

  private static String tls(String host) {
    return "rediss://" + host + ":" + server.port();
  }

  private static String file(String name) {
    return TLS.resolve(name).toString();
  }
}
