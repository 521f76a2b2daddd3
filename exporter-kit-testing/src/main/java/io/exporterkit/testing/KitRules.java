package io.exporterkit.testing;

import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules that promlint lacks: suffix against the declared unit, case and underscores, labels that Prometheus sets,
/// and help texts that say something.
final class KitRules {
  private static final Pattern SNAKE_CASE = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*");
  // Labels of every target, which rename a sample's own label to `exported_job`.
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");
  // Words that add nothing to a name.
  private static final Set<String> FILLERS =
      Set.of(
          "a", "an", "the", "of", "in", "for", "by", "and", "is", "are", "this", "its", "all",
          "metric", "metrics", "value", "values", "number", "total", "count", "current", "counter",
          "gauge");

  private KitRules() {}

  /// Returns the findings about a metric, each once.
  static List<String> check(LintedMetric metric) {
    List<String> found = new ArrayList<>();
    names(metric, found);
    help(metric, found);
    metric.unit().ifPresent(unit -> unit(metric, unit, found));
    return found;
  }

  private static void names(LintedMetric metric, List<String> found) {
    // A colon and camelCase are findings of promlint.
    if (!isPlain(metric.name().replace(":", ""))) {
      found.add("metric names should be of lower case words with single underscores between them");
    }
    for (String label : metric.labels()) {
      if (!isPlain(label)) {
        found.add(
            "label '%s' should be of lower case words with single underscores between them"
                .formatted(label));
      }
      if (OF_PROMETHEUS.contains(label)) {
        found.add(
            "label '%s' is set by Prometheus, which renames it to 'exported_%s'"
                .formatted(label, label));
      }
    }
  }

  private static boolean isPlain(String name) {
    return SNAKE_CASE.matcher(name).matches();
  }

  private static void help(LintedMetric metric, List<String> found) {
    String help = metric.help().strip();
    if (help.isEmpty()) {
      return; // a finding of promlint
    }
    if (!help.endsWith(".")) {
      found.add("help text should end with a full stop");
    }
    Set<String> words = words(help);
    Set<String> known = words(metric.name());
    known.addAll(FILLERS);
    words.removeIf(word -> known.contains(word) || known.contains(word + "s"));
    if (words.isEmpty()) {
      found.add("help text should say more than the name");
    }
  }

  /// Returns the words of a text in lower case; those of `fooBar_baz` are `foobar` and `baz`.
  private static Set<String> words(String text) {
    Set<String> words =
        new HashSet<>(Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
    words.remove("");
    return words;
  }

  private static void unit(LintedMetric metric, Unit unit, List<String> found) {
    String name = metric.name();
    String base = name.endsWith("_total") ? name.substring(0, name.length() - 6) : name;
    switch (unit) {
      case BYTES -> want(base, "_bytes", unit, found);
      case SECONDS -> {
        want(base, "_seconds", unit, found);
        if (base.endsWith("_timestamp_seconds")) {
          found.add("suffix \"_timestamp_seconds\" does not fit the declared unit seconds");
        }
      }
      case TIMESTAMP -> {
        if (!base.endsWith("_timestamp_seconds") && !base.endsWith("_time_seconds")) {
          found.add(wanted("_timestamp_seconds", unit));
        }
        if (metric.type() != MetricType.GAUGE && metric.type() != MetricType.UNTYPED) {
          found.add("a metric with the declared unit Unix time in seconds should be a gauge");
        }
      }
      case RATIO -> want(base, "_ratio", unit, found);
      case MILLISECONDS, MICROSECONDS ->
          found.add("use base unit \"seconds\" instead of the declared unit " + unit.words());
      case PERCENT -> found.add("use unit \"ratio\" instead of the declared unit percent");
      case BOOLEAN -> {
        if (metric.type() != MetricType.GAUGE && metric.type() != MetricType.UNTYPED) {
          found.add("a metric with the declared unit 1 or 0 should be a gauge");
        }
        unitless(base, unit, found);
      }
      case NONE -> unitless(base, unit, found);
    }
  }

  private static void want(String base, String suffix, Unit unit, List<String> found) {
    if (!base.endsWith(suffix)) {
      found.add(wanted(suffix, unit));
    }
  }

  private static String wanted(String suffix, Unit unit) {
    return "metrics with the declared unit %s should have \"%s\" suffix"
        .formatted(unit.words(), suffix);
  }

  /// Checks that a metric without a unit does not have the suffix of one.
  private static void unitless(String base, Unit unit, List<String> found) {
    String last = base.substring(base.lastIndexOf('_') + 1);
    if (!PromlintRules.base(last).isEmpty() || last.equals("ratio") || last.equals("percent")) {
      found.add(
          unit == Unit.NONE
              ? "suffix \"_%s\" says a unit, and none is declared".formatted(last)
              : "suffix \"_%s\" does not fit the declared unit %s".formatted(last, unit.words()));
    }
  }
}
