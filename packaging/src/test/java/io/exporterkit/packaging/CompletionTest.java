package io.exporterkit.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The completions, in the real shells.
class CompletionTest {
  private static final String FOLDER = Built.ROOT.resolve("packaging/completion").toString();

  /// Completes the last of the words, and prints the results on one line.
  private static final String BASH =
      """
      . "$0/redis-exporter.bash"
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      _redis_exporter
      printf '%s\\n' "${COMPREPLY[*]}"
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis-exporter -log|-log-level -log-format",
        "redis-exporter --log|--log-level --log-format",
        "redis-exporter -log-level _|DEBUG INFO WARN ERROR",
        "redis-exporter -log-level = D|DEBUG",
        "redis-exporter --log-level =|DEBUG INFO WARN ERROR",
        "redis-exporter -log-level=D|-log-level=DEBUG",
        "redis-exporter -debug =|true false",
        "redis-exporter -debug -vers|-version",
        "redis-exporter -tls-server-key-file /etc/passw|/etc/passwd",
        "redis-exporter -tls-server-key-file = /etc/passw|/etc/passwd",
        "redis-exporter -redis.addr _|_",
      })
  void bashCompletes(String words, String results) {
    List<String> command = new ArrayList<>(List.of("bash", "--norc", "-c", BASH, FOLDER));
    for (String word : words.split(" ", -1)) {
      command.add(word.replace("_", ""));
    }
    String completed = Shell.run(command.toArray(String[]::new));
    assertThat(completed.replaceAll("/etc/passwd-", "").strip())
        .isEqualTo(results.replace("_", ""));
  }

  @Test
  void bashCompletesBothNames() {
    assertThat(Shell.run("bash", "--norc", "-c", ". \"$0/redis-exporter.bash\"; complete", FOLDER))
        .contains(
            "complete -F _redis_exporter redis-exporter",
            "complete -F _redis_exporter prometheus-redis-exporter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis-exporter -log-l|-log-level",
        "prometheus-redis-exporter -log-level W|WARN",
        "redis-exporter -tls-server-key-file /etc/passw|/etc/passwd",
      })
  void fishCompletes(String line, String result) {
    String script = "source %s/redis-exporter.fish; complete -C '%s'".formatted(FOLDER, line);
    assertThat(Shell.run("fish", "--no-config", "-c", script).lines().toList())
        .anyMatch(shown -> shown.split("\t", -1)[0].equals(result));
  }

  @Test
  void zshReadsTheScript() {
    assertThat(Shell.run("zsh", "-f", "-n", FOLDER + "/_redis-exporter")).isEmpty();
  }
}
