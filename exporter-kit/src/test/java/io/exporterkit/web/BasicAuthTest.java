package io.exporterkit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BasicAuthTest {
  @Test
  void admitsTheUserWithThePassword() {
    BasicAuth auth = BasicAuth.plain("exporter", "prom", "pass:wörd");
    assertThat(auth.admits(header("prom:pass:wörd"))).isTrue();
    assertThat(auth.admits(header("prom:pass"))).isFalse();
    assertThat(auth.admits(header("other:pass:wörd"))).isFalse();
    assertThat(auth.challenge()).isEqualTo("Basic realm=\"exporter\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!", "Bearer cHJvbTpw", "Basic cHJvbQ=="})
  void refusesWhatIsNoPair(String header) {
    assertThat(BasicAuth.plain("r", "prom", "p").admits(header)).isFalse();
    assertThat(BasicAuth.plain("r", "prom", "p").admits(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2a", "2b", "2y"})
  void admitsByHash(String version) {
    String hash = BCrypt.withDefaults().hashToString(4, "secret".toCharArray());
    BasicAuth auth = BasicAuth.hashed("r", "prom", "$" + version + hash.substring(3));
    for (int i = 0; i < 2; i++) { // the second result is remembered
      assertThat(auth.admits(header("prom:secret"))).isTrue();
      assertThat(auth.admits(header("prom:wrong"))).isFalse();
      assertThat(auth.admits(header("other:secret"))).isFalse();
    }
    assertThat(auth.admits(header("prom:" + "x".repeat(100)))).isFalse();
  }

  @Test
  void admitsEachOfSeveralUsersWithItsOwnPassword() {
    String ann = BCrypt.withDefaults().hashToString(4, "of ann".toCharArray());
    String bob = BCrypt.withDefaults().hashToString(4, "of bob".toCharArray());
    Map<String, String> users = new LinkedHashMap<>();
    users.put("ann", ann);
    users.put("bob", bob);
    BasicAuth auth = BasicAuth.hashed("r", users);
    for (int i = 0; i < 2; i++) { // the second result is remembered
      assertThat(auth.admits(header("ann:of ann"))).isTrue();
      assertThat(auth.admits(header("bob:of bob"))).isTrue();
      assertThat(auth.admits(header("bob:of ann"))).isFalse();
      assertThat(auth.admits(header("ann:of bob"))).isFalse();
      // Unknown users, although the first hash is that of the password.
      assertThat(auth.admits(header("eve:of ann"))).isFalse();
      assertThat(auth.admits(header(":of ann"))).isFalse();
    }
  }

  @Test
  void refusesNoUsers() {
    assertThatThrownBy(() -> BasicAuth.hashed("r", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("want at least one user");
  }

  /// Checks that results of bcrypt are remembered: a thousand checks of this cost would last minutes.
  @Test
  @Timeout(60)
  void checksAHashOnceForTheSamePair() {
    String hash = BCrypt.withDefaults().hashToString(12, "secret".toCharArray());
    BasicAuth auth = BasicAuth.hashed("r", "prom", hash);
    assertThat(auth.admits(header("prom:secret"))).isTrue();
    for (int i = 0; i < 1000; i++) {
      assertThat(auth.admits(header("prom:secret"))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$2x$10$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "$2a$99$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "$2a$10$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
        "$2a$10$short"
      })
  void refusesWhatIsNoHash(String hash) {
    assertThatThrownBy(() -> BasicAuth.hashed("r", "prom", hash))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret")
        .hasMessageContaining("bcrypt");
  }

  private static String header(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
