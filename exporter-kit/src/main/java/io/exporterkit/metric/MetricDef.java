package io.exporterkit.metric;

import java.util.ArrayList;
import java.util.List;

/// The definition of one metric: its name without the namespace, type, unit, help and label names. Immutable, and so
/// safe for use by several threads; meant to be a constant beside the code that emits the metric.
///
/// ```java
/// static final MetricDef LENGTH = MetricDef.gauge("slowlog_length", "Entries in the slow log.");
/// static final MetricDef CALLS = MetricDef.counter("commands_total", "Calls by command.").labels("cmd");
/// ```
///
/// Each method that makes a definition throws an [IllegalArgumentException] that names the metric when
/// - the name is not one of the text format ([#isMetricName]),
/// - the help is blank,
/// - a label is repeated, or is not one of the text format ([#isLabelName]),
/// - a label is reserved by Prometheus: it begins with `__`, is `le` in a histogram, or is `quantile` in a summary.
///
/// Names with other characters, such as dots, are possible in a definition of [#utf8] only.
public final class MetricDef {
  private static final String INFO = "_info";

  private final String name;
  private final MetricType type;
  private final Unit unit;
  private final String help;
  private final List<String> labels;
  private final int requiredLabels;
  private final boolean targetLabels;
  private final boolean anyName;
  private final String unitName;

  private MetricDef(
      String name,
      MetricType type,
      Unit unit,
      String help,
      List<String> labels,
      int requiredLabels,
      boolean targetLabels,
      boolean anyName,
      String unitName) {
    if (!(anyName ? isText(name) : isMetricName(name))) {
      throw new IllegalArgumentException("not a metric name: '" + name + "'");
    }
    if (type == MetricType.INFO && !name.endsWith(INFO)) {
      throw new IllegalArgumentException("info metric " + name + " does not end in " + INFO);
    }
    if (help.isBlank()) {
      throw new IllegalArgumentException("metric " + name + " has no help");
    }
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      if (!(anyName ? isText(label) : isLabelName(label)) || labels.indexOf(label) != i) {
        throw new IllegalArgumentException(
            "metric " + name + ": bad or repeated label '" + label + "'");
      }
      if (label.startsWith("__") || label.equals(type.pointLabel())) {
        throw new IllegalArgumentException(
            "metric " + name + ": label '" + label + "' is reserved by Prometheus");
      }
    }
    this.name = name;
    this.type = type;
    this.unit = unit;
    this.help = help;
    this.labels = List.copyOf(labels);
    this.requiredLabels = requiredLabels;
    this.targetLabels = targetLabels;
    this.anyName = anyName;
    this.unitName = unitName;
  }

  private static MetricDef of(String name, MetricType type, Unit unit, String help) {
    return new MetricDef(name, type, unit, help, List.of(), 0, true, false, unit.suffix());
  }

  private MetricDef with(List<String> newLabels, int required, boolean ofTarget) {
    return new MetricDef(name, type, unit, help, newLabels, required, ofTarget, anyName, unitName);
  }

  /// Returns the definition of a metric that has its names from elsewhere, such as a registry of the official client.
  /// Its name and the names of its labels may have all characters. Each format escapes them as the scraper demands.
  ///
  /// @param name not empty, and valid Unicode without NUL
  /// @param unitName unit for OpenMetrics, such as `seconds`; empty for none
  public static MetricDef utf8(MetricType type, String name, String unitName, String help) {
    return new MetricDef(name, type, Unit.NONE, help, List.of(), 0, true, true, unitName);
  }

  /// Returns the definition of an info metric: facts, such as a version, in the labels of a series with the value 1.
  /// Its samples are added by [Samples#info].
  ///
  /// @param name ends in `_info`
  public static MetricDef info(String name, String help) {
    return of(name, MetricType.INFO, Unit.NONE, help);
  }

  /// Returns the definition of a gauge without a unit: a value that can go up and down.
  public static MetricDef gauge(String name, String help) {
    return gauge(name, Unit.NONE, help);
  }

  /// Returns the definition of a gauge: a value that can go up and down.
  public static MetricDef gauge(String name, Unit unit, String help) {
    return of(name, MetricType.GAUGE, unit, help);
  }

  /// Returns the definition of a counter without a unit. A counter only goes up, or restarts at 0. The name is not
  /// changed: no `_total` is added.
  public static MetricDef counter(String name, String help) {
    return counter(name, Unit.NONE, help);
  }

  /// Returns the definition of a counter, which only goes up, or restarts at 0. The name is not changed: no `_total` is
  /// added.
  public static MetricDef counter(String name, Unit unit, String help) {
    return of(name, MetricType.COUNTER, unit, help);
  }

  /// Returns the definition of a summary: quantiles, sum and count. Its samples are added by [Samples#summary].
  public static MetricDef summary(String name, Unit unit, String help) {
    return of(name, MetricType.SUMMARY, unit, help);
  }

  /// Returns the definition of a histogram: cumulative buckets, sum and count. Its samples are added by
  /// [Samples#histogram].
  public static MetricDef histogram(String name, Unit unit, String help) {
    return of(name, MetricType.HISTOGRAM, unit, help);
  }

  /// Returns the definition of a metric whose type is unknown.
  public static MetricDef untyped(String name, String help) {
    return of(name, MetricType.UNTYPED, Unit.NONE, help);
  }

  /// Returns a copy with these label names in place of all previous ones. Samples list their label values in this
  /// order.
  public MetricDef labels(String... names) {
    return with(List.of(names), names.length, targetLabels);
  }

  /// Returns a copy with further labels, which a sample may lack. A sample whose value of such a label is empty is
  /// written without that label.
  public MetricDef optionalLabels(String... names) {
    List<String> all = new ArrayList<>(labels);
    all.addAll(List.of(names));
    return with(all, requiredLabels, targetLabels);
  }

  /// Returns a copy whose samples never have the constant labels of the target ([Section#labels]), for samples that are
  /// emitted before the target is known.
  public MetricDef withoutTargetLabels() {
    return with(labels, requiredLabels, false);
  }

  /// Returns the name without the namespace.
  public String name() {
    return name;
  }

  /// Returns the name with a namespace and an underscore before it: `queue_up`; the name alone for an empty namespace.
  public String nameIn(String namespace) {
    return namespace.isEmpty() ? name : namespace + "_" + name;
  }

  /// Returns the type.
  public MetricType type() {
    return type;
  }

  /// Returns the unit of the value for documentation; [Unit#NONE] for none.
  public Unit unit() {
    return unit;
  }

  /// Returns the unit for OpenMetrics, such as `seconds`; empty for none.
  public String unitName() {
    return unitName;
  }

  /// Returns the help text; never blank.
  public String help() {
    return help;
  }

  /// Returns the names of all labels, the optional ones last: an unmodifiable list.
  public List<String> labels() {
    return labels;
  }

  /// Whether a sample may lack this label.
  ///
  /// @param index of the label in [#labels]
  public boolean isOptionalLabel(int index) {
    return index >= requiredLabels;
  }

  /// Whether samples have the constant labels of the target ([Section#labels]).
  public boolean hasTargetLabels() {
    return targetLabels;
  }

  /// Whether the names may have characters that the text format 0.0.4 does not allow: true for [#utf8].
  public boolean hasAnyName() {
    return anyName;
  }

  /// Whether samples of both definitions fit in one family: name, type and labels are equal. Helps and units may
  /// differ.
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

  /// Whether the text format can write this as the name of a metric: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
  public static boolean isMetricName(String name) {
    return isName(name, true);
  }

  /// Whether the text format can write this as the name of a label: `[a-zA-Z_][a-zA-Z0-9_]*`.
  public static boolean isLabelName(String name) {
    return isName(name, false);
  }

  /// Whether a text can be a name in the formats that allow all characters: it is not empty, and has neither NUL nor
  /// half of a surrogate pair.
  private static boolean isText(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .allMatch(c -> c > 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE));
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
