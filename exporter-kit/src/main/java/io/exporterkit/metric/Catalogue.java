package io.exporterkit.metric;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// All metrics an exporter can emit, sorted by name. Two definitions of one name that contradict each other do not construct.
public final class Catalogue {
  private final List<MetricDef> metrics;

  private Catalogue(List<MetricDef> metrics) {
    this.metrics = metrics;
  }

  /// Returns the catalogue of these definitions: of those that agree with each other, the first one.
  ///
  /// @throws IllegalArgumentException when two definitions of one name have different types or labels
  public static Catalogue of(Collection<MetricDef> defs) {
    TreeMap<String, MetricDef> byName = new TreeMap<>(Comparator.naturalOrder());
    for (MetricDef def : defs) {
      MetricDef other = byName.putIfAbsent(def.name(), def);
      if (other != null && !other.agreesWith(def)) {
        throw new IllegalArgumentException("declared twice: " + other + " and " + def);
      }
    }
    return new Catalogue(List.copyOf(byName.values()));
  }

  public List<MetricDef> metrics() {
    return metrics;
  }

  /// The catalogue as a Markdown table, one metric a row, names with the namespace: the text of a reference page.
  public String markdown(String namespace) {
    StringBuilder page = new StringBuilder(metrics.size() * 120);
    page.append("| metric | type | labels | unit | meaning |\n|---|---|---|---|---|\n");
    for (MetricDef def : metrics) {
      page.append("| `").append(def.nameIn(namespace));
      page.append("` | ").append(def.type().word()).append(" | ");
      for (int i = 0; i < def.labels().size(); i++) {
        String label = "`" + def.labels().get(i) + "`";
        page.append(i == 0 ? "" : ", ").append(def.isOptionalLabel(i) ? "[" + label + "]" : label);
      }
      page.append(" | ").append(def.unit().words()).append(" | ");
      page.append(def.help().replace("|", "\\|")).append(" |\n");
    }
    return page.toString();
  }
}
