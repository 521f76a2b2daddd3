package io.exporterkit.exposition;

import io.exporterkit.metric.MetricType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The format OpenMetrics 1.0
/// ([specification](https://prometheus.io/docs/specs/om/open_metrics_spec/)). As in Go's encoder, a counter whose name
/// lacks `_total` is of the type `unknown`, because its series must keep its name, and numbers other than counts have a
/// point or an exponent: `1.0`, also in `le` and `quantile`.
///
/// ```text
/// # HELP queue_commands Calls by command.
/// # TYPE queue_commands counter
/// queue_commands_total{cmd="get"} 1.0 # {trace_id="4bf9"} 1.0 1672850585.820
/// queue_commands_created{cmd="get"} 1672850000.000
/// # EOF
/// ```
final class OpenMetricsFormat {
  private static final String TOTAL = "_total";
  private static final String INFO = "_info";

  private OpenMetricsFormat() {}

  /// Writes the families as one page, and flushes nothing.
  static void write(List<PageFamily> families, OutputStream to) throws IOException {
    TextBuffer out = new TextBuffer(to);
    Set<String> names = new HashSet<>();
    families.forEach(family -> names.add(family.name()));
    for (PageFamily family : families) {
      new OpenMetricsFamily(family, type(family, names), out).write();
    }
    out.ascii("# EOF\n");
    out.flush();
  }

  /// Returns the type that the names of the family's series allow. The name of the family itself, which is the name of
  /// the metric without `_total` or `_info`, must be no other family's.
  private static MetricType type(PageFamily family, Set<String> names) {
    MetricType type = family.def().type();
    String end = suffix(type);
    String name = family.name();
    return switch (type) {
      case COUNTER -> claimsBase(name, end, names) ? type : MetricType.UNTYPED;
      case INFO -> claimsBase(name, end, names) ? type : MetricType.GAUGE;
      case STATESET ->
          family.parts().stream().allMatch(part -> part.labelNames().contains(name))
              ? type
              : MetricType.GAUGE;
      case GAUGE, HISTOGRAM, SUMMARY, UNTYPED -> type;
    };
  }

  /// Whether the name without the suffix is a name that no family has, which becomes the name of this family.
  ///
  /// @param names of all families; receives the name
  private static boolean claimsBase(String name, String suffix, Set<String> names) {
    return name.endsWith(suffix)
        && name.length() > suffix.length()
        && names.add(base(name, suffix));
  }

  /// Returns the end of the name of a sample that the name of its family lacks.
  static String suffix(MetricType type) {
    return switch (type) {
      case COUNTER -> TOTAL;
      case INFO -> INFO;
      case GAUGE, HISTOGRAM, SUMMARY, UNTYPED, STATESET -> "";
    };
  }

  static String base(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
