package io.exporterkit.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Families that share a namespace and labels, as a part of a page. Immutable as long as no sample is added to
/// its families.
///
/// In:  namespace `queue`, labels `{target="h:6379"}`, a family `up` with the value 1
/// Out: `queue_up{target="h:6379"} 1`
///
/// @param namespace put before each name with an underscore; empty for none
/// @param labels of the target: added, sorted by name, to each sample, unless its definition is
///     [MetricDef#withoutTargetLabels] or has a label of that name
/// @param constantLabels of the exporter: added, sorted by name, to each sample, unless the sample has a label of that
///     name already
/// @param families must not change any more
public record Section(
    String namespace,
    Map<String, String> labels,
    Map<String, String> constantLabels,
    Collection<Family> families) {
  /// Copies the collections.
  ///
  /// @throws IllegalArgumentException when the namespace or the name of a label is not one of the text format
  public Section {
    if (!namespace.isEmpty() && !MetricDef.isMetricName(namespace)) {
      throw new IllegalArgumentException("not a namespace: '" + namespace + "'");
    }
    labels = sorted(labels);
    constantLabels = sorted(constantLabels);
    families = List.copyOf(families);
  }

  /// Makes a section without constant labels.
  ///
  /// @throws IllegalArgumentException when the namespace or the name of a label is not one of the text format
  public Section(String namespace, Map<String, String> labels, Collection<Family> families) {
    this(namespace, labels, Map.of(), families);
  }

  private static Map<String, String> sorted(Map<String, String> labels) {
    for (String label : labels.keySet()) {
      if (!MetricDef.isLabelName(label)) {
        throw new IllegalArgumentException("not a label name: '" + label + "'");
      }
    }
    return labels.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /// Returns this section with other constant labels.
  ///
  /// @throws IllegalArgumentException when the name of a label is not one of the text format
  public Section withConstantLabels(Map<String, String> more) {
    return more.isEmpty() ? this : new Section(namespace, labels, more, families);
  }

  /// Returns a section without constant labels.
  ///
  /// @throws IllegalArgumentException when the namespace is not one of the text format
  public static Section of(String namespace, Collection<Family> families) {
    return new Section(namespace, Map.of(), families);
  }

  /// Returns a section without the families whose names, with the namespace, other sections have. Use it for metrics
  /// that two sources may provide.
  public Section without(Collection<Section> others) {
    Set<String> names = new HashSet<>();
    for (Section other : others) {
      other.families.forEach(family -> names.add(other.nameOf(family)));
    }
    List<Family> rest = new ArrayList<>(families);
    rest.removeIf(family -> names.contains(nameOf(family)));
    return new Section(namespace, labels, constantLabels, rest);
  }

  /// Returns a section of the families with these names, with the namespace. `queue_seconds` also has the names
  /// `queue_seconds_bucket`, `queue_seconds_sum` and `queue_seconds_count` of its samples, if it has such samples.
  public Section only(Collection<String> names) {
    List<Family> some = new ArrayList<>(families);
    some.removeIf(family -> !hasName(family, names));
    return new Section(namespace, labels, some);
  }

  private boolean hasName(Family family, Collection<String> names) {
    String name = nameOf(family);
    return names.contains(name)
        || (!family.def().type().pointLabel().isEmpty()
            && Stream.of("_bucket", "_sum", "_count").anyMatch(end -> names.contains(name + end)));
  }

  /// Returns the name under which a family is written: with the namespace.
  public String nameOf(Family family) {
    return family.def().nameIn(namespace);
  }
}
