package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.redis.servers.Prometheus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests of the settings of `web.config.file`, with the handshakes of `openssl s_client` and the requests of an HTTP
/// client and of a Prometheus.
class WebConfigTest {
  // Of the password `fakepassword`.
  private static final String HASH = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";
  private static final String CERTIFICATE =
      "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

  @TempDir static Path folder;

  @BeforeAll
  static void createCertificates() {
    Certificates certificates = new Certificates(folder);
    certificates.authority("ca");
    certificates.authority("other");
    certificates.leaf("server", "ca", "subjectAltName=DNS:localhost,IP:127.0.0.1");
    certificates.leaf(
        "client",
        "ca",
        "subjectAltName=DNS:client.example,IP:192.0.2.1,IP:2001:db8::1,email:a@b.example,URI:spiffe://a/b");
    certificates.leaf("nameless", "ca", "keyUsage=digitalSignature");
    certificates.leaf("expired", "ca", "subjectAltName=DNS:client.example", "20200101", "20210101");
    certificates.leaf("stranger", "other", "subjectAltName=DNS:client.example");
  }

  private static Exporter start(String config) throws IOException {
    Path file = Files.writeString(folder.resolve("web.yml"), config);
    return Exporter.start("-redis.addr=", "-web.config.file=" + file);
  }

  /// Returns what `openssl s_client` prints for a request of `/health`.
  private static String request(Exporter exporter, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "s_client", "-connect", "localhost:" + exporter.port(), "-ign_eof"));
    command.addAll(List.of("-servername", "localhost", "-CAfile", "ca.crt"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try {
      process
          .getOutputStream()
          .write("GET /health HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
    } catch (IOException _) {
      // the handshake has failed already
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }

  private static boolean isAnswered(Exporter exporter, String certificate) throws Exception {
    String printed =
        certificate.equals("-")
            ? request(exporter)
            : request(exporter, "-cert", certificate + ".crt", "-key", certificate + ".key");
    return isAnswered(printed);
  }

  private static boolean isAnswered(String printed) {
    return printed.contains("HTTP/1.0 200 OK") || printed.contains("HTTP/1.1 200 OK");
  }

  @ParameterizedTest
  @CsvSource({
    "NoClientCert, '', - client stranger expired, ",
    "RequestClientCert, '', - client stranger expired, ",
    "RequestClientCert, ca, - client stranger expired, ",
    "RequireAnyClientCert, '', client stranger expired, -",
    "RequireAnyClientCert, ca, client stranger expired, -",
    "RequireClientCert, '', client stranger expired, -",
    "VerifyClientCertIfGiven, ca, - client, stranger expired",
    "RequireAndVerifyClientCert, ca, client nameless, - stranger expired",
    "RequireAndVerifyClientCert, other, stranger, - client expired",
  })
  void eachPolicyAdmitsItsClients(String policy, String ca, String admitted, String refused)
      throws Exception {
    String authorities = ca.isEmpty() ? "" : "  client_ca_file: " + ca + ".crt\n";
    try (Exporter exporter =
        start(CERTIFICATE + "  client_auth_type: " + policy + "\n" + authorities)) {
      for (String certificate : admitted.split(" ", -1)) {
        assertThat(isAnswered(exporter, certificate)).as(certificate).isTrue();
      }
      for (String certificate : refused == null ? new String[0] : refused.split(" ", -1)) {
        assertThat(isAnswered(exporter, certificate)).as(certificate).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "client.example, true",
    "none; client.example, true",
    "192.0.2.1, true",
    "2001:db8::1, true",
    "2001:DB8:0:0:0:0:0:1, true",
    "a@b.example, true",
    "spiffe://a/b, true",
    "localhost, false",
    "client.example., false",
    "*.example, false",
    "192.0.2.2, false",
    "spiffe://a, false",
    "'', false",
  })
  void anAllowedNameIsRequired(String names, boolean admitted) throws Exception {
    String list = names.isEmpty() ? "[]" : "['" + names.replace("; ", "', '") + "']";
    String policy =
        CERTIFICATE
            + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"
            + "  client_allowed_sans: "
            + list
            + "\n";
    try (Exporter exporter = start(policy)) {
      assertThat(isAnswered(exporter, "client")).isEqualTo(admitted);
      assertThat(isAnswered(exporter, "nameless")).isFalse();
      assertThat(isAnswered(exporter, "stranger")).isFalse();
    }
  }

  @Test
  void anAllowedNameIsRequiredOfAnyIssuer() throws Exception {
    String policy =
        CERTIFICATE
            + "  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: [client.example]\n";
    try (Exporter exporter = start(policy)) {
      assertThat(isAnswered(exporter, "stranger")).isTrue();
      assertThat(isAnswered(exporter, "nameless")).isFalse();
      assertThat(isAnswered(exporter, "-")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'min_version: TLS12', -tls1_2, TLSv1.2",
    "'min_version: TLS12', -tls1_3, TLSv1.3",
    "'min_version: TLS10', -tls1_2, TLSv1.2",
    "'min_version: TLS13', -tls1_3, TLSv1.3",
    "'min_version: TLS13', -tls1_2, ",
    "'max_version: TLS12', -tls1_2, TLSv1.2",
    "'max_version: TLS12', -tls1_3, ",
    "'cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]', -tls1_2, ECDHE-ECDSA-AES128-GCM-SHA256",
    "'cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]', -tls1_3, TLSv1.3",
    "'cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA]', -tls1_2, ECDHE-ECDSA-AES256-SHA",
    "'cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]', -tls1_2, ",
    "'cipher_suites: [TLS_AES_128_GCM_SHA256]', -tls1_2, ",
    "'cipher_suites: [TLS_AES_128_GCM_SHA256]', -tls1_3, TLSv1.3",
    "'curve_preferences: [CurveP384]', -tls1_3, 'ECDH, secp384r1'",
    "'curve_preferences: [CurveP521]', -tls1_3, 'ECDH, secp521r1'",
    "'curve_preferences: [CurveP256]', -tls1_2, 'ECDH, prime256v1'",
    "'curve_preferences: [X25519]', -tls1_3, X25519",
    "'curve_preferences: [CurveP384]', '-groups X25519', ",
    "'curve_preferences: [CurveP256, X25519]', '-groups X25519', X25519",
    "'cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]', '-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384', ECDHE-ECDSA-AES256-GCM-SHA384",
  })
  void versionsSuitesAndCurvesAreThoseOfTheFile(String setting, String options, String shown)
      throws Exception {
    try (Exporter exporter = start(CERTIFICATE + "  " + setting + "\n")) {
      String printed = request(exporter, options.split(" ", -1));
      assertThat(isAnswered(printed)).as(printed).isEqualTo(shown != null);
      assertThat(printed).contains(shown == null ? "" : shown);
    }
  }

  @Test
  void theOrderOfTheClientCountsWhenThatOfTheServerDoesNot() throws Exception {
    String suites =
        "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]\n";
    try (Exporter exporter =
        start(CERTIFICATE + suites + "  prefer_server_cipher_suites: false\n")) {
      assertThat(
              request(
                  exporter,
                  "-tls1_2",
                  "-cipher",
                  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"))
          .contains("ECDHE-ECDSA-AES128-GCM-SHA256");
    }
  }

  private static Map<String, String> as(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  @Test
  void everyPathButHealthNeedsOneOfTheUsers() throws Exception {
    try (Exporter exporter =
        start("basic_auth_users:\n  ann: %s\n  bob: %s\n".formatted(HASH, HASH))) {
      for (String path : List.of("/", "/metrics", "/scrape", "/none", "/-/reload", "/health/")) {
        Exporter.Answer refused = exporter.fetch(path);
        assertThat(refused.status()).as(path).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("Unauthorized\n");
        assertThat(refused.headers().get("www-authenticate")).startsWith("Basic realm=");
      }
      for (String path : List.of("/health", "/-/healthy", "/-/ready")) {
        assertThat(exporter.status(path)).as(path).isEqualTo(200);
      }
      for (String user : List.of("ann", "bob")) {
        assertThat(exporter.fetch("GET", "/metrics", as(user, "fakepassword")).status())
            .isEqualTo(200);
        assertThat(exporter.fetch("GET", "/metrics", as(user, "wrong")).status()).isEqualTo(401);
      }
      assertThat(exporter.fetch("GET", "/metrics", as("eve", "fakepassword")).status())
          .isEqualTo(401);
    }
  }

  @Test
  void everyAnswerHasTheHeaders() throws Exception {
    try (Exporter exporter =
        start(
            "http_server_config: {headers: {X-Frame-Options: deny, X-XSS-Protection: 0}}\nbasic_auth_users: {ann: "
                + HASH
                + "}\n")) {
      for (String path : List.of("/health", "/metrics", "/none", "//metrics")) {
        assertThat(exporter.fetch(path).headers())
            .as(path)
            .containsEntry("x-frame-options", "deny")
            .containsEntry("x-xss-protection", "0");
      }
    }
  }

  @Test
  void requestsBeyondTheLimitAreAnswered429() throws Exception {
    try (Exporter exporter =
        start(
            "rate_limit: {interval: 1h, burst: 2}\nhttp_server_config: {headers: {X-Frame-Options: deny}}\n")) {
      assertThat(exporter.status("/metrics")).isEqualTo(200);
      assertThat(exporter.status("/none")).isEqualTo(404);
      Exporter.Answer refused = exporter.fetch("/metrics");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body()).isEqualTo("Too Many Requests\n");
      assertThat(refused.headers()).containsEntry("x-frame-options", "deny");
      for (String path : List.of("/health", "/-/healthy", "/-/ready")) {
        assertThat(exporter.status(path)).as(path).isEqualTo(200);
      }
    }
  }

  @Test
  void aBadFileLeavesTheUsersAndAMetricSaysSo() throws Exception {
    String successful = "redis_exporter_web_config_last_reload_successful";
    try (Exporter exporter = start("basic_auth_users: {ann: " + HASH + "}\n")) {
      Map<String, String> ann = as("ann", "fakepassword");
      Page first = exporter.fetch("GET", "/metrics", ann).page();
      assertThat(first.value(successful)).isEqualTo(1);
      Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {ann: secret}\n");
      Page second = exporter.fetch("GET", "/metrics", ann).page();
      assertThat(second.value(successful)).isEqualTo(0);
      String time = "redis_exporter_web_config_last_reload_success_timestamp_seconds";
      assertThat(second.value(time)).isEqualTo(first.value(time)).isPositive();
      assertThat(exporter.status("/metrics")).isEqualTo(401);
      Exporter.Answer failed = exporter.fetch("GET", "/-/reload", ann);
      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.body())
          .isEqualTo(
              folder.resolve("web.yml")
                  + ":1:25: an entry of basic_auth_users: no bcrypt hash: want $2a$, $2b$ or $2y$, a cost from 04 to 31, $ and 53 characters\n");
      Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {bob: " + HASH + "}\n");
      assertThat(exporter.fetch("GET", "/metrics", ann).status()).isEqualTo(401);
      Map<String, String> bob = as("bob", "fakepassword");
      Exporter.Answer reloaded = exporter.fetch("GET", "/-/reload", bob);
      assertThat(reloaded.status()).isEqualTo(200);
      assertThat(exporter.fetch("GET", "/metrics", bob).page().value(successful)).isEqualTo(1);
    }
  }

  @Test
  void theMetricsOfTheFileStandOnNoOtherPage() {
    try (Exporter exporter = Exporter.start("-redis.addr=")) {
      assertThat(exporter.get("/metrics")).doesNotContain("web_config");
    }
  }

  @Test
  void aChangedPolicyAndCertificateCountForTheNextConnection() throws Exception {
    try (Exporter exporter = start(CERTIFICATE)) {
      assertThat(isAnswered(exporter, "-")).isTrue();
      Files.writeString(
          folder.resolve("web.yml"),
          CERTIFICATE.replace("server.", "client.")
              + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
      assertThat(isAnswered(exporter, "-")).isFalse();
      String printed = request(exporter, "-cert", "client.crt", "-key", "client.key");
      assertThat(isAnswered(printed)).isTrue();
      Files.writeString(folder.resolve("web.yml"), "{}\n");
      assertThat(isAnswered(exporter, "client")).as("HTTPS stays on").isTrue();
      assertThat(isAnswered(exporter, "-")).isFalse();
    }
  }

  @Test
  void aPrometheusScrapesWithTlsAndPassword() throws Exception {
    try (Exporter exporter = start(CERTIFICATE + "basic_auth_users: {prom: " + HASH + "}\n");
        Prometheus prometheus =
            Prometheus.start(
                """
                scrape_configs:
                  - job_name: exporter
                    scheme: https
                    tls_config: {ca_file: %s, server_name: localhost}
                    basic_auth: {username: prom, password: fakepassword}
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """
                    .formatted(folder.resolve("ca.crt"), exporter.port()))) {
      Await.until(
          Duration.ofSeconds(60),
          () -> prometheus.query("up{job='exporter'}").stream().anyMatch(up -> up.value() == 1));
    }
  }
}
