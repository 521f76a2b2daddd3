package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Exemplar;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.SampleDetails;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The samples of a metric in one section, as lines of OpenMetrics.
final class OpenMetricsPart {
  private final PagePart part;
  private final String base;
  private final MetricType type;
  private final TextBuffer out;
  private final SeriesText series;
  private final byte[] sum;
  private final byte[] count;
  private final byte[] created;

  /// @param base name of the family
  OpenMetricsPart(PagePart part, String base, MetricType type, TextBuffer out) {
    this.part = part;
    this.base = base;
    this.type = type;
    this.out = out;
    this.series = new SeriesText(part);
    this.sum = series.head(base + "_sum");
    this.count = series.head(base + "_count");
    this.created = series.head(base + "_created");
  }

  void write() throws IOException {
    byte[] name = series.head(type == MetricType.HISTOGRAM ? base + "_bucket" : part.name());
    for (int i = 0; i < part.size(); i++) {
      PagePart.pauseAt(i);
      SampleDetails details = part.details(i);
      Distribution distribution = part.distribution(i);
      if (distribution == null) {
        series.write(i, name, out);
        out.ascii(' ').decimal(part.value(i));
        if (type == MetricType.COUNTER) {
          exemplar(details.latest(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        }
        out.ascii('\n');
      } else {
        points(i, name, distribution);
        count(i, distribution);
        if (!Double.isNaN(distribution.sum())) {
          series.write(i, sum, out);
          out.ascii(' ').decimal(distribution.sum()).ascii('\n');
        }
      }
      if (details.hasCreated() && (distribution != null || type == MetricType.COUNTER)) {
        series.write(i, created, out);
        out.ascii(' ').seconds(details.created()).ascii('\n');
      }
    }
  }

  private void count(int sample, Distribution distribution) throws IOException {
    if (!Double.isNaN(distribution.count())) {
      series.write(sample, count, out);
      out.ascii(' ').whole(distribution.count()).ascii('\n');
    }
  }

  private void points(int sample, byte[] head, Distribution distribution) throws IOException {
    boolean buckets = type == MetricType.HISTOGRAM;
    byte[] begin = series.open(sample, head, type.pointLabel());
    double below = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < distribution.size(); p++) {
      out.encoded(begin).decimal(distribution.at(p)).ascii("\"} ");
      if (buckets) {
        out.whole(distribution.value(p));
        exemplar(distribution.details().latest(below, distribution.at(p)));
        below = distribution.at(p);
      } else {
        out.decimal(distribution.value(p));
      }
      out.ascii('\n');
    }
    if (buckets && !Double.isNaN(distribution.count())) {
      out.encoded(begin).ascii("+Inf\"} ").whole(distribution.count());
      exemplar(distribution.details().latest(below, Double.POSITIVE_INFINITY));
      out.ascii('\n');
    }
  }

  private void exemplar(@Nullable Exemplar exemplar) throws IOException {
    if (exemplar == null) {
      return;
    }
    out.ascii(" # {");
    boolean isFirst = true;
    for (Map.Entry<String, String> label : exemplar.labels().entrySet()) {
      String name = Escaping.UNDERSCORES.label(label.getKey());
      out.ascii(isFirst ? "" : ",").ascii(name).ascii("=\"").quoted(label.getValue());
      isFirst = false;
    }
    out.ascii("} ").decimal(exemplar.value());
    if (!Double.isNaN(exemplar.seconds())) {
      out.ascii(' ').seconds(exemplar.seconds());
    }
  }
}
