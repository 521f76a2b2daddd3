package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.SampleDetails;
import io.exporterkit.metric.Section;
import io.exporterkit.process.VirtualThreads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The samples of one metric in one section, in any format. Each sample has the labels of its definition, followed by
/// the labels of its target and of the exporter.
final class PagePart {
  private final String name;
  private final Family family;
  private final List<String> labelNames;
  private final List<String> targetValues;

  /// @param escaping of names that the text format 0.0.4 does not have
  PagePart(Section section, Family family, Escaping escaping) {
    this.name = escaping.metric(section.nameOf(family));
    this.family = family;
    MetricDef def = family.def();
    List<String> own = labelNames(def, escaping);
    Map<String, String> ofTarget = def.hasTargetLabels() ? section.labels() : Map.of();
    if (ofTarget.isEmpty() && section.constantLabels().isEmpty()) {
      labelNames = own;
      targetValues = List.of();
      return;
    }
    List<String> names = new ArrayList<>(own);
    List<String> values = new ArrayList<>();
    addMissing(ofTarget, names, values);
    addMissing(section.constantLabels(), names, values);
    labelNames = List.copyOf(names);
    targetValues = List.copyOf(values);
  }

  /// Adds labels that the names lack, because Prometheus refuses a page with a repeated label.
  private static void addMissing(
      Map<String, String> labels, List<String> names, List<String> values) {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!names.contains(label.getKey())) {
        names.add(label.getKey());
        values.add(label.getValue());
      }
    }
  }

  private static List<String> labelNames(MetricDef def, Escaping escaping) {
    if (!def.hasAnyName()) {
      return def.labels();
    }
    List<String> names = def.labels().stream().map(escaping::label).toList();
    // Two names may become one: the names of this escaping are always distinct.
    return names.size() == new HashSet<>(names).size()
        ? names
        : def.labels().stream().map(Escaping.VALUES::label).toList();
  }

  private PagePart(PagePart of, Family family) {
    this.name = of.name;
    this.family = family;
    this.labelNames = of.labelNames;
    this.targetValues = of.targetValues;
  }

  /// Returns a part that holds only the named samples of this one.
  ///
  /// @param samples numbers of samples, each at most once
  PagePart only(int[] samples) {
    return new PagePart(this, family.only(samples));
  }

  /// Lets other virtual threads run once in 4096 samples, because writing a large page would otherwise delay them.
  ///
  /// @param sample number of the sample that is written next
  static void pauseAt(int sample) {
    if ((sample & 0xFFF) == 0xFFF) {
      VirtualThreads.letOthersRun();
    }
  }

  /// Returns the name of the metric with the namespace, escaped.
  String name() {
    return name;
  }

  MetricDef def() {
    return family.def();
  }

  /// Returns the number of samples.
  int size() {
    return family.size();
  }

  /// Returns the value of a sample; 0 for a sample that has a distribution.
  double value(int sample) {
    return family.value(sample);
  }

  /// Returns the buckets or quantiles of a sample; null for a sample that is a plain number.
  @Nullable Distribution distribution(int sample) {
    return family.distribution(sample);
  }

  /// Returns the time at which a sample began, and its exemplars.
  SampleDetails details(int sample) {
    return family.details(sample);
  }

  /// Returns the names of all labels that a sample may have, in the order in which they are written.
  List<String> labelNames() {
    return labelNames;
  }

  /// Returns the values of the labels of the target and of the exporter, which are the last ones of [#labelNames].
  List<String> targetValues() {
    return targetValues;
  }

  /// Returns the number of labels that a sample may have.
  int labelCount() {
    return labelNames.size();
  }

  String labelName(int label) {
    return labelNames.get(label);
  }

  /// Returns the value of a sample's label; null when the sample lacks this label.
  @Nullable String labelValue(int sample, int label) {
    int own = label - family.def().labels().size();
    if (own >= 0) {
      return targetValues.get(own);
    }
    String value = family.label(sample, label);
    return value.isEmpty() && family.def().isOptionalLabel(label) ? null : value;
  }
}
