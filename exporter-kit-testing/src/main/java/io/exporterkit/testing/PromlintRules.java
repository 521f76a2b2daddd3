package io.exporterkit.testing;

import io.exporterkit.metric.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The rules of promlint, which `promtool check metrics` applies, in promlint's own words. Source: the package
/// `prometheus/testutil/promlint` of client_golang.
final class PromlintRules {
  private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][A-Z]");

  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("amperes", "amperes"),
          Map.entry("bytes", "bytes"),
          Map.entry("celsius", "celsius"),
          Map.entry("grams", "grams"),
          Map.entry("joules", "joules"),
          Map.entry("kelvin", "kelvin"),
          Map.entry("meters", "meters"),
          Map.entry("metres", "metres"),
          Map.entry("seconds", "seconds"),
          Map.entry("volts", "volts"),
          Map.entry("minutes", "seconds"),
          Map.entry("hours", "seconds"),
          Map.entry("days", "seconds"),
          Map.entry("weeks", "seconds"),
          Map.entry("kelvins", "kelvin"),
          Map.entry("fahrenheit", "celsius"),
          Map.entry("rankine", "celsius"),
          Map.entry("inches", "meters"),
          Map.entry("yards", "meters"),
          Map.entry("miles", "meters"),
          Map.entry("bits", "bytes"),
          Map.entry("calories", "joules"),
          Map.entry("pounds", "grams"),
          Map.entry("ounces", "grams"));

  private static final Pattern UNIT_PREFIX =
      Pattern.compile(
          "(?:pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mibi|giga|gibi|tera|tebi|peta|pebi)(.+)");

  private static final Pattern ABBREVIATION =
      Pattern.compile("_(?:s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(?=_|$)");

  private PromlintRules() {}

  /// Returns the findings about a metric, each once.
  static List<String> check(LintedMetric metric) {
    List<String> found = new ArrayList<>();
    if (metric.help().isEmpty()) {
      found.add("no help text");
    }
    unit(metric.name(), found);
    if (metric.type() != MetricType.UNTYPED) {
      suffixes(metric, found);
      pointLabels(metric, found);
    }
    words(metric, found);
    if (metric.isRepeated()) {
      found.add("metric not unique");
    }
    return found;
  }

  /// Checks all words of a name. Promlint checks only one word that is a unit: which one depends on its version.
  private static void unit(String name, List<String> found) {
    for (String word : name.split("_", -1)) {
      String base = base(word);
      if (!base.isEmpty() && !base.equals(word)) {
        found.add("use base unit \"" + base + "\" instead of \"" + word + "\"");
      }
    }
  }

  /// Returns the base unit of a word; empty when the word is no unit.
  static String base(String word) {
    String base = UNITS.get(word);
    if (base == null) {
      var prefixed = UNIT_PREFIX.matcher(word);
      base = prefixed.matches() ? UNITS.get(prefixed.group(1)) : null;
    }
    return base == null ? "" : base;
  }

  private static void suffixes(LintedMetric metric, List<String> found) {
    String name = metric.name();
    boolean counter = metric.type() == MetricType.COUNTER;
    boolean histogram = metric.type() == MetricType.HISTOGRAM;
    boolean summary = metric.type() == MetricType.SUMMARY;
    if (counter && !name.endsWith("_total")) {
      found.add("counter metrics should have \"_total\" suffix");
    }
    if (!counter && name.endsWith("_total")) {
      found.add("non-counter metrics should not have \"_total\" suffix");
    }
    if (metric.type() != MetricType.GAUGE && name.endsWith("_timestamp_seconds")) {
      found.add("non-gauge metrics should not have \"_timestamp_seconds\" suffix");
    }
    if (!histogram && name.endsWith("_bucket")) {
      found.add("non-histogram metrics should not have \"_bucket\" suffix");
    }
    for (String suffix : List.of("_count", "_sum")) {
      if (!histogram && !summary && name.endsWith(suffix)) {
        found.add(
            "non-histogram and non-summary metrics should not have \"" + suffix + "\" suffix");
      }
    }
  }

  private static void pointLabels(LintedMetric metric, List<String> found) {
    if (metric.type() != MetricType.HISTOGRAM && metric.labels().contains("le")) {
      found.add("non-histogram metrics should not have \"le\" label");
    }
    if (metric.type() != MetricType.SUMMARY && metric.labels().contains("quantile")) {
      found.add("non-summary metrics should not have \"quantile\" label");
    }
  }

  private static void words(LintedMetric metric, List<String> found) {
    String lower = metric.name().toLowerCase(Locale.ROOT);
    for (String type : List.of("counter", "gauge", "summary", "histogram", "gauge_histogram")) {
      if (lower.contains("_" + type + "_") || lower.endsWith("_" + type)) {
        found.add("metric name should not include type '" + type + "'");
      }
    }
    if (lower.contains(":")) {
      found.add("metric names should not contain ':'");
    }
    if (CAMEL_CASE.matcher(metric.name()).find()) {
      found.add("metric names should be written in 'snake_case' not 'camelCase'");
    }
    if (metric.labels().stream().anyMatch(label -> CAMEL_CASE.matcher(label).find())) {
      found.add("label names should be written in 'snake_case' not 'camelCase'");
    }
    if (ABBREVIATION.matcher(lower).find()) {
      found.add("metric names should not contain abbreviated units");
    }
  }
}
