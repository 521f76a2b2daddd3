package io.exporterkit.redis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
  @ValueSource(strings = {"s3cret", "s3cret\n", "s3cret\r\n", "s3cret\n\r\n\n", "\ufeffs3cret\n"})
  void readsOnePasswordForAllTargets(String text) throws IOException {
    Passwords passwords = read(text);
    assertThat(passwords.find("redis://h:6379", "")).isEqualTo("s3cret");
    assertThat(passwords.find("anything", "app")).isEqualTo("s3cret");
    assertThat(passwords).hasToString("one password for all targets");
  }

  @ParameterizedTest
  @ValueSource(strings = {" a b ", "[\"a\"]", "\"a\"", "a{}", "}"})
  void keepsEachCharacterOfOnePassword(String text) throws IOException {
    assertThat(read(text + "\n").find("h", "")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://app@h:7|has a user in front of the host, but none is set",
        "redis://app:pw@h:7|has a password in front of the host",
        "redis://h:7/|has a slash at the end",
        "redis://h:7/0|has /0 at the end",
        "redis://h:7/3|has a path at the end",
        "h:7|has no scheme: want redis://",
        "rediss://h:7|has another scheme: want redis://",
        "REDIS://h:7|has a scheme in another case",
        "redis://H:7|has the host in another case",
        "redis://app@h:7/0|has a user in front of the host, but none is set, and has /0 at the end",
      })
  void saysHowTheNearestEntryDiffers(String entry, String kind) throws IOException {
    Passwords passwords = read("{\"redis://other:7\": \"s3cret\", \"" + entry + "\": \"s3cret\"}");
    assertThat(passwords.has("redis://h:7", "")).isFalse();
    assertThat(passwords.nearest("redis://h:7", "")).isEqualTo("the nearest entry " + kind);
  }

  @Test
  void saysWhatAnEntryIsToBeNamed() throws IOException {
    assertThat(read("{\"password\": \"s3cret\"}").nearest("h", ""))
        .isEqualTo("no entry is similar: want the address as its name, as in redis://host:6379");
    assertThat(read("{\"redis://h:7\": \"s3cret\"}").nearest("h:7", "app"))
        .isEqualTo("the nearest entry has no user in front of the host");
    assertThat(read("{\"redis://h\": \"s3cret\"}").nearest("h:6379", ""))
        .isEqualTo("the nearest entry has no port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "secret\nsecret", "{\"redis://h\": 5}", "{\"a\": \"secret\""})
  void namesTheFileAndNoSecret(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("passwords.json")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Passwords.read(directory.resolve("none")))
        .hasMessageEndingWith("none does not exist");
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'"', (byte) 0xe4, '"'});
    Path large = directory.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(1L << 40); // with nothing in it
    }
    Path deep = Files.writeString(directory.resolve("deep"), "{\"a\":" + "[".repeat(1_000_000));
    Map<Path, String> wrong = new LinkedHashMap<>();
    wrong.put(directory, "cannot be read: Is a directory");
    wrong.put(directory.resolve("none"), "does not exist");
    wrong.put(latin.resolve("none"), "cannot be read: Not a directory");
    wrong.put(Path.of("/proc/self/mem"), "cannot be read: Input/output error");
    wrong.put(
        Path.of("/dev/null"),
        "is empty: want one password, or a JSON object of passwords by target");
    wrong.put(Path.of("/dev/zero"), "is larger than 1048576 bytes");
    wrong.put(large, "is larger than 1048576 bytes");
    wrong.put(latin, "is not UTF-8");
    wrong.put(deep, "is not a JSON object of passwords by target: it is too deep");
    wrong.forEach((file, why) ->
        assertThatThrownBy(() -> Passwords.read(file))
            .isInstanceOf(IOException.class)
            .hasMessage(file + " " + why));
  }

  @Test
  void saysWhatIsWrongInAFile() {
    String object = "passwords.json is not a JSON object of passwords by target: line ";
    assertThatThrownBy(() -> read(" {s}")).hasMessageContaining(object + "1");
    assertThatThrownBy(() -> read("{\"a\": \"s\",\n x}")).hasMessageContaining(object + "2");
    assertThatThrownBy(() -> read("{\"a\": \"s\"} {}")).hasMessageContaining(object + "1");
    for (String value : new String[] {"5", "null", "true", "[]", "{}"}) {
      assertThatThrownBy(() -> read("{\"a\": \"s\", \"b\": " + value + "}"))
          .hasMessageEndingWith("passwords.json: value number 2 is not a string");
    }
  }

  private Passwords read(String text) throws IOException {
    return Passwords.read(Files.writeString(directory.resolve("passwords.json"), text));
  }
}
