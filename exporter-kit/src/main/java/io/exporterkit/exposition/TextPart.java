package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.MetricType;
import java.io.IOException;

/// The samples of a metric in one section, as lines of the text format.
final class TextPart {
  private final PagePart part;
  private final TextBuffer out;
  private final SeriesText series;
  private final byte[] sum;
  private final byte[] count;

  TextPart(PagePart part, TextBuffer out) {
    this.part = part;
    this.out = out;
    this.series = new SeriesText(part);
    boolean isPlain = part.def().type().pointLabel().isEmpty();
    this.sum = isPlain ? new byte[0] : series.head(part.name() + "_sum");
    this.count = isPlain ? new byte[0] : series.head(part.name() + "_count");
  }

  void write() throws IOException {
    boolean buckets = part.def().type() == MetricType.HISTOGRAM;
    byte[] name = series.head(buckets ? part.name() + "_bucket" : part.name());
    for (int i = 0; i < part.size(); i++) {
      PagePart.pauseAt(i);
      Distribution distribution = part.distribution(i);
      if (distribution == null) {
        line(i, name, part.value(i));
      } else {
        points(i, name, distribution);
        if (!Double.isNaN(distribution.sum())) {
          line(i, sum, distribution.sum());
        }
        if (!Double.isNaN(distribution.count())) {
          line(i, count, distribution.count());
        }
      }
    }
  }

  /// Writes the buckets or quantiles of a sample. The text that all these lines begin with is composed once.
  private void points(int sample, byte[] head, Distribution distribution) throws IOException {
    byte[] begin = series.open(sample, head, part.def().type().pointLabel());
    for (int p = 0; p < distribution.size(); p++) {
      point(begin, distribution.at(p), distribution.value(p));
    }
    boolean isHistogram = part.def().type() == MetricType.HISTOGRAM;
    if (isHistogram && !Double.isNaN(distribution.count())) {
      point(begin, Double.POSITIVE_INFINITY, distribution.count());
    }
  }

  private void point(byte[] begin, double at, double value) throws IOException {
    out.encoded(begin).number(at).ascii("\"} ").number(value).ascii('\n');
  }

  private void line(int sample, byte[] head, double value) throws IOException {
    series.write(sample, head, out);
    out.ascii(' ').number(value).ascii('\n');
  }
}
