package io.exporterkit.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.options.Option;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.servers.Installed;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.testing.GoldenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Checks the generated parts of `docs/migrating.md`; `make docs` writes them.
class MigratingTest {
  private static final Path PAGE = Installed.root().resolve("docs/migrating.md");

  private static final Map<String, String> TITLES = new LinkedHashMap<>();

  static {
    TITLES.put("missing", "Series that only the original emits:");
    TITLES.put("type", "Families of another type:");
    TITLES.put("value", "Series with another value:");
    TITLES.put("near", "Series whose value differs by at most 5:");
    TITLES.put("more", "Families and series that only redis-exporter emits:");
    TITLES.put("duplicate", "Series that are on a page twice:");
  }

  @Test
  void theDifferencesAreThoseOfTheComparison() throws IOException {
    Differences differences = Differences.ofTheProject();
    StringBuilder text = new StringBuilder();
    TITLES.forEach((what, title) -> {
      var rows = differences.rows().stream().filter(row -> row.what().equals(what)).toList();
      if (!rows.isEmpty()) {
        text.append('\n').append(title).append("\n\n");
        rows.forEach(row -> text.append(item(row)));
      }
    });
    assertThat(TITLES)
        .containsKeys(
            differences.rows().stream().map(Differences.Row::what).toArray(String[]::new));
    check("differences", text.toString());
  }

  /// Returns an item of a list; a pattern that is too long for one line is a block of code.
  private static String item(Differences.Row row) {
    String line = "- `%s`: %s\n".formatted(row.where().pattern(), row.why());
    return line.length() <= 121
        ? line
        : "- %s\n\n      %s\n\n".formatted(row.why(), row.where().pattern());
  }

  @Test
  void theFlagsThatAreNewAreThoseTheOriginalDoesNotKnow() throws Exception {
    Set<String> theirs = flagsOfTheOriginal();
    Set<String> ours =
        RedisOptions.TABLE.options().stream().map(Option::name).collect(Collectors.toSet());
    assertThat(ours).as("every flag of the original").containsAll(theirs);
    StringBuilder text = new StringBuilder("\n| Flag | Variable | Meaning |\n|---|---|---|\n");
    for (Option<?> option : RedisOptions.TABLE.options()) {
      if (!theirs.contains(option.name())) {
        text.append(
            "| `-%s` | `%s` | %s |\n"
                .formatted(option.name(), option.variable().orElse(""), option.help()));
      }
    }
    check("flags", text.toString());
  }

  private static Set<String> flagsOfTheOriginal() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Original.installed().toString(), "-help")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String usage = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Set<String> flags =
        usage
            .lines()
            .filter(line -> line.startsWith("  -"))
            .map(line -> line.strip().substring(1).split("\\s", 2)[0])
            .collect(Collectors.toSet());
    assertThat(flags).hasSizeGreaterThan(40);
    return flags;
  }

  /// Checks the text between the two comments of this name, or writes it.
  private static void check(String name, String text) throws IOException {
    String page = Files.readString(PAGE);
    Matcher part =
        Pattern.compile(
                "(<!-- %1$s: .*? -->\n).*?(<!-- end of %1$s -->)".formatted(name), Pattern.DOTALL)
            .matcher(page);
    assertThat(part.find()).as("the comments around %s", name).isTrue();
    String right =
        page.substring(0, part.start())
            + part.group(1)
            + text
            + "\n"
            + part.group(2)
            + page.substring(part.end());
    GoldenFile.at(PAGE).check(right);
  }
}
