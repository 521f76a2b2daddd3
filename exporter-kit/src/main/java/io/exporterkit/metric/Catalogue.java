package io.exporterkit.metric;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// All metrics that an exporter can emit, sorted by name. Immutable, and so safe for use by several threads.
public final class Catalogue {
  private final List<MetricDef> metrics;

  private Catalogue(List<MetricDef> metrics) {
    this.metrics = metrics;
  }

  /// Returns the catalogue of these definitions. Of several definitions with one name that agree with each other
  /// ([MetricDef#agreesWith]), the first one is kept.
  ///
  /// @param defs in any order; may be empty
  /// @throws IllegalArgumentException when two definitions with one name have different types or labels; the message
  ///     names both
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

  /// Returns the definitions, sorted by name: an unmodifiable list.
  public List<MetricDef> metrics() {
    return metrics;
  }

  /// Returns the catalogue as a Markdown table with one row for each metric, for a reference page. Optional labels
  /// stand in brackets.
  ///
  /// In:  namespace `queue`, a counter `commands_total` with the label `cmd` and the help `Calls by command.`
  /// Out:
  /// ```text
  /// | metric | type | labels | unit | meaning |
  /// |---|---|---|---|---|
  /// | `queue_commands_total` | counter | `cmd` |  | Calls by command. |
  /// ```
  ///
  /// @param namespace put before each name with an underscore; empty for none
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
