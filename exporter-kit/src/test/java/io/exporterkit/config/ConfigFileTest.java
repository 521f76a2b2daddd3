package io.exporterkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of [ConfigFile]: what is read, and the exact message for each kind of wrong input.
class ConfigFileTest {
  @TempDir Path folder;

  /// A kind of module, written in lower case.
  enum Kind {
    FAST,
    VERY_SLOW
  }

  /// A type with a parser of its own.
  record Level(int number) {
    static Level parse(String text) {
      if (!text.startsWith("level-")) {
        throw new IllegalArgumentException("want level- and a number");
      }
      return new Level(Integer.parseInt(text, "level-".length(), text.length(), 10));
    }
  }

  /// A record with every type.
  record Module(
      String name,
      boolean isOn,
      int retries,
      long most,
      double share,
      Duration timeout,
      Optional<Path> certFile,
      Optional<Secret> password,
      Kind kind,
      Level level,
      List<String> collectors,
      Map<String, Duration> timeouts) {
    static Module defaults() {
      return new Module(
          "unnamed",
          true,
          3,
          4,
          0.5,
          Duration.ofSeconds(5),
          Optional.empty(),
          Optional.empty(),
          Kind.FAST,
          new Level(1),
          List.of(),
          Map.of());
    }

    Module {
      if (retries < 0) {
        throw new IllegalArgumentException("retries: a negative number: want 0 or more");
      }
      if (retries > most) {
        throw new IllegalArgumentException(
            "more retries than allowed: want retries of at most most");
      }
    }
  }

  /// A file of modules.
  record Modules(Map<String, Module> modules) {}

  /// A record without defaults.
  record Server(String host, int port, List<String> aliases) {}

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("m.yml"), text);
  }

  private <T extends Record> T read(String text, Class<T> type) throws IOException {
    return ConfigFile.read(file(text), type).value();
  }

  private String refusal(String text, Class<? extends Record> type) throws IOException {
    Path file = file(text);
    try {
      ConfigFile.read(file, type);
    } catch (ConfigException e) {
      String message = String.valueOf(e.getMessage());
      assertThat(message).startsWith(file + ":");
      return message.substring(file.toString().length() + 1);
    }
    return "accepted";
  }

  @Test
  void aRecordOfEveryTypeIsRead() throws IOException {
    Module module =
        read(
                """
                # a comment
                modules:
                  default:
                    name: "the first"
                    is_on: false
                    retries: 0x2
                    most: 5000000000
                    share: .25
                    timeout: 1m30s
                    cert_file: tls/a.pem
                    password: 007
                    kind: very_slow
                    level: level-7
                    collectors: [info, 12, true]
                    timeouts:
                      keys: 1d12h
                      'a: b': 0
                """,
                Modules.class)
            .modules()
            .get("default");
    assertThat(module)
        .isEqualTo(
            new Module(
                "the first",
                false,
                2,
                5_000_000_000L,
                0.25,
                Duration.ofSeconds(90),
                Optional.of(folder.resolve("tls/a.pem")),
                Optional.of(new Secret("007")),
                Kind.VERY_SLOW,
                new Level(7),
                List.of("info", "12", "true"),
                Map.of("keys", Duration.ofHours(36), "a: b", Duration.ZERO)));
    assertThat(String.valueOf(module)).contains("***").doesNotContain("007");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "modules: {a: }",
        "modules: {a: {}}",
        "modules: {a: {name: , kind: ~, timeouts: null, collectors: Null, cert_file: ''}}",
        "\uFEFFmodules: {a: {}}",
        "%YAML 1.2\n---\nmodules: {a: {}}\n...\n",
      })
  void absentKeysHaveTheirDefaults(String text) throws IOException {
    assertThat(read(text, Modules.class).modules()).isEqualTo(Map.of("a", Module.defaults()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "{}", "~", "\uFEFF", "modules:\n"})
  void anEmptyFileIsARecordWithoutKeys(String text) throws IOException {
    assertThat(read(text, Modules.class)).isEqualTo(new Modules(Map.of()));
  }

  @Test
  void aliasesAreWhatTheirAnchorsHave() throws IOException {
    Map<String, Module> modules =
        read("modules:\n  a: &first {retries: 1}\n  b: *first\n", Modules.class).modules();
    assertThat(modules.get("b")).isEqualTo(modules.get("a")).isNotEqualTo(Module.defaults());
    assertThat(modules.keySet()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "modules: {a: {retires: 1}}|1:15: an unknown key in an entry of modules: did you mean retries?",
        "{x: 1}|1:2: an unknown key in the file: want modules",
        "- a|1:1: the file has no keys: want lines of key: value",
        "text|1:1: the file has no keys: want lines of key: value",
        "modules: [a]|1:10: modules has no entries: want lines of key: value below it",
        "modules: {a: {is_on: yes}}|1:22: is_on is unsuitable: want true or false",
        "modules: {a: {is_on: \"true\"}}|1:22: is_on is unsuitable: want true or false",
        "modules: {a: {is_on: {}}}|1:22: is_on is no single value: want true or false",
        "modules: {a: {retries: 1.5}}|1:24: retries is unsuitable: want a whole number of 32 bits",
        "modules: {a: {retries: 9999999999}}|1:24: retries is unsuitable: want a whole number of 32 bits",
        "modules: {a: {most: 99999999999999999999}}|1:21: most is unsuitable: want a whole number of 64 bits",
        "modules: {a: {share: much}}|1:22: share is unsuitable: want a number",
        "modules: {a: {name: [b]}}|1:21: name is no single value: want a text",
        "modules: {a: {collectors: b}}|1:27: collectors is no list: want a list, as in [first, second]",
        "modules: {a: {collectors: [b, ~]}}|1:31: an item of collectors is empty: want a text",
        "modules: {a: {kind: slow}}|1:21: kind is unsuitable: want fast or very_slow",
        "modules: {a: {level: 3}}|1:22: level: want level- and a number",
        "modules: {a: {retries: -1}}|1:15: retries: a negative number: want 0 or more",
        "modules: {a: {retries: 9}}|1:14: more retries than allowed: want retries of at most most",
        "modules: {a: {}, b: {}, a: {}}|1:25: a repeated key: it stands in line 1 already",
        "modules: {a: {}, 'a': {}}|1:18: a repeated key: it stands in line 1 already",
        "modules: {[a]: 1}|1:11: a key that is no text: want key: value",
        "modules: {~: 1}|1:11: a key that is no text: want key: value",
        "modules: !!set {a}|1:10: a tag: want a value without a tag",
        "modules: !mine a|1:10: a tag: want a value without a tag",
        "modules: *a|1:10: an alias without its anchor: want the anchor before the alias",
        "modules: &a {b: *a}|1:17: an alias without its anchor: want the anchor before the alias",
        "modules: {<<: {a: {}}}|1:16: an unknown key in an entry of modules: want name, is_on, retries, most, share, timeout, cert_file, password, kind, level, collectors or timeouts",
        "modules: b: c|1:11: not YAML: a second colon: want one key: value on a line, or quotes around the value",
        "modules: {a: {}|1:16: not YAML: want , or }",
        "modules: [a|1:12: not YAML: want , or ]",
        "modules: 'a|1:12: not YAML: the file ends within a quoted value: want the closing quote",
        "modules: \"\\q\"|1:12: not YAML: an unknown escape: want \\\\ for a backslash, or single quotes",
      })
  void eachWrongValueIsRefusedWithItsPosition(String text, String message) throws IOException {
    assertThat(refusal(text, Modules.class)).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "modules:~\ta: {}|2:1: a tab: want spaces",
        "modules:~  a: {}~ b: {}|3:2: not YAML: want the indentation of the lines before, and quotes around a value with special characters",
        "modules:~a: 1~~b~|5:1: not YAML: want a colon and a space after the key",
        "{}~---~{}|2:1: a second document: want one document",
        "modules:~  a:~    retries: x|3:14: retries is unsuitable: want a whole number of 32 bits",
        "modules: {a: @}|1:14: not YAML: want lines of key: value, and quotes around a value with special characters",
      })
  void lineAndColumnOfLongerFilesAreRight(String text, String message) throws IOException {
    assertThat(refusal(text.replace('~', '\n'), Modules.class)).isEqualTo(message);
  }

  @Test
  void aDurationWithoutAUnitIsRefused() throws IOException {
    assertThat(refusal("modules: {a: {timeout: 15}}", Modules.class))
        .startsWith("1:24: timeout: it is not a duration: it has no unit after a number; write");
    assertThat(refusal("modules: {a: {timeout: 1d5}}", Modules.class))
        .startsWith("1:24: timeout: it is not a duration: it has no unit after a number; write");
  }

  @Test
  void aRecordWithoutDefaultsRequiresItsKeys() throws IOException {
    assertThat(read("{host: a, port: 1}", Server.class)).isEqualTo(new Server("a", 1, List.of()));
    assertThat(refusal("host: a", Server.class))
        .isEqualTo("1:1: port is missing: want the key port");
    assertThat(refusal("host:\nport: 1", Server.class))
        .isEqualTo("1:1: host is empty: want a value");
    assertThat(refusal("", Server.class)).isEqualTo("1:1: host is missing: want the key host");
  }

  @Test
  void noMessageQuotesTheFile() throws IOException {
    for (String text :
        List.of(
            "modules: {a: {hunter2: 1}}",
            "modules: {a: {kind: hunter2}}",
            "modules: {a: {retries: hunter2}}",
            "modules: {a: {timeout: hunter2}}",
            "modules: *hunter2",
            "modules: !hunter2!x y",
            "modules: {a: {level: hunter2}}",
            "hunter2",
            "modules: \"hunter2",
            "modules: {a: 1}\nhunter2\n")) {
      assertThat(refusal(text, Modules.class)).doesNotContain("hunter2").doesNotContain("accepted");
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws IOException {
    Path file = folder.resolve("bytes.yml");
    Files.write(file, "modules:\n  \u00e4".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ConfigFile.read(file, Modules.class))
        .hasMessage(file + ":2:3: not UTF-8: want a text in UTF-8");
    assertThat(refusal("modules:\n  a\u0001", Modules.class))
        .isEqualTo("2:4: not YAML: want printable characters alone");
  }

  @Test
  void hugeFilesAreRefusedInTime() throws IOException {
    assertThat(refusal("[".repeat(200_000), Modules.class))
        .isEqualTo("1:51: nested too deeply: want at most 50 levels");
    assertThat(refusal("- a\n".repeat(200_000), Modules.class))
        .isEqualTo("100000:3: too many values: want at most 100000, aliases included");
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String before = ", *a" + (i - 1);
      laughs.append("a").append(i).append(": &a").append(i).append(" [");
      laughs.append(before.repeat(10).substring(2)).append("]\n");
    }
    assertThat(refusal(laughs.toString(), Modules.class))
        .endsWith("too many values: want at most 100000, aliases included");
    Path file = file("#".repeat(2 << 20));
    assertThatThrownBy(() -> ConfigFile.read(file, Modules.class))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is larger than 1048576 bytes");
  }

  @Test
  void aMissingFileIsRefused() {
    Path file = folder.resolve("none.yml");
    assertThatThrownBy(() -> ConfigFile.read(file, Modules.class))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " does not exist");
  }

  @Test
  void aLaterFaultHasThePositionOfItsKey() throws IOException {
    ConfigFile<Modules> read =
        ConfigFile.read(file("modules:\n  a:\n    name: b\n"), Modules.class);
    assertThat(read.refusal("no such name", "modules", "a", "name"))
        .hasMessage(read.file() + ":3:5: no such name");
    assertThat(read.refusal("no such name", "modules", "a", "kind", "more"))
        .hasMessage(read.file() + ":2:3: no such name");
    assertThat(read.refusal("nothing")).hasMessage(read.file() + ":1:1: nothing");
  }

  /// A record whose component no file can have.
  record Unsuitable(StringBuilder text) {}

  @Test
  void anUnsuitableComponentIsAFaultOfTheProgram() throws IOException {
    Path file = file("text: a");
    assertThatThrownBy(() -> ConfigFile.read(file, Unsuitable.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no type for a value of a file: java.lang.StringBuilder");
  }
}
