package io.exporterkit.scrape;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.Samples;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The families of one scrape by their names, merged in the order of the collectors. Used with the lock of the scrape.
final class ScrapeFamilies {
  private final String namespace;
  private final @Nullable Conflicts conflicts;
  private final Function<Throwable, String> reasons;
  private final Map<String, Family> families;

  /// @param conflicts counts dropped samples; null where the samples are counted on pages
  /// @param reasons returns the reason of an exception without secrets
  ScrapeFamilies(
      String namespace, @Nullable Conflicts conflicts, Function<Throwable, String> reasons) {
    this(namespace, conflicts, reasons, new LinkedHashMap<>());
  }

  private ScrapeFamilies(
      String namespace,
      @Nullable Conflicts conflicts,
      Function<Throwable, String> reasons,
      Map<String, Family> families) {
    this.namespace = namespace;
    this.conflicts = conflicts;
    this.reasons = reasons;
    this.families = families;
  }

  /// Returns a copy for a page in the middle of the scrape. Its drops are not counted, because they are counted when
  /// the collector has ended.
  ScrapeFamilies copy() {
    return new ScrapeFamilies(namespace, null, reasons, new LinkedHashMap<>(families));
  }

  Collection<Family> all() {
    return families.values();
  }

  /// Merges more families. Those that contradict a family of an earlier collector, or that exceed the memory, are
  /// dropped.
  ///
  /// @return the reason of the first drop; empty when no family was dropped
  String merge(List<Family> more) {
    String wrong = "";
    for (Family family : more) {
      Family before = families.get(family.def().name());
      try {
        Samples.merge(families, List.of(family));
      } catch (IllegalArgumentException | OutOfMemoryError e) {
        wrong = wrong.isEmpty() ? reasons.apply(e) : wrong;
        if (before != null && conflicts != null) {
          conflicts.contradicted(nameOf(family), family.size(), before.def(), family.def());
        }
      }
    }
    return wrong;
  }

  /// Counts the samples that were dropped because their series existed already.
  void countRepeated() {
    if (conflicts != null) {
      families.values().forEach(family -> conflicts.repeated(nameOf(family), family.dropped()));
    }
  }

  private String nameOf(Family family) {
    return family.def().nameIn(namespace);
  }
}
