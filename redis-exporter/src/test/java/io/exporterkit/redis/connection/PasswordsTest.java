package io.exporterkit.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "h:6379, '', redis://h:6379",
    "redis://h:6379, app, redis://app@h:6379",
    "valkey://h:6379, '', redis://h:6379",
    "valkeys://x:y@h, app, rediss://app@h",
    "redis://h:6379/, '', redis://h:6379/",
    "redis://h:6379/0, '', redis://h:6379/0",
  })
  void looksUpTheExactText(String target, String user, String key) throws IOException {
    Passwords passwords = read("{\"" + key + "\": \"secret\"}");
    assertThat(passwords.find(target, user)).isEqualTo("secret");
  }

  @Test
  void takesNothingElseForATarget() throws IOException {
    Passwords passwords = read("{\"redis://h:6379\": \"secret\"}");
    assertThat(passwords.find("redis://h:6379/", "")).isEmpty();
    assertThat(passwords.find("redis://h:6379/0", "")).isEmpty();
    assertThat(passwords.find("redis://h:6379", "app")).isEmpty();
    assertThat(passwords.find("rediss://h:6379", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "[\"secret\"]", "{\"redis://h\": 5}", "{\"a\": \"secret\""})
  void namesTheFileAndNoSecret(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("passwords.json")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Passwords.read(directory.resolve("none")))
        .hasMessageEndingWith("none does not exist");
  }

  private Passwords read(String text) throws IOException {
    return Passwords.read(Files.writeString(directory.resolve("passwords.json"), text));
  }
}
