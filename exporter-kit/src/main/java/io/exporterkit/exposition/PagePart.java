package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Section;
import io.exporterkit.process.VirtualThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The samples of one metric that one section has, whatever the format of the page: with the labels of their own and then those of
/// their target.
final class PagePart {
  private final String name;
  private final Family family;
  private final List<String> labelNames;
  private final List<String> targetValues;

  PagePart(Section section, Family family) {
    this.name = section.nameOf(family);
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

  private PagePart(PagePart of, Family family) {
    this.name = of.name;
    this.family = family;
    this.labelNames = of.labelNames;
    this.targetValues = of.targetValues;
  }

  /// Returns a part with these samples of this one alone.
  ///
  /// @param samples their numbers
  PagePart only(int[] samples) {
    return new PagePart(this, family.only(samples));
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

  /// Names of all labels that a sample may have, in the order in which they are written.
  List<String> labelNames() {
    return labelNames;
  }

  /// Values of the labels that come from the target, the last ones of [#labelNames].
  List<String> targetValues() {
    return targetValues;
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
