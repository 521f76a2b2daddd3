package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import io.exporterkit.redis.servers.Installed;
import io.exporterkit.redis.servers.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The dashboards are correct in themselves: valid queries with existing metrics and labels, a layout without overlaps,
/// and links that lead to other dashboards.
class DashboardsTest {
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(.*?)}}");

  @Test
  void prometheusAcceptsEachQuery() throws IOException, InterruptedException {
    List<String> refused = new ArrayList<>();
    try (Prometheus prometheus = Prometheus.start("scrape_configs: []")) {
      queries(Dashboard.rendered())
          .forEach((query, where) -> {
            try {
              prometheus.query(Dashboard.substituted(query));
            } catch (IllegalArgumentException e) {
              refused.add(where + ": " + query + "\n" + e.getMessage());
            }
          });
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void allMetricsAreInTheListOfMetrics() throws IOException {
    Set<String> known = Catalogue.read().metrics().keySet();
    queries(Dashboard.rendered())
        .forEach((query, where) ->
            assertThat(Promql.of(query).selectors().stream().map(Promql.Selector::metric))
                .as(where + ": " + query)
                .isNotEmpty()
                .isSubsetOf(known));
  }

  @Test
  void allLabelsAreThoseOfTheMetrics() throws IOException {
    Catalogue catalogue = Catalogue.read();
    queries(Dashboard.rendered())
        .forEach((query, where) -> {
          Promql promql = Promql.of(query);
          for (Promql.Selector selector : promql.selectors()) {
            assertThat(
                    selector.matchers().stream().map(matcher -> matcher.replaceAll("[=!].*", "")))
                .as(where + ": " + query)
                .isSubsetOf(catalogue.labels(selector.metric()));
          }
          assertThat(promql.labels())
              .as(where + ": " + query)
              .isSubsetOf(labels(promql, catalogue));
        });
    for (Dashboard.Panel panel : panels(Dashboard.rendered())) {
      for (JsonObject target : Dashboard.objects(panel.json().getArray("targets")).toList()) {
        assertThat(
                LEGEND_LABEL
                    .matcher(target.getString("legendFormat", ""))
                    .results()
                    .map(label -> label.group(1)))
            .as("labels in a legend of " + panel.name())
            .isSubsetOf(labels(Promql.of(target.getString("expr")), catalogue));
      }
    }
  }

  /// Returns the labels of all metrics of a query, and those that `label_replace` and `count_values` make in it.
  private static Set<String> labels(Promql promql, Catalogue catalogue) {
    Set<String> labels = new HashSet<>(promql.texts());
    promql.selectors().forEach(selector -> labels.addAll(catalogue.labels(selector.metric())));
    return labels;
  }

  @Test
  void nothingIsShownTwice() throws IOException {
    Map<String, String> shown = new HashMap<>();
    for (Dashboard.Panel panel : panels(Dashboard.rendered())) {
      for (String query : panel.queries()) {
        String other = shown.putIfAbsent(query, panel.name());
        assertThat(other).as(panel.name() + " shows a query again: " + query).isNull();
      }
    }
  }

  @Test
  void uidsAreThoseOfTheFilesAndUnique() throws IOException {
    Map<String, String> files = Mixin.texts(Mixin.DIRECTORY.resolve("rendered/dashboards"));
    files.forEach(
        (file, text) -> assertThat(Dashboard.parse(text).uid() + ".json").isEqualTo(file));
    assertThat(Dashboard.rendered().stream().map(Dashboard::title)).doesNotHaveDuplicates();
  }

  @Test
  void panelsHaveDifferentIdsAndDoNotOverlap() throws IOException {
    for (Dashboard dashboard : Dashboard.rendered()) {
      Set<Integer> ids = new HashSet<>();
      Map<String, String> cells = new HashMap<>();
      for (JsonObject panel : dashboard.grid()) {
        String name = dashboard.title() + " / " + panel.getString("title");
        assertThat(ids.add(panel.getInt("id"))).as(name + " has an id of its own").isTrue();
        JsonObject position = panel.getObject("gridPos");
        assertThat(position.getInt("x") + position.getInt("w")).as(name).isBetween(1, 24);
        for (int x = position.getInt("x"); x < position.getInt("x") + position.getInt("w"); x++) {
          for (int y = position.getInt("y"); y < position.getInt("y") + position.getInt("h"); y++) {
            assertThat(cells.put(x + "," + y, name)).as(name + " overlaps").isNull();
          }
        }
      }
    }
  }

  @Test
  void linksLeadToTheOtherDashboardsAndKeepVariablesAndTime() throws IOException {
    List<Dashboard> dashboards = Dashboard.rendered();
    Set<String> all =
        dashboards.stream().map(dashboard -> "/d/" + dashboard.uid()).collect(Collectors.toSet());
    for (Dashboard dashboard : dashboards) {
      assertThat(dashboard.links())
          .allMatch(link -> link.getBoolean("includeVars") && link.getBoolean("keepTime"));
      assertThat(
              Stream.concat(
                  dashboard.links().stream().map(link -> link.getString("url")),
                  Stream.of("/d/" + dashboard.uid())))
          .containsExactlyInAnyOrderElementsOf(all);
      for (Dashboard.Panel panel : dashboard.panels()) {
        assertThat(dataLinks(panel))
            .as(panel.name())
            .allMatch(url -> all.contains(url.replaceAll("\\?.*", "")))
            .allMatch(url -> url.contains("${datasource:queryparam}"))
            .allMatch(url -> url.contains("${__url_time_range}"));
      }
    }
  }

  @Test
  void columnsOfTablesAreThoseOfTheirQueries() throws IOException {
    for (Dashboard.Panel panel : panels(Dashboard.rendered())) {
      if (panel.type().equals("table")) {
        JsonObject organize =
            Dashboard.objects(panel.json().getArray("transformations"))
                .filter(transformation -> transformation.getString("id").equals("organize"))
                .findFirst()
                .orElseThrow()
                .getObject("options");
        Set<String> columns = new HashSet<>(organize.getObject("renameByName").keySet());
        Set<String> expected = new HashSet<>();
        List<JsonObject> targets = Dashboard.objects(panel.json().getArray("targets")).toList();
        for (JsonObject target : targets) {
          // The labels of the outermost aggregation are the columns.
          Promql promql = Promql.of(target.getString("expr"));
          expected.add(targets.size() == 1 ? "Value" : "Value #" + target.getString("refId"));
          expected.addAll(promql.labels());
        }
        assertThat(columns).as(panel.name()).isEqualTo(expected);
        assertThat(
                Dashboard.objects(panel.json().getObject("fieldConfig").getArray("overrides"))
                    .map(override -> override.getObject("matcher").getString("options")))
            .as(panel.name())
            .isSubsetOf(
                organize.getObject("renameByName").values().stream()
                    .map(String.class::cast)
                    .toList());
      }
    }
  }

  @Test
  void jsonnetfmtFindsNothingToChange() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Installed.program("jsonnet", "jsonnetfmt").toString());
    command.add("--test");
    try (Stream<Path> files = Files.walk(Mixin.DIRECTORY)) {
      files.map(Path::toString).filter(file -> file.endsWith("sonnet")).forEach(command::add);
    }
    assertThat(command).hasSizeGreaterThan(10);

    Mixin.run(command.toArray(String[]::new));
  }

  /// Returns all queries of panels, annotations and variables, with the names of their places.
  private static Map<String, String> queries(List<Dashboard> dashboards) {
    Map<String, String> queries = new TreeMap<>();
    for (Dashboard dashboard : dashboards) {
      dashboard
          .panels()
          .forEach(panel -> panel.queries().forEach(query -> queries.put(query, panel.name())));
      dashboard
          .annotations()
          .forEach(annotation ->
              queries.put(annotation.getString("expr"), dashboard.title() + ", an annotation"));
      for (JsonObject variable : dashboard.variables()) {
        if (variable.getString("type").equals("query")) {
          // In: label_values(up{job="x"}, instance)  Out: up{job="x"}
          queries.put(
              Dashboard.queryOf(variable)
                  .replaceFirst("^label_values\\((.*), [a-z]+\\)$", "$1")
                  .replaceFirst("^query_result\\((.*)\\)$", "$1"),
              dashboard.title() + ", variable " + variable.getString("name"));
        }
      }
    }
    return queries;
  }

  private static List<Dashboard.Panel> panels(List<Dashboard> dashboards) {
    return dashboards.stream().flatMap(dashboard -> dashboard.panels().stream()).toList();
  }

  private static List<String> dataLinks(Dashboard.Panel panel) {
    return Dashboard.objects(panel.json().getObject("fieldConfig").getArray("overrides"))
        .flatMap(override -> Dashboard.objects(override.getArray("properties")))
        .filter(property -> property.getString("id").equals("links"))
        .flatMap(property -> Dashboard.objects(property.getArray("value")))
        .map(link -> link.getString("url"))
        .toList();
  }
}
