package io.exporterkit.redis.scrape;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of HTTPS, client certificates and basic auth of the listener.
class ProtectedListenerTest {
  private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void servesHttpsAndReadsAChangedCertificateAgain() throws Exception {
    Path certificate = copy("rsa.crt", "server.crt");
    Path key = copy("rsa.pkcs1.key", "server.key");
    try (Exporter exporter =
        Exporter.start(
            "-redis.addr",
            "",
            "-tls-server-cert-file",
            certificate.toString(),
            "-tls-server-key-file",
            key.toString())) {
      assertThat(keyOf(exporter)).isEqualTo("RSA");
      copy("ec.crt", "server.crt");
      copy("ec.sec1.key", "server.key");
      assertThat(keyOf(exporter)).isEqualTo("EC");
      Files.writeString(certificate, "half a fi");
      assertThat(keyOf(exporter)).isEqualTo("EC");
    }
  }

  @Test
  void plainHttpOnTheHttpsPortIsAnsweredWithALine() throws Exception {
    try (Exporter exporter =
            Exporter.start(
                "-redis.addr",
                "",
                "-tls-server-cert-file",
                TLS.resolve("rsa.crt").toString(),
                "-tls-server-key-file",
                TLS.resolve("rsa.pkcs8.key").toString());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), exporter.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer)
          .startsWith("HTTP/1.0 400 Bad Request\r\n")
          .endsWith("\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
      assertThat(get(exporter, false).body()).isEqualTo("ok");
    }
  }

  @Test
  void wantsAClientsCertificate() throws Exception {
    try (Exporter exporter =
        Exporter.start(
            "-redis.addr",
            "",
            "-tls-server-cert-file",
            TLS.resolve("rsa.crt").toString(),
            "-tls-server-key-file",
            TLS.resolve("rsa.pkcs8.key").toString(),
            "-tls-server-ca-cert-file",
            TLS.resolve("ca.crt").toString())) {
      assertThatThrownBy(() -> get(exporter, false)).isInstanceOf(IOException.class);
      assertThat(get(exporter, true).body()).isEqualTo("ok");
    }
  }

  @Test
  void asksForAPasswordOnEveryPath() {
    try (Exporter exporter =
        Exporter.start(
            "-redis.addr", "", "-basic-auth-username", "u", "-basic-auth-password", "secret")) {
      for (String path : new String[] {"/", "/health", "/metrics", "/scrape", "/none"}) {
        Exporter.Answer refused = exporter.fetch(path);
        assertThat(refused.status()).as(path).isEqualTo(401);
        assertThat(refused.headers())
            .containsEntry("www-authenticate", "Basic realm=\"redis-exporter, charset=UTF-8\"");
      }
      // u:secret and u:wrong
      assertThat(status(exporter, "Basic dTpzZWNyZXQ=")).isEqualTo(200);
      assertThat(status(exporter, "Basic dTp3cm9uZw==")).isEqualTo(401);
    }
  }

  private static int status(Exporter exporter, String authorization) {
    return exporter.fetch("GET", "/metrics", Map.of("Authorization", authorization)).status();
  }

  /// Returns the kind of key in the certificate that a new connection receives.
  private static String keyOf(Exporter exporter) throws Exception {
    X509Certificate certificate =
        (X509Certificate) get(exporter, false).sslSession().orElseThrow().getPeerCertificates()[0];
    return certificate.getPublicKey().getAlgorithm();
  }

  private static HttpResponse<String> get(Exporter exporter, boolean withCertificate)
      throws Exception {
    Optional<Path> certificate = Optional.of(TLS.resolve("ec.crt")).filter(_ -> withCertificate);
    Optional<Path> key = Optional.of(TLS.resolve("ec.pkcs8.key")).filter(_ -> withCertificate);
    ClientContext.Files files =
        new ClientContext.Files(Optional.of(TLS.resolve("ca.crt")), certificate, key, true);
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(new ClientContext(files).get()).build()) {
      URI uri = URI.create("https://localhost:" + exporter.port() + "/health");
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private Path copy(String from, String to) throws IOException {
    return Files.copy(
        TLS.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }
}
