package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.TlsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests of the reasons of failed TLS connections to real servers, with certificates made by `openssl` for these tests.
class TlsReasonsTest {
  private static final String FAILED = "TLS handshake failed: ";
  private static final String SERVERS = "subjectAltName=DNS:localhost,IP:127.0.0.1";

  @TempDir static Path directory;

  private static Certificates certificates;

  @BeforeAll
  static void makeCertificates() {
    certificates = new Certificates(directory);
    certificates.authority("ca");
    certificates.authority("other");
    certificates.leaf("good", "ca", SERVERS + "\nextendedKeyUsage=serverAuth,clientAuth");
    certificates.leaf("expired", "ca", SERVERS, "20200101", "20210101");
    certificates.leaf("early", "ca", SERVERS, "20900101", "20990101");
    certificates.leaf("elsewhere", "ca", "subjectAltName=DNS:elsewhere.example");
    certificates.leaf("address", "ca", "subjectAltName=IP:127.0.0.1");
    certificates.leaf("client", "ca", SERVERS + "\nextendedKeyUsage=clientAuth");
    certificates.leaf("common", "ca", "basicConstraints=CA:FALSE");
    certificates.leaf("stranger", "other", SERVERS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          good      |
          expired   | the certificate of the target has expired
          early     | the certificate of the target is not valid yet
          elsewhere | the certificate of the target does not hold the name of the target
          address   | the certificate of the target does not hold the name of the target
          client    | the certificate of the target is not meant for servers: wrong key usage
          common    | the certificate of the target names its host in the common name alone: subject alternative names are needed
          stranger  | the certificate of the target is not trusted: unknown authority
          """)
  void eachFaultOfACertificateHasItsOwnWords(String certificate, String reason) {
    try (TlsServer server = TlsServer.start(certificates, certificate, "--tls-auth-clients", "no");
        Exporter exporter = exporter(server.uri())) {
      for (int i = 0; i < 2; i++) {
        assertThat(exporter.metrics().error()).isEqualTo(reason == null ? "" : FAILED + reason);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3", "TLSv1.2"})
  void aWantedClientCertificateIsNamed(String version) {
    try (TlsServer server = TlsServer.start(certificates, "good", "--tls-protocols", version);
        Exporter exporter = exporter(server.uri(), "-connection.max-age", "0")) {
      for (int i = 0; i < 8; i++) {
        assertThat(exporter.metrics().error())
            .isEqualTo(FAILED + "the target wants a client certificate");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3", "TLSv1.2"})
  void aRefusedClientCertificateIsNamed(String version) {
    try (TlsServer server = TlsServer.start(certificates, "good", "--tls-protocols", version);
        Exporter exporter =
            exporter(
                server.uri(),
                "-connection.max-age",
                "0",
                "-tls-client-cert-file",
                file("stranger.crt"),
                "-tls-client-key-file",
                file("stranger.key"))) {
      String first = exporter.metrics().error();
      assertThat(first).startsWith(FAILED + "the target refuses the client certificate");
      for (int i = 0; i < 8; i++) {
        assertThat(exporter.metrics().error()).isEqualTo(first);
      }
    }
  }

  @Test
  void tlsToAPlainPortIsNamedBeforeTheTimeOut() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = exporter("rediss://localhost:" + server.port())) {
      Exporter.Answer answer = exporter.fetch("/metrics", 8);
      assertThat(answer.page().error()).isEqualTo(FAILED + "the target speaks no TLS on this port");
      assertThat(answer.took()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void plainTextToATlsPortIsNamed() {
    try (TlsServer server = TlsServer.start(certificates, "good");
        Exporter exporter = exporter("redis://localhost:" + server.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(exporter.metrics().error())
            .isEqualTo("the target speaks TLS on this port: use rediss://");
      }
    }
  }

  private static Exporter exporter(String uri, String... more) {
    List<String> flags =
        new ArrayList<>(List.of("-redis.addr", uri, "-tls-ca-cert-file", file("ca.crt")));
    flags.addAll(List.of(more));
    return Exporter.start(flags.toArray(String[]::new));
  }

  private static String file(String name) {
    return certificates.file(name);
  }
}
