package io.exporterkit.scrape;

import io.exporterkit.metric.MetricDef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names of collectors and metrics that are in use, with their owners. Two owners that contradict each other cause
/// an [IllegalArgumentException] that names both.
final class Claims {
  private static final List<String> SUFFIXES = List.of("_sum", "_count", "_bucket");

  private final Map<String, Class<?>> collectors = new HashMap<>();
  private final Map<String, Claim> metrics = new HashMap<>();

  private record Claim(MetricDef def, String who) {
    @Override
    public String toString() {
      return who + " emits " + def;
    }
  }

  Claims() {
    ScrapeMetrics.ALL.forEach(def -> metrics.put(def.name(), new Claim(def, "the scraper itself")));
  }

  /// Records the name of a collector.
  ///
  /// @throws IllegalArgumentException when the name is in use, or is not made of lower case letters, digits and `_`
  void claimName(String name, Class<?> type) {
    if (!isCollectorName(name)) {
      throw new IllegalArgumentException(
          "not a name of a collector: '"
              + Reason.oneLine(name, 160)
              + "' of "
              + type.getName()
              + ": it must be of lower case letters, digits and _");
    }
    Class<?> other = collectors.putIfAbsent(name, type);
    if (other != null) {
      throw new IllegalArgumentException(
          "two collectors have the name "
              + name
              + ": "
              + other.getName()
              + " and "
              + type.getName());
    }
  }

  /// Records a metric of a collector. Several collectors may share a metric when their definitions agree.
  ///
  /// @throws IllegalArgumentException when the definitions disagree, or the scraper itself emits the metric
  void claim(MetricDef def, String collector) {
    Claim claim = new Claim(def, "collector " + collector);
    Claim other = metrics.putIfAbsent(def.name(), claim);
    if (other != null && (ScrapeMetrics.isReserved(def) || !other.def.agreesWith(def))) {
      throw new IllegalArgumentException(
          "metric " + def.name() + " is declared twice: " + other + ", and " + claim);
    }
    if (other == null) {
      checkSeries(claim);
    }
  }

  /// Throws an [IllegalArgumentException] when a series of a histogram or summary, such as `x_count`, has the name of
  /// another metric.
  private void checkSeries(Claim claim) {
    String name = claim.def.name();
    for (String suffix : SUFFIXES) {
      Claim longer = metrics.get(name + suffix);
      if (longer != null && hasSeries(claim.def, suffix)) {
        throw sameSeries(longer, claim);
      }
      if (name.endsWith(suffix)) {
        Claim shorter = metrics.get(name.substring(0, name.length() - suffix.length()));
        if (shorter != null && hasSeries(shorter.def, suffix)) {
          throw sameSeries(claim, shorter);
        }
      }
    }
  }

  private static IllegalArgumentException sameSeries(Claim plain, Claim distribution) {
    return new IllegalArgumentException(
        "series "
            + plain.def.name()
            + " stands for two metrics: "
            + plain
            + ", and "
            + distribution);
  }

  private static boolean hasSeries(MetricDef def, String suffix) {
    return switch (def.type()) {
      case HISTOGRAM -> true;
      case SUMMARY -> !suffix.equals("_bucket");
      case COUNTER, GAUGE, UNTYPED, INFO, STATESET -> false;
    };
  }

  private static boolean isCollectorName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
