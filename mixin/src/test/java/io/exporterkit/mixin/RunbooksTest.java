package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages in `docs/runbooks`: one for each alert, all of the same form, with valid queries, flags and thresholds.
class RunbooksTest {
  private static final Path DOCS = Mixin.DIRECTORY.resolve("../docs");
  private static final Pattern QUERIES = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern FLAG = Pattern.compile("`(-[a-z][a-z.-]+)`");

  @Test
  void eachAlertHasAPageOfTheSameForm() throws IOException {
    Map<String, String> expected = new HashMap<>();
    for (Rules.Rule alert : Rules.rendered("alerts.yaml")) {
      expected.put(
          alert.name().toLowerCase(Locale.ROOT) + ".md",
          "# " + alert.name() + "\n## How to look\n## What to do\n## How to silence");
    }
    Map<String, String> headings = new HashMap<>();
    pages().forEach((name, text) -> headings.put(name, headings(text)));
    assertThat(headings).isEqualTo(expected);
  }

  private static String headings(String page) {
    return page.lines().filter(line -> line.startsWith("#")).collect(Collectors.joining("\n"));
  }

  @Test
  void theIndexHasTheSeverityAndTheSummaryOfEachAlert() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCS.resolve("runbooks/README.md")).stream()
            .filter(line -> line.startsWith("| ["))
            .toList();
    assertThat(rows)
        .as("`make mixin` writes the index again")
        .isEqualTo(
            Rules.rendered("alerts.yaml").stream()
                .map(alert ->
                    "| [%s](%s.md) | %s | %s |"
                        .formatted(
                            alert.name(),
                            alert.name().toLowerCase(Locale.ROOT),
                            alert.severity(),
                            alert.summary()))
                .toList());
  }

  @Test
  void theQueriesAreValid(@TempDir Path directory) throws IOException {
    Catalogue catalogue = Catalogue.read();
    List<Rules.Rule> rules = new ArrayList<>();
    pages()
        .forEach((name, text) -> {
          List<String> queries =
              QUERIES.matcher(text).results().flatMap(match -> match.group(1).lines()).toList();
          assertThat(queries).as(name).isNotEmpty();
          for (String query : queries) {
            assertThat(RulesTest.unknown(catalogue, query)).as(name + ": " + query).isEmpty();
            rules.add(
                new Rules.Rule(
                    name,
                    query,
                    Duration.ZERO,
                    Map.of("record", "query" + rules.size(), "expr", query)));
          }
        });
    Path file = directory.resolve("queries.yaml");
    Rules.write(file, rules);
    assertThat(Promtool.run("", "check", "rules", file.toString()))
        .matches(Promtool.Verdict::passed);
  }

  @Test
  void theFlagsExist() throws IOException {
    String options = Files.readString(DOCS.resolve("options.md"));
    pages()
        .forEach((name, text) ->
            assertThat(FLAG.matcher(text).results().map(flag -> "| `" + flag.group(1) + "` |"))
                .as(name)
                .allMatch(options::contains));
  }

  @Test
  void eachThresholdIsOnAPage() throws IOException, InterruptedException {
    Map<?, ?> thresholds =
        Rules.parse(Mixin.jsonnet("(import 'mixin.libsonnet')._config.thresholds"));
    String all = String.join("\n", pages().values());
    assertThat(thresholds.keySet())
        .isNotEmpty()
        .allMatch(threshold -> all.contains("`" + threshold + "`"));
  }

  private static SortedMap<String, String> pages() throws IOException {
    SortedMap<String, String> pages = Mixin.texts(DOCS.resolve("runbooks"));
    pages.remove("README.md");
    return pages;
  }
}
