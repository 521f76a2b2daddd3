package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import io.exporterkit.process.VirtualThreads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A family as it stands on a page, whatever the format: under its whole name, its samples with the labels of their own and then
/// those of their target.
final class PageFamily {
  private final String name;
  private final Family family;
  private final List<String> labelNames;
  private final List<String> targetValues;

  private PageFamily(String name, Section section, Family family) {
    this.name = name;
    this.family = family;
    MetricDef def = family.def();
    if (section.labels().isEmpty() || !def.hasTargetLabels()) {
      labelNames = def.labels();
      targetValues = List.of();
      return;
    }
    List<String> names = new ArrayList<>(def.labels());
    List<String> values = new ArrayList<>();
    for (Map.Entry<String, String> label : section.labels().entrySet()) {
      if (!def.labels()
          .contains(label.getKey())) { // twice in a sample, Prometheus refuses the page
        names.add(label.getKey());
        values.add(label.getValue());
      }
    }
    labelNames = List.copyOf(names);
    targetValues = List.copyOf(values);
  }

  /// The families of a page, sorted by name. A name that an earlier section has is left out of a later one, since a page may hold it
  /// once.
  static List<PageFamily> of(List<Section> sections) {
    List<PageFamily> all = new ArrayList<>();
    for (Section section : sections) {
      for (Family family : section.families()) {
        all.add(new PageFamily(section.nameOf(family), section, family));
      }
    }
    all.sort(Comparator.comparing(PageFamily::name)); // stable: the earlier section stays first
    Set<String> seen = HashSet.newHashSet(all.size());
    all.removeIf(family -> !seen.add(family.name));
    return all;
  }

  /// Lets other threads run every few thousand samples: a page of a hundred thousand samples takes long to write.
  static void pauseAt(int sample) {
    if ((sample & 0xFFF) == 0xFFF) {
      VirtualThreads.letOthersRun();
    }
  }

  /// Name with the namespace.
  String name() {
    return name;
  }

  MetricDef def() {
    return family.def();
  }

  /// Number of samples.
  int size() {
    return family.size();
  }

  /// Value of a sample; 0 where it has a distribution.
  double value(int sample) {
    return family.value(sample);
  }

  /// Buckets or quantiles of a sample; null where it is a plain number.
  @Nullable Distribution distribution(int sample) {
    return family.distribution(sample);
  }

  /// Number of labels that a sample may have.
  int labelCount() {
    return labelNames.size();
  }

  String labelName(int label) {
    return labelNames.get(label);
  }

  /// Value of a sample's label; null where the sample does not have it.
  @Nullable String labelValue(int sample, int label) {
    int own = label - family.def().labels().size();
    if (own >= 0) {
      return targetValues.get(own);
    }
    String value = family.label(sample, label);
    return value.isEmpty() && family.def().isOptionalLabel(label) ? null : value;
  }
}
