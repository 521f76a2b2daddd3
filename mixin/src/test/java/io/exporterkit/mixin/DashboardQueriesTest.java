package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every query of every panel, variable and annotation of the dashboards returns data on real servers.
@ExtendWith(LandscapeExtension.class)
class DashboardQueriesTest {
  /// Reaches back to the start of the landscape, whose restart and failover are marked.
  private static final Duration RANGE = Duration.ofMinutes(3);

  private static final Pattern FILTER = Pattern.compile(" (==|!=|>=?|<=?) -?[0-9.e]+");
  private static final Pattern SELECTOR = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*\\{[^}]*}");

  @SuppressWarnings("NullAway.Init")
  private static Grafana grafana;

  @BeforeAll
  static void awaitData(Landscape landscape) {
    landscape.awaitScrapes(Duration.ofSeconds(30));
    Instant now = Instant.now();
    grafana = new Grafana(landscape.prometheus(), now.minus(RANGE), now);
  }

  /// A query of a dashboard, and its place.
  private record Query(String place, String text, boolean instant) {
    boolean uses(String variable) {
      return text.matches("(?s).*\\$" + variable + "\\b.*");
    }
  }

  private static List<Query> queries(Dashboard dashboard) {
    List<Query> queries = new ArrayList<>();
    for (Dashboard.Panel panel : dashboard.panels()) {
      Dashboard.objects(panel.json().getArray("targets"))
          .forEach(target ->
              queries.add(
                  new Query(panel.name(), target.getString("expr"), target.getBoolean("instant"))));
    }
    for (JsonObject annotation : dashboard.annotations()) {
      queries.add(
          new Query(
              dashboard.title() + " / annotation " + annotation.getString("name"),
              annotation.getString("expr"),
              false));
    }
    return queries;
  }

  /// Whether a query shows nothing with these values for a reason: a filter such as `> 0` lets no sample pass, or a
  /// server lacks one of its metrics. A query without its filters that returns nothing although each of its metrics has
  /// samples is wrong, for example in how it joins them.
  private static boolean hasReason(Query query, Map<String, String> chosen) {
    String text = grafana.query(FILTER.matcher(query.text()).replaceAll(""), chosen);
    if (query.place().contains("/ annotation ") || grafana.hasSeries(text)) {
      return true; // an annotation marks what happened to few servers
    }
    return SELECTOR
        .matcher(text)
        .results()
        .anyMatch(found -> !grafana.hasSeriesOfSeveralScrapes(found.group()));
  }

  @Test
  void eachQueryReturnsDataWithAllValuesChosen() throws IOException {
    List<String> empty = new ArrayList<>();
    for (Dashboard dashboard : Dashboard.rendered()) {
      Map<String, String> chosen = grafana.choose(dashboard);
      for (Query query : queries(dashboard)) {
        if (!grafana.shows(grafana.query(query.text(), chosen), query.instant())) {
          empty.add(query.place() + ": " + query.text());
        }
      }
    }
    assertThat(empty).as("queries that return nothing").isEmpty();
  }

  @Test
  void eachQueryShowsWhatEachValueOfEachVariableHas() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Dashboard dashboard : Dashboard.rendered()) {
      for (JsonObject variable : dashboard.variables()) {
        if (variable.getString("type").equals("query")) {
          check(dashboard, variable, faults);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static void check(Dashboard dashboard, JsonObject variable, List<String> faults) {
    String name = variable.getString("name");
    String place = dashboard.title() + ", variable " + name;
    List<String> values = grafana.values(variable, grafana.choose(dashboard));
    if (values.isEmpty()) {
      faults.add(place + " has no values");
    }
    List<Query> using = queries(dashboard).stream().filter(query -> query.uses(name)).toList();
    if (using.isEmpty()) {
      faults.add(place + " is not used");
    }
    Set<Query> open = new HashSet<>(using);
    for (String value : values) {
      Map<String, String> chosen = grafana.choose(dashboard, Map.of(name, Grafana.one(value)));
      boolean any = false;
      for (Query query : using) {
        if (grafana.shows(grafana.query(query.text(), chosen), query.instant())) {
          open.remove(query);
          any = true;
        } else if (!hasReason(query, chosen)) {
          faults.add(
              place + ": " + value + " shows nothing in " + query.place() + ": " + query.text());
        }
      }
      if (!any) {
        faults.add(place + ": nothing is shown for the value " + value);
      }
    }
    open.forEach(query ->
        faults.add(
            place + ": no single value shows anything in " + query.place() + ": " + query.text()));
  }
}
