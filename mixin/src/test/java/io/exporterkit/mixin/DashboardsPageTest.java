package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import io.exporterkit.redis.servers.Promtool;
import io.exporterkit.testing.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tables of panels in `docs/dashboards.md`, generated from the rendered dashboards; `make docs` writes them. The
/// queries in them are valid.
class DashboardsPageTest {
  private static final Path PAGE = Mixin.DIRECTORY.resolve("../docs/dashboards.md");
  private static final Pattern TABLES =
      Pattern.compile(
          "(?s)(?<=<!-- panels: written by `make docs` -->\n).*(?=<!-- end of panels -->)");

  // A longer query is replaced by the names of its metrics.
  private static final int LONGEST = 400;

  // Selects servers by the variable of roles; follows a query in parentheses.
  private static final String BY_ROLE =
      " unless on (job, instance) redis_instance_info{role!~\"$role\"}";
  private static final Pattern VARIABLE = Pattern.compile("[a-z]+=~\"\\$[a-z]+\"(, )?");

  @Test
  void theTablesAreThoseOfTheDashboards() throws IOException {
    String page = Files.readString(PAGE);
    StringBuilder tables = new StringBuilder("\n");
    for (Dashboard dashboard : dashboards()) {
      tables.append(table(dashboard)).append('\n');
    }
    String right = TABLES.matcher(page).replaceAll(Matcher.quoteReplacement(tables.toString()));
    GoldenFile.at(PAGE).check(right);
  }

  @Test
  void prometheusAcceptsTheQueries(@TempDir Path directory) throws IOException {
    List<Rules.Rule> rules = new ArrayList<>();
    for (Dashboard dashboard : dashboards()) {
      for (Dashboard.Panel panel : dashboard.panels()) {
        for (String query : panel.queries()) {
          Map<String, String> rule = Map.of("record", "q" + rules.size(), "expr", plain(query));
          rules.add(new Rules.Rule("", "", Duration.ZERO, rule));
        }
      }
    }
    Path file = directory.resolve("queries.yaml");
    Rules.write(file, rules);
    assertThat(rules).hasSizeGreaterThan(100);
    assertThat(Promtool.run("", "check", "rules", file.toString()))
        .matches(Promtool.Verdict::passed);
  }

  /// Returns the dashboards in the order of their links: the overview first.
  private static List<Dashboard> dashboards() throws IOException {
    Map<String, Dashboard> byUrl =
        Dashboard.rendered().stream()
            .collect(Collectors.toMap(dashboard -> "/d/" + dashboard.uid(), Function.identity()));
    Dashboard first = Objects.requireNonNull(byUrl.get("/d/redis-overview"));
    return Stream.concat(
            Stream.of(first), first.links().stream().map(link -> byUrl.get(link.getString("url"))))
        .map(Objects::requireNonNull)
        .toList();
  }

  private static String table(Dashboard dashboard) {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(dashboard.title()).append("\n");
    for (JsonObject panel : dashboard.grid()) {
      String title = panel.getString("title", "");
      if (panel.getString("type", "").equals("row")) {
        text.append("\n### ").append(title).append("\n\n");
        text.append("| panel | query | what is normal, and what to do |\n|---|---|---|\n");
      } else {
        String queries =
            new Dashboard.Panel("", panel)
                .queries().stream()
                    .map(DashboardsPageTest::cell)
                    .collect(Collectors.joining("<br>"));
        text.append(
            "| %s | %s | %s |\n".formatted(title, queries, panel.getString("description", "")));
      }
    }
    return text.toString();
  }

  /// Returns a query in the cell of a table, on one line; of a long query the names of its metrics.
  private static String cell(String query) {
    String plain =
        plain(query)
            .strip()
            .replaceAll("\\s+", " ")
            .replace("( ", "(")
            .replace(" )", ")")
            .replace("|", "\\|");
    return plain.length() <= LONGEST
        ? "`" + plain + "`"
        : Promql.of(query).selectors().stream()
            .map(selector -> "`" + selector.metric() + "`")
            .distinct()
            .collect(Collectors.joining(", ", "a longer query of ", ""));
  }

  /// Returns a query without the variables of the dashboards, which Prometheus does not know.
  ///
  /// In: `rate(redis_commands_total{job=~"$job", cmd="get"}[$__rate_interval])` Out:
  /// `rate(redis_commands_total{cmd="get"}[5m])`
  private static String plain(String query) {
    String plain =
        VARIABLE
            .matcher(query)
            .replaceAll("")
            .replace(", }", "}")
            .replace("{}", "")
            .replace("$__rate_interval", "5m")
            .replace("$__range", "3h");
    for (int at = plain.indexOf(BY_ROLE); at >= 0; at = plain.indexOf(BY_ROLE)) {
      int open = opening(plain, at - 1);
      plain =
          plain.substring(0, open)
              + plain.substring(open + 1, at - 1)
              + plain.substring(at + BY_ROLE.length());
    }
    return plain;
  }

  /// Returns the position of the parenthesis that belongs to the closing one at a position.
  private static int opening(String query, int closing) {
    int depth = 0;
    for (int at = closing; ; at--) {
      depth += query.charAt(at) == ')' ? 1 : query.charAt(at) == '(' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
  }
}
