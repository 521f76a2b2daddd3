package io.exporterkit.scrape;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.SeriesBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Collectors whose names and metrics are compatible, with the metrics that each collector declared. Immutable.
///
/// @param <S> type of the session that the collectors read from
final class CheckedCollectors<S> {
  private final List<? extends Collector<? super S>> collectors;
  private final Declarations declarations;

  private CheckedCollectors(
      List<? extends Collector<? super S>> collectors, Declarations declarations) {
    this.collectors = collectors;
    this.declarations = declarations;
  }

  /// Checks that the names and metrics of collectors are compatible.
  ///
  /// @throws IllegalArgumentException when a name is not made of lower case letters, digits and `_`, two collectors
  ///     have the same name, or a metric contradicts a metric of another collector or of the scraper
  static <S> CheckedCollectors<S> of(Collection<? extends Collector<? super S>> collectors) {
    List<Collector<? super S>> copy = List.copyOf(collectors);
    return new CheckedCollectors<>(copy, Declarations.of(copy));
  }

  /// Returns the collectors as checked, without another check, when all their names and metrics equal those of
  /// collectors that were checked before; empty otherwise.
  ///
  /// @param known collectors that were checked before
  static <S> Optional<CheckedCollectors<S>> find(
      List<? extends Collector<? super S>> collectors, List<CheckedCollectors<S>> known) {
    for (CheckedCollectors<S> checked : known) {
      if (checked.collectors.equals(collectors)) {
        return Optional.of(checked);
      }
    }
    List<Collector<? super S>> copy = List.copyOf(collectors);
    List<List<MetricDef>> metrics = new ArrayList<>(copy.size());
    copy.forEach(collector -> metrics.add(collector.metrics()));
    for (CheckedCollectors<S> checked : known) {
      if (checked.declarations.are(copy, metrics)) {
        return Optional.of(new CheckedCollectors<>(copy, checked.declarations));
      }
    }
    return Optional.empty();
  }

  int size() {
    return collectors.size();
  }

  Collector<? super S> get(int index) {
    return collectors.get(index);
  }

  List<? extends Collector<? super S>> all() {
    return collectors;
  }

  /// Returns whether a collector runs in the background.
  boolean hasBackground() {
    return collectors.stream().anyMatch(Background.class::isInstance);
  }

  /// Returns whether there are background collectors, and no others.
  boolean areInBackground() {
    return !collectors.isEmpty() && collectors.stream().allMatch(Background.class::isInstance);
  }

  /// Returns each background collector as the only one of a run.
  List<CheckedCollectors<S>> background() {
    List<CheckedCollectors<S>> all = new ArrayList<>();
    for (int i = 0; i < collectors.size(); i++) {
      if (collectors.get(i) instanceof Background) {
        all.add(new CheckedCollectors<>(List.of(collectors.get(i)), declarations.only(i)));
      }
    }
    return all;
  }

  /// Returns these collectors, each as it would run in a scrape.
  CheckedCollectors<S> within() {
    List<Collector<? super S>> within = new ArrayList<>();
    for (Collector<? super S> collector : collectors) {
      within.add(collector instanceof Background<? super S> b ? b.collector() : collector);
    }
    return new CheckedCollectors<>(within, declarations);
  }

  /// Returns an empty set of samples for one collector. The set refuses metrics that the collector may not emit.
  ///
  /// @param index position of the collector
  /// @param budget of the scrape
  Samples samples(int index, SeriesBudget budget) {
    Collector<? super S> collector = collectors.get(index);
    Map<String, MetricDef> declared = declarations.byName.get(index);
    return new Samples(
        def -> {
          MetricDef known = declared.get(def.name());
          return known == null
              ? !ScrapeMetrics.isReserved(def) && collector.mayEmit(def)
              : known.agreesWith(def);
        },
        budget);
  }

  /// The names and metrics of collectors.
  ///
  /// @param names of the collectors, in their order
  /// @param metrics of each collector, in the same order
  /// @param byName metrics of each collector by their names
  private record Declarations(
      List<String> names, List<List<MetricDef>> metrics, List<Map<String, MetricDef>> byName) {
    static <S> Declarations of(List<? extends Collector<? super S>> collectors) {
      Claims claims = new Claims();
      List<String> names = new ArrayList<>();
      List<List<MetricDef>> metrics = new ArrayList<>();
      List<Map<String, MetricDef>> byName = new ArrayList<>();
      for (Collector<? super S> collector : collectors) {
        String name = collector.name();
        List<MetricDef> declared = List.copyOf(collector.metrics());
        claims.claimName(name, Background.classOf(collector));
        Map<String, MetricDef> map = HashMap.newHashMap(declared.size());
        for (MetricDef def : declared) {
          claims.claim(def, name);
          map.put(def.name(), def);
        }
        names.add(name);
        metrics.add(declared);
        byName.add(map);
      }
      return new Declarations(names, metrics, byName);
    }

    Declarations only(int index) {
      return new Declarations(
          List.of(names.get(index)), List.of(metrics.get(index)), List.of(byName.get(index)));
    }

    boolean are(List<? extends Collector<?>> others, List<List<MetricDef>> othersMetrics) {
      if (others.size() != names.size()) {
        return false;
      }
      for (int i = 0; i < names.size(); i++) {
        if (!names.get(i).equals(others.get(i).name())
            || !metrics.get(i).equals(othersMetrics.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
