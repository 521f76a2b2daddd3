package io.exporterkit.mixin;

import com.grack.nanojson.JsonObject;
import io.exporterkit.redis.servers.Prometheus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Queries of dashboards, run as Grafana runs them on a Prometheus that scrapes every second.
///
/// @param start the start of the time range of the dashboards
/// @param end the end of the time range
record Grafana(Prometheus prometheus, Instant start, Instant end) {
  private static final Duration STEP = Duration.ofSeconds(1);
  // They last longer than a step and a scrape.
  private static final int SCRAPES_OF_A_RATE = 4;
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<series>.+), *(?<label>[a-z_]+)\\)");
  private static final Pattern QUERY_RESULT = Pattern.compile("query_result\\((?<query>.+)\\)");
  private static final Pattern SPECIAL = Pattern.compile("[\\\\^$*+?.()|\\[\\]{}]");

  /// Replaces variables in a query.
  ///
  /// @param chosen the text of each variable, as [#one], [#several] and [#all] return it
  String query(String text, Map<String, String> chosen) {
    String query =
        text.replace("$__rate_interval", SCRAPES_OF_A_RATE * STEP.toSeconds() + "s")
            .replace("$__range", Duration.between(start, end).toSeconds() + "s");
    for (Map.Entry<String, String> variable : chosen.entrySet()) {
      query =
          query.replaceAll(
              "\\$" + variable.getKey() + "\\b", Matcher.quoteReplacement(variable.getValue()));
    }
    return query;
  }

  /// Returns the text of a variable with one chosen value.
  static String one(String value) {
    return SPECIAL
        .matcher(value)
        .replaceAll(found -> Matcher.quoteReplacement("\\\\" + found.group()));
  }

  /// Returns the text of a variable with several chosen values.
  static String several(List<String> values) {
    return values.stream().map(Grafana::one).collect(Collectors.joining("|", "(", ")"));
  }

  /// Returns the text of a variable whose value is All, or all values together if it has no All.
  static String all(JsonObject variable, List<String> values) {
    return variable.getBoolean("includeAll") && variable.has("allValue")
        ? variable.getString("allValue")
        : several(values);
  }

  /// Returns all values of a variable.
  List<String> values(JsonObject variable, Map<String, String> chosen) {
    String definition = Dashboard.queryOf(variable);
    if (definition.startsWith("label_values(")) {
      return labelValues(query(definition, chosen));
    }
    Matcher result = QUERY_RESULT.matcher(definition);
    if (!result.matches()) {
      throw new IllegalArgumentException("no query of a variable: " + definition);
    }
    String regex = variable.getString("regex", "");
    Pattern part = Pattern.compile(regex.substring(1, regex.length() - 1));
    return prometheus.query(query(result.group("query"), chosen), end).stream()
        .map(Grafana::line)
        .map(part::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }

  /// Returns the result of `label_values(series, label)`.
  List<String> labelValues(String definition) {
    Matcher parts = LABEL_VALUES.matcher(definition);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no query of a variable: " + definition);
    }
    return prometheus
        .json(
            "/api/v1/label/%s/values?start=%s&end=%s&match[]=%s"
                .formatted(
                    parts.group("label"),
                    start,
                    end,
                    URLEncoder.encode(parts.group("series"), StandardCharsets.UTF_8)))
        .getArray("data")
        .stream()
        .map(String.class::cast)
        .toList();
  }

  /// Returns an element as query_result shows it: `{db="db0"} 2 1700000000000`.
  private static String line(Prometheus.Sample sample) {
    Map<String, String> labels = new TreeMap<>(sample.labels());
    String name = labels.getOrDefault("__name__", "");
    labels.remove("__name__");
    return labels.entrySet().stream()
        .map(label -> "%s=\"%s\"".formatted(label.getKey(), label.getValue()))
        .collect(Collectors.joining(",", name + "{", "} " + sample.value()));
  }

  /// Whether a query shows anything within the range: at least one number.
  boolean shows(String query, boolean instant) {
    if (instant) {
      return prometheus.query(query, end).stream()
          .anyMatch(sample -> !Double.isNaN(sample.value()));
    }
    return series(query).stream()
        .flatMap(series -> series.values().stream())
        .anyMatch(value -> !value.isNaN());
  }

  /// Whether a query returns a series within the range, if only of NaN.
  boolean hasSeries(String query) {
    return !series(query).isEmpty();
  }

  /// Whether a query returns a series of enough scrapes for a rate: a server may have been a master for a moment only.
  boolean hasSeriesOfSeveralScrapes(String query) {
    return series(query).stream().anyMatch(series -> series.values().size() > SCRAPES_OF_A_RATE);
  }

  /// Returns the series that a query shows within the range.
  List<Prometheus.Series> series(String query) {
    return prometheus.queryRange(query, start, end, STEP);
  }

  /// Returns the text of each variable of a dashboard, in the order of the variables, with all values chosen.
  Map<String, String> choose(Dashboard dashboard) {
    return choose(dashboard, Map.of());
  }

  /// Returns the text of each variable of a dashboard, with all values chosen except for the fixed variables.
  Map<String, String> choose(Dashboard dashboard, Map<String, String> fixed) {
    Map<String, String> chosen = new LinkedHashMap<>();
    for (JsonObject variable : dashboard.variables()) {
      String name = variable.getString("name");
      if (fixed.containsKey(name)) {
        chosen.put(name, fixed.get(name));
      } else if (variable.getString("type").equals("query")) {
        chosen.put(name, all(variable, values(variable, chosen)));
      }
    }
    return chosen;
  }
}
