package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.MetricType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The samples of a metric in one section, as lines of text. The parts that all lines share are encoded once.
final class TextPart {
  private final PagePart part;
  private final TextBuffer out;
  private final byte[] name;
  // The text before a label's value: `{cmd="` for the first label of a line, else `,cmd="`.
  private final byte[][] first;
  private final byte[][] following;

  TextPart(PagePart part, byte[] name, TextBuffer out) {
    this.part = part;
    this.out = out;
    this.name = name;
    this.first = new byte[part.labelCount()][];
    this.following = new byte[part.labelCount()][];
    for (int l = 0; l < first.length; l++) {
      first[l] = ascii("{" + part.labelName(l) + "=\"");
      following[l] = ascii("," + part.labelName(l) + "=\"");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  void write() throws IOException {
    for (int i = 0; i < part.size(); i++) {
      PagePart.pauseAt(i);
      Distribution distribution = part.distribution(i);
      if (distribution == null) {
        line(i, "", part.value(i));
      } else {
        points(i, distribution);
        if (!Double.isNaN(distribution.sum())) {
          line(i, "_sum", distribution.sum());
        }
        if (!Double.isNaN(distribution.count())) {
          line(i, "_count", distribution.count());
        }
      }
    }
  }

  /// Writes the buckets or quantiles of a sample. The text that all these lines begin with is composed once.
  private void points(int sample, Distribution distribution) throws IOException {
    boolean buckets = part.def().type() == MetricType.HISTOGRAM;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    TextBuffer once = new TextBuffer(bytes, 128);
    once.encoded(name).ascii(buckets ? "_bucket" : "");
    once.ascii(labels(sample, once)).ascii(part.def().type().pointLabel()).ascii("=\"");
    once.flush();
    byte[] begin = bytes.toByteArray();
    for (int p = 0; p < distribution.size(); p++) {
      point(begin, distribution.at(p), distribution.value(p));
    }
    if (buckets && !Double.isNaN(distribution.count())) {
      point(begin, Double.POSITIVE_INFINITY, distribution.count());
    }
  }

  private void point(byte[] begin, double at, double value) throws IOException {
    out.encoded(begin).number(at).ascii("\"} ").number(value).ascii('\n');
  }

  private void line(int sample, String suffix, double value) throws IOException {
    out.encoded(name).ascii(suffix);
    if (labels(sample, out) == ',') {
      out.ascii('}');
    }
    out.ascii(' ').number(value).ascii('\n');
  }

  /// Appends the labels without the closing brace. Returns the character that must precede a further label: `,`, or `{`
  /// when the sample has no label.
  private char labels(int sample, TextBuffer to) throws IOException {
    char before = '{';
    for (int l = 0; l < first.length; l++) {
      String value = part.labelValue(sample, l);
      if (value != null) {
        to.encoded(before == '{' ? first[l] : following[l]).quoted(value);
        before = ',';
      }
    }
    return before;
  }
}
