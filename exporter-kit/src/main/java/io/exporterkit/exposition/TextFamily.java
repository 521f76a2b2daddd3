package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.MetricType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A family as lines of text: help, type, and a line for each value. What its lines have in common is encoded once.
final class TextFamily {
  private final PageFamily family;
  private final TextBuffer out;
  private final byte[] name;
  // What stands before a label's value: `{cmd="` where it is the line's first, else `,cmd="`.
  private final byte[][] first;
  private final byte[][] following;

  TextFamily(PageFamily family, TextBuffer out) {
    this.family = family;
    this.out = out;
    this.name = ascii(family.name());
    this.first = new byte[family.labelCount()][];
    this.following = new byte[family.labelCount()][];
    for (int l = 0; l < first.length; l++) {
      first[l] = ascii("{" + family.labelName(l) + "=\"");
      following[l] = ascii("," + family.labelName(l) + "=\"");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  void write() throws IOException {
    MetricDef def = family.def();
    out.ascii("# HELP ").encoded(name).ascii(' ').help(def.help());
    out.ascii("\n# TYPE ").encoded(name).ascii(' ').ascii(def.type().word()).ascii('\n');
    for (int i = 0; i < family.size(); i++) {
      PageFamily.pauseAt(i);
      Distribution distribution = family.distribution(i);
      if (distribution == null) {
        line(i, "", family.value(i));
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

  /// The buckets or quantiles of a sample. What all of them begin with is put together once.
  private void points(int sample, Distribution distribution) throws IOException {
    boolean buckets = family.def().type() == MetricType.HISTOGRAM;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    TextBuffer once = new TextBuffer(bytes, 128);
    once.encoded(name).ascii(buckets ? "_bucket" : "");
    once.ascii(labels(sample, once)).ascii(family.def().type().pointLabel()).ascii("=\"");
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

  /// Appends the labels without the closing brace; answers what the next label has to begin with, which is a brace where there was
  /// none.
  private char labels(int sample, TextBuffer to) throws IOException {
    char before = '{';
    for (int l = 0; l < first.length; l++) {
      String value = family.labelValue(sample, l);
      if (value != null) {
        to.encoded(before == '{' ? first[l] : following[l]).quoted(value);
        before = ',';
      }
    }
    return before;
  }
}
