package io.exporterkit.mixin;

import com.grack.nanojson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rules of Grafana's linter of dashboards, by the names that they have there, and rules about the time zone and
/// about variables that nothing uses. [DashboardsTest] checks the rule target-promql-rule.
final class Linter {
  private static final Set<String> RATES = Set.of("rate", "irate", "increase");
  private static final Set<String> TIME_ZONES = Set.of("browser", "utc");
  private static final Set<String> UNITS =
      Set.of(
          "none",
          "short",
          "percent",
          "percentunit",
          "bytes",
          "Bps",
          "s",
          "ms",
          "µs",
          "ops",
          "cps",
          "reqps",
          "dateTimeAsIso");
  private static final Pattern VARIABLE_QUERY =
      Pattern.compile("(?:label_names|label_values|metrics|query_result)\\(.+\\)");
  private static final Pattern USE = Pattern.compile("\\$\\{?([a-z]+)");

  private final Dashboard dashboard;
  private final Set<String> counters;
  private final List<String> complaints = new ArrayList<>();

  private Linter(Dashboard dashboard, Set<String> counters) {
    this.dashboard = dashboard;
    this.counters = counters;
  }

  /// Returns complaints, each with the name of the rule, the dashboard and the panel; none for a good dashboard.
  ///
  /// @param counters metrics that must be in `rate` or `increase`, beside those that end in `_total`
  static List<String> check(Dashboard dashboard, Set<String> counters) {
    Linter linter = new Linter(dashboard, counters);
    linter.checkDashboard();
    linter.checkVariables();
    dashboard.panels().forEach(linter::checkPanel);
    return List.copyOf(linter.complaints);
  }

  private void require(boolean condition, String rule, String complaint) {
    if (!condition) {
      complaints.add(rule + ": " + complaint);
    }
  }

  private void checkDashboard() {
    String name = dashboard.title();
    require(
        !dashboard.json().getBoolean("editable", true),
        "uneditable-dashboard-rule",
        name + " is editable");
    require(
        TIME_ZONES.contains(dashboard.json().getString("timezone", "")),
        "time-zone",
        name + " has neither the time zone of the browser nor UTC");
    List<JsonObject> sources = variables("type", "datasource");
    require(
        sources.size() == 1
            && sources.getFirst().getString("name", "").equals("datasource")
            && sources.getFirst().getString("label", "").equals("Data source")
            && sources.getFirst().getString("query", "").equals("prometheus"),
        "template-datasource-rule",
        name + " has no variable datasource with the label Data source");
    checkRequired("job", "Job");
    checkRequired("instance", "Instance");
    Set<String> used = new TreeSet<>();
    dashboard.panels().forEach(panel -> panel.queries().forEach(query -> addUses(query, used)));
    dashboard.variables().forEach(variable -> addUses(Dashboard.queryOf(variable), used));
    for (JsonObject variable : variables("type", "query")) {
      String variableName = variable.getString("name", "");
      require(
          used.contains(variableName),
          "template-unused-rule",
          name + " does not use $" + variableName);
    }
  }

  private void checkRequired(String variableName, String label) {
    String rule = "template-" + variableName + "-rule";
    List<JsonObject> found = variables("name", variableName);
    if (found.size() != 1) {
      require(false, rule, dashboard.title() + " has no variable " + variableName);
      return;
    }
    JsonObject variable = found.getFirst();
    String name = dashboard.title() + ", variable " + variableName;
    require(usesDatasource(variable), rule, name + " does not use $datasource");
    require(variable.getString("type", "").equals("query"), rule, name + " is no query");
    require(variable.getString("label", "").equals(label), rule, name + " is not labeled " + label);
    require(variable.getBoolean("multi", false), rule, name + " is no multi-select");
    require(variable.getString("allValue", "").equals(".+"), rule, name + " has no allValue .+");
  }

  private void checkVariables() {
    for (JsonObject variable : variables("type", "query")) {
      String name = dashboard.title() + ", variable " + variable.getString("name", "");
      require(
          VARIABLE_QUERY.matcher(Dashboard.queryOf(variable)).matches(),
          "template-label-promql-rule",
          name + " has the query " + Dashboard.queryOf(variable));
      require(
          variable.getInt("refresh", 0) == 2,
          "template-on-time-change-reload-rule",
          name + " is not refreshed when the time range changes");
    }
  }

  private void checkPanel(Dashboard.Panel panel) {
    String name = panel.name();
    require(
        usesDatasource(panel.json()), "panel-datasource-rule", name + " does not use $datasource");
    require(
        !panel.title().isBlank() && !panel.json().getString("description", "").isBlank(),
        "panel-title-description-rule",
        name + " has no title or no description");
    require(
        UNITS.contains(
            panel
                .json()
                .getObject("fieldConfig", new JsonObject())
                .getObject("defaults", new JsonObject())
                .getString("unit", "")),
        "panel-units-rule",
        name + " has no unit or an unknown one");
    require(!panel.queries().isEmpty(), "panel-no-targets-rule", name + " has no query");
    for (String query : panel.queries()) {
      for (Promql.Selector selector : Promql.of(query).selectors()) {
        checkSelector(name + ", " + selector.metric(), selector, panel.type().equals("heatmap"));
      }
    }
  }

  private void checkSelector(String name, Promql.Selector selector, boolean heatmap) {
    require(
        selector.matchers().contains("job=~\"$job\""),
        "target-job-rule",
        name + " without job=~\"$job\"");
    require(
        selector.matchers().contains("instance=~\"$instance\""),
        "target-instance-rule",
        name + " without instance=~\"$instance\"");
    require(
        !selector.isDirectlyIn(Set.of("rate", "irate"))
            || selector.range().equals("$__rate_interval"),
        "target-rate-interval-rule",
        name + " in rate with the range " + selector.range());
    boolean counter = selector.metric().endsWith("_total") || counters.contains(selector.metric());
    require(
        !counter || (selector.isDirectlyIn(RATES) && !selector.range().isEmpty()),
        "target-counter-agg-rule",
        name + " is a counter without rate or increase");
    require(
        heatmap
            || !selector.metric().endsWith("_bucket")
            || selector.calls().contains("histogram_quantile"),
        "target-histogram-rule",
        name + " is a histogram without histogram_quantile");
  }

  private List<JsonObject> variables(String field, String value) {
    return dashboard.variables().stream()
        .filter(variable -> variable.getString(field, "").equals(value))
        .toList();
  }

  private static boolean usesDatasource(JsonObject object) {
    JsonObject source = object.getObject("datasource", new JsonObject());
    return source.getString("type", "").equals("prometheus")
        && source.getString("uid", "").equals("$datasource");
  }

  private static void addUses(String query, Set<String> used) {
    Matcher use = USE.matcher(query);
    while (use.find()) {
      used.add(use.group(1));
    }
  }
}
