package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The cards of the live page: their metrics exist, their thresholds are used, and all scripts are small.
class LivePanelsTest {
  private static final Path FILES = Path.of("src/main/resources/io/exporterkit/redis/live");
  private static final Path KIT =
      Path.of("../exporter-kit/src/main/resources/io/exporterkit/web/live");
  private static final Pattern METRIC =
      Pattern.compile(
          "(?:[.](?:value|sum|label|samples|rate|rates)|of)\\('([a-z_0-9]+)'|card\\('[^']+', '([a-z_0-9]+)'");
  private static final Pattern THRESHOLD = Pattern.compile("^  ([a-zA-Z]+): ", Pattern.MULTILINE);

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(match.group(1) == null ? 2 : 1))
        .collect(Collectors.toSet());
  }

  @Test
  void everyMetricIsInTheCatalogue() throws IOException {
    Set<String> documented =
        found(
            Pattern.compile("`redis_([a-z_0-9]+)`"),
            Files.readString(Path.of("../docs/metrics.md")));
    Set<String> read = found(METRIC, Files.readString(FILES.resolve("panels.js")));
    assertThat(read).hasSizeGreaterThan(35).isSubsetOf(documented);
  }

  @Test
  void everyThresholdOfTheCardsExists() throws IOException {
    Set<String> thresholds = found(THRESHOLD, Files.readString(FILES.resolve("thresholds.js")));
    String cards = Files.readString(FILES.resolve("panels.js"));
    Set<String> used = new HashSet<>();
    for (String each : cards.split("thresholds[.]", -1)) {
      used.add(each.replaceAll("(?s)\\W.*", ""));
    }
    for (String before : cards.split("\\} = thresholds;", -1)) {
      for (String name : before.substring(before.lastIndexOf('{') + 1).split(",", -1)) {
        used.add(name.strip().replaceAll("(?s)\\W.*", ""));
      }
    }
    used.removeIf(name -> !name.matches("[a-z]+[A-Z].*(Warning|Critical|Min)"));
    assertThat(used).hasSizeGreaterThan(8).isSubsetOf(thresholds);
  }

  @Test
  void allScriptsAndStylesAreBelow100Kilobytes() throws IOException {
    long bytes = 0;
    for (Path folder : List.of(FILES, KIT)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().matches(".*[.](js|css)")).toList()) {
          bytes += Files.size(file);
        }
      }
    }
    assertThat(bytes).isBetween(60_000L, 100_000L);
  }
}
