package io.exporterkit.webconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.web.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of the files in `web-config/good`, which are accepted, and in `web-config/bad`, whose first line is the
/// message of their refusal, and of files that change.
class WebConfigFileTest {
  private static final Path FILES = Path.of("src/test/resources/web-config");
  private static final String HASH = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

  @TempDir Path folder;

  private static List<String> names(String kind) throws IOException {
    try (Stream<Path> files = Files.list(FILES.resolve(kind))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static List<String> good() throws IOException {
    return names("good");
  }

  static List<String> bad() throws IOException {
    return names("bad");
  }

  private static Protection read(String name) throws IOException {
    return WebConfigFile.open(FILES.resolve("good").resolve(name), "test").get();
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodFilesAreAccepted(String name) throws IOException {
    boolean hasCertificate = Files.readString(FILES.resolve("good").resolve(name)).contains("cert");
    Protection protection = read(name);
    boolean isIgnored = name.equals("settings_without_certificate_are_ignored.yml");
    assertThat(protection.tls().isPresent()).isEqualTo(hasCertificate && !isIgnored);
    assertThat(protection.auth().isPresent())
        .isEqualTo(name.equals("users.yml") || name.equals("anchors.yml"));
    assertThat(protection.rateLimit().isPresent()).isEqualTo(name.equals("rate_limit.yml"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFilesAreRefusedWithTheMessageInTheirFirstLine(String name) throws IOException {
    Path file = FILES.resolve("bad").resolve(name);
    String message = Files.readAllLines(file).getFirst().substring(2);
    assertThatThrownBy(() -> WebConfigFile.open(file, "test"))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ":" + message)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void headersAreThoseWithAValue() throws IOException {
    assertThat(read("headers.yml").headers())
        .isEqualTo(
            Map.of(
                "Content-Security-Policy", "default-src 'self'",
                "X-Frame-Options", "sameorigin",
                "X-Content-Type-Options", "nosniff",
                "X-XSS-Protection", "0",
                "Strict-Transport-Security", "max-age=31536000; includeSubDomains"));
    assertThat(read("blank_headers.yml").headers()).isEmpty();
  }

  @Test
  void namesOfGoBecomeThoseOfTheJdk() throws IOException {
    assertThat(read("all_curves.yml").tls().orElseThrow().namedGroups())
        .containsExactly("secp521r1", "secp384r1", "secp256r1", "x25519");
    assertThat(read("all_cipher_suites.yml").tls().orElseThrow().cipherSuites()).hasSize(13);
    assertThat(read("files.yml").tls().orElseThrow().cipherSuites()).isEmpty();
    assertThat(read("cipher_suites_of_tls13_alone.yml").tls().orElseThrow().cipherSuites())
        .containsExactlyElementsOf(CipherSuite.TLS13);
    assertThat(read("files.yml").tls().orElseThrow().protocols())
        .containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(read("one_curve.yml").tls().orElseThrow().protocols()).containsExactly("TLSv1.3");
    assertThat(read("versions.yml").tls().orElseThrow().protocols()).containsExactly("TLSv1.2");
    assertThat(read("old_min_version_is_raised.yml").tls().orElseThrow().protocols())
        .containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(read("client_order.yml").tls().orElseThrow().prefersOwnOrder()).isFalse();
    assertThat(read("files.yml").tls().orElseThrow().prefersOwnOrder()).isTrue();
  }

  @Test
  void aFileThatDoesNotExistIsRefused() {
    Path file = folder.resolve("none.yml");
    assertThatThrownBy(() -> WebConfigFile.open(file, "test"))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " does not exist");
  }

  @Test
  void aChangedFileIsReadAgain() throws IOException {
    Path path = Files.writeString(folder.resolve("web.yml"), "{}");
    WebConfigFile file = WebConfigFile.open(path, "test");
    assertThat(file.get().auth()).isEmpty();
    double before = file.successTime();
    Files.writeString(path, "basic_auth_users: {a: " + HASH + "}");
    assertThat(file.get().auth()).isPresent();
    assertThat(file.get()).isSameAs(file.get());
    assertThat(file.isSuccessful()).isTrue();
    assertThat(file.successTime()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aBadFileLeavesThePreviousProtectionInForce() throws IOException {
    Path path = Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {a: " + HASH + "}");
    WebConfigFile file = WebConfigFile.open(path, "test");
    Protection first = file.get();
    double time = file.successTime();
    Files.writeString(path, "basic_auth_users: {a: b}");
    assertThat(file.get()).isSameAs(first);
    assertThat(file.isSuccessful()).isFalse();
    assertThat(file.successTime()).isEqualTo(time);
    assertThatThrownBy(file::reload).hasMessageStartingWith(path + ":1:23: an entry of basic_auth");
    Files.delete(path);
    assertThat(file.get()).isSameAs(first);
    Files.writeString(path, "{}");
    assertThat(file.get().auth()).isEmpty();
    assertThat(file.isSuccessful()).isTrue();
  }

  @Test
  void aChangedCertificateIsReadAgain() throws IOException {
    copy("server.crt", "server.crt");
    copy("server.key", "server.key");
    Path path =
        Files.writeString(
            folder.resolve("web.yml"),
            "tls_server_config: {cert_file: server.crt, key_file: server.key}");
    WebConfigFile file = WebConfigFile.open(path, "test");
    Protection first = file.get();
    copy("other.key", "server.key");
    assertThat(file.get()).isSameAs(first);
    assertThat(file.isSuccessful()).isFalse();
    copy("server.key", "server.key");
    assertThat(file.get()).isNotSameAs(first);
    assertThat(file.isSuccessful()).isTrue();
  }

  @Test
  void aMissingCertificateOfAChangedFileIsReadWhenItAppears() throws IOException {
    copy("server.crt", "server.crt");
    copy("server.key", "server.key");
    String config = "tls_server_config: {cert_file: %s, key_file: server.key}";
    Path path = Files.writeString(folder.resolve("web.yml"), config.formatted("server.crt"));
    WebConfigFile file = WebConfigFile.open(path, "test");
    Files.writeString(path, config.formatted("new.crt"));
    assertThat(file.get().tls()).isPresent();
    assertThat(file.isSuccessful()).isFalse();
    copy("server.crt", "new.crt");
    assertThat(file.get().tls()).isPresent();
    assertThat(file.isSuccessful()).isTrue();
  }

  @Test
  void httpsCannotBeSwitched() throws IOException {
    Path path = Files.writeString(folder.resolve("web.yml"), "{}");
    WebConfigFile plain = WebConfigFile.open(path, "test");
    String https = Files.readString(FILES.resolve("good/inline.yml"));
    Files.writeString(path, https);
    assertThatThrownBy(plain::reload)
        .hasMessage(
            path
                + ":1:1: HTTPS cannot be switched on while the exporter runs: want a restart, or tls_server_config as it was");
    assertThat(plain.get().tls()).isEmpty();
    WebConfigFile secure = WebConfigFile.open(path, "test");
    Files.writeString(path, "{}");
    assertThat(secure.get().tls()).isPresent();
    assertThatThrownBy(secure::reload).hasMessageContaining("HTTPS cannot be switched off");
  }

  @Test
  void theLimitOfRequestsIsKeptWhileItsSettingsAreTheSame() throws IOException {
    Path path =
        Files.writeString(folder.resolve("web.yml"), "rate_limit: {interval: 1h, burst: 2}");
    WebConfigFile file = WebConfigFile.open(path, "test");
    Protection first = file.get();
    Files.writeString(path, "{rate_limit: {interval: 60m, burst: 2}, basic_auth_users: {}}");
    assertThat(file.get().rateLimit()).isEqualTo(first.rateLimit());
    Files.writeString(path, "rate_limit: {interval: 1h, burst: 3}");
    assertThat(file.get().rateLimit()).isNotEqualTo(first.rateLimit()).isPresent();
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(
        FILES.resolve("tls").resolve(from),
        folder.resolve(to),
        StandardCopyOption.REPLACE_EXISTING);
  }
}
