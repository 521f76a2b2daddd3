package io.exporterkit.metric;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Families that share a namespace and constant labels.
///
/// @param namespace put before each name with an underscore; empty for none
/// @param labels added to each sample whose definition wants the target's labels
/// @param families not to be changed any more
public record Section(String namespace, Map<String, String> labels, Collection<Family> families) {
  public Section {
    labels = Map.copyOf(labels);
    families = List.copyOf(families);
  }

  /// A section without constant labels.
  public static Section of(String namespace, Collection<Family> families) {
    return new Section(namespace, Map.of(), families);
  }

  /// Name of a family as it is written: with the namespace.
  public String nameOf(Family family) {
    return namespace.isEmpty() ? family.def().name() : namespace + "_" + family.def().name();
  }
}
