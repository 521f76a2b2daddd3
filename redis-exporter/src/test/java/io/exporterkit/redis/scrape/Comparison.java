package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Exposition;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A comparison of our page and the original's, of the same target with the same flags: series with their labels in one
/// order, their types, their values. It serves servers that the table of the module `parity` cannot start.
final class Comparison {
  private final Map<String, Double> ours;
  private final Map<String, Double> theirs;
  private final Map<String, String> ourTypes;
  private final Map<String, String> theirTypes;

  private Comparison(Exposition ours, Exposition theirs, Predicate<String> series) {
    this.ours = series(ours, series);
    this.theirs = series(theirs, series);
    this.ourTypes = ours.types();
    this.theirTypes = theirs.types();
  }

  /// Compares the series that match, written as `redis_name{a="1",b="2"}` with the labels sorted.
  static Comparison of(Page ours, String theirs, Predicate<String> series) {
    return new Comparison(Exposition.parse(ours.text()), Exposition.parse(theirs), series);
  }

  /// Fails unless both pages have the same series, at least one, of the same types.
  Comparison hasSameSeries() {
    assertThat(ours.keySet()).isNotEmpty().containsExactlyInAnyOrderElementsOf(theirs.keySet());
    for (String series : theirs.keySet()) {
      String name = name(series);
      assertThat(ourTypes.get(name)).as(name).isEqualTo(theirTypes.get(name));
    }
    return this;
  }

  /// Fails when values differ by more than this.
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

  private static Map<String, Double> series(Exposition page, Predicate<String> wanted) {
    Map<String, Double> all = new TreeMap<>();
    page.values()
        .forEach((series, value) -> {
          if (wanted.test(series.toString())) {
            all.put(series.toString(), Double.valueOf(value.replace("Inf", "Infinity")));
          }
        });
    return all;
  }

  private static String name(String series) {
    int brace = series.indexOf('{');
    return brace < 0 ? series : series.substring(0, brace);
  }
}
