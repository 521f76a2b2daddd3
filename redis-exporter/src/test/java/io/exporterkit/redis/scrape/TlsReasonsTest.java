package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reasons of failed TLS connections to real servers, with certificates made by `openssl` for these tests.
class TlsReasonsTest {
  private static final String FAILED = "TLS handshake failed: ";
  private static final String SERVERS = "subjectAltName=DNS:localhost,IP:127.0.0.1";

  @TempDir static Path directory;

  @BeforeAll
  static void makeCertificates() throws IOException, InterruptedException {
    authority("ca");
    authority("other");
    leaf(
        "good", "ca", SERVERS + "\nextendedKeyUsage=serverAuth,clientAuth", "20200101", "20990101");
    leaf("expired", "ca", SERVERS, "20200101", "20210101");
    leaf("early", "ca", SERVERS, "20900101", "20990101");
    leaf("elsewhere", "ca", "subjectAltName=DNS:elsewhere.example", "20200101", "20990101");
    leaf("address", "ca", "subjectAltName=IP:127.0.0.1", "20200101", "20990101");
    leaf("client", "ca", SERVERS + "\nextendedKeyUsage=clientAuth", "20200101", "20990101");
    leaf("common", "ca", "basicConstraints=CA:FALSE", "20200101", "20990101");
    leaf("stranger", "other", SERVERS, "20200101", "20990101");
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
  void eachFaultOfACertificateHasItsOwnWords(String certificate, String reason) throws IOException {
    try (Secure server = Secure.start(certificate, "--tls-auth-clients", "no");
        Exporter exporter = exporter(server.uri())) {
      for (int i = 0; i < 2; i++) {
        assertThat(exporter.metrics().error()).isEqualTo(reason == null ? "" : FAILED + reason);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3", "TLSv1.2"})
  void aWantedClientCertificateIsNamed(String version) throws IOException {
    try (Secure server = Secure.start("good", "--tls-protocols", version);
        Exporter exporter = exporter(server.uri(), "-connection.max-age", "0")) {
      for (int i = 0; i < 8; i++) {
        assertThat(exporter.metrics().error())
            .isEqualTo(FAILED + "the target wants a client certificate");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3", "TLSv1.2"})
  void aRefusedClientCertificateIsNamed(String version) throws IOException {
    try (Secure server = Secure.start("good", "--tls-protocols", version);
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
  void plainTextToATlsPortIsNamed() throws IOException {
    try (Secure server = Secure.start("good");
        Exporter exporter = exporter("redis://localhost:" + server.port)) {
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

  private record Secure(RedisServer server, int port) implements AutoCloseable {
    static Secure start(String certificate, String... more) throws IOException {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      List<String> flags =
          new ArrayList<>(
              List.of(
                  "--tls-port",
                  Integer.toString(port),
                  "--tls-cert-file",
                  file(certificate + ".crt"),
                  "--tls-key-file",
                  file(certificate + ".key"),
                  "--tls-ca-cert-file",
                  file("ca.crt")));
      flags.addAll(List.of(more));
      return new Secure(
          RedisServer.start(ServerKind.REDIS_7_0, flags.toArray(String[]::new)), port);
    }

    String uri() {
      return "rediss://localhost:" + port;
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static void authority(String name) throws IOException, InterruptedException {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN="
            + name
            + " -keyout %s.key -out %s.crt".formatted(name, name));
  }

  private static void leaf(String name, String issuer, String extensions, String from, String to)
      throws IOException, InterruptedException {
    Files.writeString(directory.resolve(name + ".ext"), extensions);
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout %s.key -out %s.csr"
            .formatted(name, name));
    Path made = Files.createDirectories(directory.resolve(name + ".made"));
    Files.writeString(made.resolve("index.txt"), "");
    Files.writeString(
        directory.resolve(name + ".cnf"),
        """
        [ca]
        default_ca=own
        [own]
        database=%s/index.txt
        new_certs_dir=%s
        rand_serial=yes
        default_md=sha256
        policy=any
        [any]
        commonName=supplied
        """
            .formatted(made, made));
    openssl(
        String.format(
            Locale.ROOT,
            "ca -batch -notext -config %s.cnf -cert %s.crt -keyfile %s.key -in %s.csr -out %s.crt -extfile %s.ext -startdate %s000000Z -enddate %s000000Z",
            name,
            issuer,
            issuer,
            name,
            name,
            name,
            from,
            to));
  }

  private static void openssl(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static String file(String name) {
    return directory.resolve(name).toString();
  }
}
