package io.exporterkit.exposition;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// All samples of one metric on a page, written under one header.
///
/// @param name with the namespace, escaped
/// @param def type, help and labels of the header
/// @param parts the samples of each section that has the metric, in the order of the sections
record PageFamily(String name, MetricDef def, List<PagePart> parts) {
  /// Returns the families of a page, sorted by name. When two definitions of one metric contradict each other, the
  /// first one is kept; when a series occurs more than once, its first sample is kept. Dropped samples are counted in
  /// `conflicts`.
  static List<PageFamily> of(List<Section> sections, Conflicts conflicts, Escaping escaping) {
    List<PagePart> parts = new ArrayList<>();
    for (Section section : sections) {
      for (Family family : section.families()) {
        parts.add(new PagePart(section, family, escaping));
      }
    }
    parts.sort(Comparator.comparing(PagePart::name)); // stable: the earlier section stays first
    List<PageFamily> all = new ArrayList<>(parts.size());
    for (int from = 0; from < parts.size(); ) {
      String name = parts.get(from).name();
      int end = from + 1;
      while (end < parts.size() && parts.get(end).name().equals(name)) {
        end++;
      }
      all.add(merged(parts.subList(from, end), conflicts));
      from = end;
    }
    return all;
  }

  /// Returns the number of samples.
  int size() {
    int size = 0;
    for (PagePart part : parts) {
      size += part.size();
    }
    return size;
  }

  private static PageFamily merged(List<PagePart> parts, Conflicts conflicts) {
    PagePart first = parts.getFirst();
    if (parts.size() == 1) {
      return new PageFamily(first.name(), first.def(), List.of(first));
    }
    List<PagePart> fitting = new ArrayList<>();
    for (PagePart part : parts) {
      if (agree(first, part)) {
        fitting.add(part);
      } else {
        conflicts.contradicted(first.name(), part.size(), first.def(), part.def());
      }
    }
    List<PagePart> distinct = DistinctSeries.of(fitting);
    PageFamily family = new PageFamily(first.name(), first.def(), distinct);
    int samples = 0;
    for (PagePart part : fitting) {
      samples += part.size();
    }
    conflicts.repeated(family.name(), samples - family.size());
    return family;
  }

  /// Whether two parts have the same type, and the same labels in any order, with or without the labels of the targets.
  private static boolean agree(PagePart first, PagePart other) {
    return first.def().type().word().equals(other.def().type().word())
        && (same(first.def().labels(), other.def().labels())
            || same(first.labelNames(), other.labelNames()));
  }

  private static boolean same(List<String> names, List<String> others) {
    return names.equals(others)
        || (names.size() == others.size() && new HashSet<>(names).containsAll(others));
  }
}
