package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Our page beside the original's, of the same target with the same flags: series with their labels
/// in one order, their types, their values.
final class Comparison {
  private final Map<String, Double> ours;
  private final Map<String, Double> theirs;
  private final Map<String, String> ourTypes;
  private final Map<String, String> theirTypes;

  private Comparison(String ours, String theirs, Predicate<String> series) {
    this.ours = series(ours, series);
    this.theirs = series(theirs, series);
    this.ourTypes = types(ours);
    this.theirTypes = types(theirs);
  }

  /// Looks at the series that match, written as `redis_name{a="1",b="2"}` with the labels sorted.
  static Comparison of(Page ours, String theirs, Predicate<String> series) {
    return new Comparison(ours.text(), theirs, series);
  }

  /// Both have the same series, at least one, of the same types.
  Comparison hasSameSeries() {
    assertThat(ours.keySet()).isNotEmpty().containsExactlyInAnyOrderElementsOf(theirs.keySet());
    for (String series : theirs.keySet()) {
      String name = name(series);
      assertThat(ourTypes.get(name)).as(name).isEqualTo(theirTypes.get(name));
    }
    return this;
  }

  /// The values differ by no more than this.
  Comparison hasValuesWithin(double difference) {
    theirs.forEach((series, value) ->
        assertThat(ours.get(series))
            .as(series)
            .isNotNull()
            .satisfiesAnyOf(
                our -> assertThat(our).isEqualTo(value),
                our -> assertThat(Math.abs(our - value)).isLessThanOrEqualTo(difference)));
    return this;
  }

  /// The original's series.
  Map<String, Double> theirs() {
    return theirs;
  }

  private static Map<String, Double> series(String page, Predicate<String> wanted) {
    Map<String, Double> all = new TreeMap<>();
    page.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          int blank = line.lastIndexOf(' ');
          String series = sorted(line.substring(0, blank));
          if (wanted.test(series)) {
            all.put(series, Double.valueOf(line.substring(blank + 1).replace("Inf", "Infinity")));
          }
        });
    return all;
  }

  private static Map<String, String> types(String page) {
    Map<String, String> types = new HashMap<>();
    page.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> List.of(line.split(" ", -1)))
        .forEach(words -> types.put(words.get(2), words.get(3)));
    return types;
  }

  private static String name(String series) {
    int brace = series.indexOf('{');
    return brace < 0 ? series : series.substring(0, brace);
  }

  /// In: `n{b="2",a="1"}`   Out: `n{a="1",b="2"}`
  private static String sorted(String series) {
    int brace = series.indexOf('{');
    if (brace < 0) {
      return series;
    }
    List<String> labels = new ArrayList<>();
    boolean quoted = false;
    int from = brace + 1;
    for (int i = from; i < series.length(); i++) {
      char c = series.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '}')) {
        labels.add(series.substring(from, i));
        from = i + 1;
      }
    }
    labels.sort(null);
    return series.substring(0, brace) + "{" + String.join(",", labels) + "}";
  }
}
