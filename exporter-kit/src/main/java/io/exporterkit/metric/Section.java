package io.exporterkit.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Families that share a namespace and constant labels.
///
/// @param namespace put before each name with an underscore; empty for none
/// @param labels added, sorted by name, to each sample whose definition wants the target's labels and has no label of that name
/// @param families not to be changed any more
public record Section(String namespace, Map<String, String> labels, Collection<Family> families) {
  public Section {
    if (!namespace.isEmpty() && !MetricDef.isMetricName(namespace)) {
      throw new IllegalArgumentException("not a namespace: '" + namespace + "'");
    }
    for (String label : labels.keySet()) {
      if (!MetricDef.isLabelName(label)) {
        throw new IllegalArgumentException("not a label name: '" + label + "'");
      }
    }
    labels = labels.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels));
    families = List.copyOf(families);
  }

  /// A section without constant labels.
  public static Section of(String namespace, Collection<Family> families) {
    return new Section(namespace, Map.of(), families);
  }

  /// Returns a section without the families whose names others have, for metrics that may come from two sources.
  public Section without(Collection<Section> others) {
    Set<String> names = new HashSet<>();
    for (Section other : others) {
      other.families.forEach(family -> names.add(other.nameOf(family)));
    }
    List<Family> rest = new ArrayList<>(families);
    rest.removeIf(family -> names.contains(nameOf(family)));
    return new Section(namespace, labels, rest);
  }

  /// Name of a family as it is written: with the namespace.
  public String nameOf(Family family) {
    return family.def().nameIn(namespace);
  }
}
