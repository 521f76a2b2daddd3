package io.exporterkit.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.exporterkit.metric.MetricType;
import java.io.IOException;

/// A family as lines of OpenMetrics: type, unit, help, and the samples of each section.
final class OpenMetricsFamily {
  private final PageFamily family;
  private final MetricType type;
  private final TextBuffer out;

  /// @param type of [OpenMetricsFormat]
  OpenMetricsFamily(PageFamily family, MetricType type, TextBuffer out) {
    this.family = family;
    this.type = type;
    this.out = out;
  }

  void write() throws IOException {
    String base = OpenMetricsFormat.base(family.name(), OpenMetricsFormat.suffix(type));
    byte[] name = SeriesText.name(base).getBytes(UTF_8);
    out.ascii("# TYPE ").encoded(name).ascii(' ').ascii(type.openMetricsWord()).ascii('\n');
    String unit = family.def().unitName();
    boolean hasUnit = type != MetricType.INFO && type != MetricType.STATESET && !unit.isEmpty();
    if (hasUnit && base.endsWith("_" + unit)) {
      out.ascii("# UNIT ").encoded(name).ascii(' ').encoded(unit.getBytes(UTF_8)).ascii('\n');
    }
    out.ascii("# HELP ").encoded(name).ascii(' ').quotedHelp(family.def().help()).ascii('\n');
    for (PagePart part : family.parts()) {
      new OpenMetricsPart(part, base, type, out).write();
    }
  }
}
