package io.exporterkit.metric;

import java.util.ArrayList;
import java.util.List;

/// Definition of one metric: its name without the namespace, type, unit, help and label names. Immutable; meant to be a constant
/// beside the code that emits it.
///
/// ```java
/// static final MetricDef LENGTH = MetricDef.gauge("slowlog_length", "Entries in the slow log.");
/// static final MetricDef CALLS = MetricDef.counter("commands_total", "Calls by command.").labels("cmd");
/// ```
///
/// The help must say something: a blank one does not construct, nor does a name or a label that the text format cannot write,
/// nor a label with a meaning of its own: `le` of a histogram, `quantile` of a summary, and those that begin with `__`.
public final class MetricDef {
  private final String name;
  private final MetricType type;
  private final Unit unit;
  private final String help;
  private final List<String> labels;
  private final int requiredLabels;
  private final boolean targetLabels;

  private MetricDef(
      String name,
      MetricType type,
      Unit unit,
      String help,
      List<String> labels,
      int requiredLabels,
      boolean targetLabels) {
    if (!isMetricName(name)) {
      throw new IllegalArgumentException("not a metric name: '" + name + "'");
    }
    if (help.isBlank()) {
      throw new IllegalArgumentException("metric " + name + " has no help");
    }
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      if (!isLabelName(label) || labels.indexOf(label) != i) {
        throw new IllegalArgumentException(
            "metric " + name + ": bad or repeated label '" + label + "'");
      }
      if (label.startsWith("__") || label.equals(type.pointLabel())) {
        throw new IllegalArgumentException(
            "metric " + name + ": label '" + label + "' belongs to Prometheus");
      }
    }
    this.name = name;
    this.type = type;
    this.unit = unit;
    this.help = help;
    this.labels = List.copyOf(labels);
    this.requiredLabels = requiredLabels;
    this.targetLabels = targetLabels;
  }

  /// A value that can go up and down.
  public static MetricDef gauge(String name, String help) {
    return gauge(name, Unit.NONE, help);
  }

  public static MetricDef gauge(String name, Unit unit, String help) {
    return new MetricDef(name, MetricType.GAUGE, unit, help, List.of(), 0, true);
  }

  /// A value that only goes up, or falls back to 0 when what is counted restarts. The name is kept as it is: no `_total` is added.
  public static MetricDef counter(String name, String help) {
    return counter(name, Unit.NONE, help);
  }

  public static MetricDef counter(String name, Unit unit, String help) {
    return new MetricDef(name, MetricType.COUNTER, unit, help, List.of(), 0, true);
  }

  /// Quantiles, sum and count; see [Samples#summary].
  public static MetricDef summary(String name, Unit unit, String help) {
    return new MetricDef(name, MetricType.SUMMARY, unit, help, List.of(), 0, true);
  }

  /// Cumulative buckets, sum and count; see [Samples#histogram].
  public static MetricDef histogram(String name, Unit unit, String help) {
    return new MetricDef(name, MetricType.HISTOGRAM, unit, help, List.of(), 0, true);
  }

  public static MetricDef untyped(String name, String help) {
    return new MetricDef(name, MetricType.UNTYPED, Unit.NONE, help, List.of(), 0, true);
  }

  /// A copy with these label names in place of any it had, in the order in which samples give their values.
  public MetricDef labels(String... names) {
    return new MetricDef(name, type, unit, help, List.of(names), names.length, targetLabels);
  }

  /// A copy with further labels that a sample may lack: given as an empty value, such a label is left out of the exposition.
  public MetricDef optionalLabels(String... names) {
    List<String> all = new ArrayList<>(labels);
    all.addAll(List.of(names));
    return new MetricDef(name, type, unit, help, all, requiredLabels, targetLabels);
  }

  /// A copy whose samples never carry the target's constant labels (because they are known before the target is).
  public MetricDef withoutTargetLabels() {
    return new MetricDef(name, type, unit, help, labels, requiredLabels, false);
  }

  /// Name without the namespace.
  public String name() {
    return name;
  }

  /// Returns the name with a namespace and an underscore in front; the name alone for an empty namespace.
  public String nameIn(String namespace) {
    return namespace.isEmpty() ? name : namespace + "_" + name;
  }

  public MetricType type() {
    return type;
  }

  public Unit unit() {
    return unit;
  }

  public String help() {
    return help;
  }

  /// Names of all labels, the optional ones last.
  public List<String> labels() {
    return labels;
  }

  /// Whether the label at this place may be left out.
  public boolean isOptionalLabel(int index) {
    return index >= requiredLabels;
  }

  /// Whether the target's constant labels belong on the samples.
  public boolean hasTargetLabels() {
    return targetLabels;
  }

  /// Whether samples of both definitions can be in one family: equal name, type and labels. Helps and units may differ.
  public boolean agreesWith(MetricDef other) {
    return this == other
        || (name.equals(other.name)
            && type == other.type
            && requiredLabels == other.requiredLabels
            && targetLabels == other.targetLabels
            && labels.equals(other.labels));
  }

  @Override
  public String toString() {
    return type.word() + " " + name + labels;
  }

  /// Whether the text format can write this as a metric name: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
  public static boolean isMetricName(String name) {
    return isName(name, true);
  }

  /// Whether the text format can write this as a label name: `[a-zA-Z_][a-zA-Z0-9_]*`.
  public static boolean isLabelName(String name) {
    return isName(name, false);
  }

  private static boolean isName(String name, boolean colon) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && !(colon && c == ':') && !(i > 0 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
