package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Installed;
import io.exporterkit.redis.servers.Promtool;
import io.exporterkit.testing.Promlint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that [Promlint] finds what `promtool check metrics` finds, in the same words.
class PromlintTest {
  static Stream<String> captures() {
    return GoldenPageTest.captures();
  }

  /// The names of the original break many rules.
  @ParameterizedTest
  @MethodSource("captures")
  void findsWhatPromtoolFindsOnAPage(String capture) throws IOException {
    Path golden = Installed.root().resolve("redis-exporter/src/test/resources/golden");
    String page = Files.readString(golden.resolve("config-system-role").resolve(capture + ".prom"));
    List<String> promtool = Promtool.checkMetrics(page);
    assertThat(ours(page)).containsAll(promtool);
  }

  @Test
  void findsWhatPromtoolFindsWithEachRule() {
    String types =
        Stream.of("counter", "gauge", "histogram", "summary", "untyped")
            .map(PromlintTest::metrics)
            .reduce("", String::concat);
    List<String> promtool = Promtool.checkMetrics(types);
    assertThat(promtool).hasSizeGreaterThan(150);
    assertThat(ours(types)).containsAll(promtool);
  }

  /// Returns metrics of one type, whose names and labels break each rule.
  private static String metrics(String type) {
    StringBuilder page = new StringBuilder();
    for (String name :
        List.of(
            "a_total",
            "a_count",
            "a_sum",
            "a_bucket",
            "a",
            "a:b",
            "aB",
            "A",
            "a_gauge",
            "a_gauge_b",
            "gauge_a",
            "a_counter_b",
            "a_summary",
            "a_histogram_total",
            "a_untyped",
            "a_s",
            "a_ms_b",
            "ms_a",
            "a_sec",
            "a_kb_total",
            "a_MB",
            "a_h_d",
            "a_seconds",
            "a_seconds_hours",
            "a_hours_seconds",
            "a_milliseconds",
            "a_millihours",
            "a_kilobytes_total",
            "a_bits",
            "a_kelvins",
            "a_metres",
            "a_thermometers",
            "a_secondss",
            "a_weeks_b",
            "ounces",
            "a_timestamp_seconds_b")) {
      String whole = type.charAt(0) + "_" + name;
      if (!name.endsWith("s")) {
        page.append("# HELP ").append(whole).append(" Explains itself.\n");
      }
      page.append("# TYPE ").append(whole).append(' ').append(type).append('\n');
      switch (type) {
        case "histogram" ->
            page.append(whole).append("_bucket{aB=\"\",quantile=\"1\",le=\"+Inf\"} 1\n");
        case "summary" -> page.append(whole).append("{quantile=\"1\"} 1\n");
        default -> page.append(whole).append("{le=\"1\",quantile=\"1\",aB=\"\"} 1\n");
      }
      if (type.equals("histogram") || type.equals("summary")) {
        String labels = type.equals("summary") ? "" : "{aB=\"\",quantile=\"1\"}";
        page.append(whole).append("_sum").append(labels).append(" 1\n");
        page.append(whole).append("_count").append(labels).append(" 1\n");
      }
    }
    return page.toString();
  }

  private static List<String> ours(String page) {
    return Promlint.strict().check(page).stream().map(Promlint.Finding::toString).toList();
  }
}
