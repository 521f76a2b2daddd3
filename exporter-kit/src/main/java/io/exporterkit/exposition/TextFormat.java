package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The Prometheus text format 0.0.4
/// ([specification](https://prometheus.io/docs/instrumenting/exposition_formats/)), families sorted by name, samples in the order in
/// which they were added, numbers as Go writes them.
///
/// ```text
/// # HELP queue_commands_total Calls by command.
/// # TYPE queue_commands_total counter
/// queue_commands_total{cmd="get"} 1
/// ```
public final class TextFormat {
  public static final String CONTENT_TYPE =
      "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

  private TextFormat() {}

  /// Writes the sections as one page. A name that an earlier section has is left out of a later one, since a page may hold it once.
  /// Does not close the stream.
  public static void write(List<Section> sections, OutputStream to) throws IOException {
    TextBuffer out = new TextBuffer(to);
    for (PageFamily family : PageFamily.of(sections)) {
      writeFamily(family, out);
    }
    out.flush();
  }

  private static void writeFamily(PageFamily family, TextBuffer out) throws IOException {
    MetricDef def = family.def();
    byte[] name = family.name().getBytes(StandardCharsets.ISO_8859_1);
    out.ascii("# HELP ").encoded(name).ascii(' ').help(def.help());
    out.ascii("\n# TYPE ").encoded(name).ascii(' ').ascii(def.type().word()).ascii('\n');
    for (int i = 0; i < family.size(); i++) {
      Distribution distribution = family.distribution(i);
      if (distribution == null) {
        line(family, i, name, "", family.value(i), out);
      } else {
        points(family, i, name, distribution, out);
        if (!Double.isNaN(distribution.sum())) {
          line(family, i, name, "_sum", distribution.sum(), out);
        }
        if (!Double.isNaN(distribution.count())) {
          line(family, i, name, "_count", distribution.count(), out);
        }
      }
    }
  }

  /// The buckets or quantiles of a sample. What all of them begin with is put together once.
  private static void points(
      PageFamily family, int sample, byte[] name, Distribution distribution, TextBuffer out)
      throws IOException {
    boolean buckets = family.def().type() == MetricType.HISTOGRAM;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    TextBuffer once = new TextBuffer(bytes, 128);
    once.encoded(name).ascii(buckets ? "_bucket" : "");
    once.ascii(labels(family, sample, once)).ascii(family.def().type().pointLabel()).ascii("=\"");
    once.flush();
    byte[] begin = bytes.toByteArray();
    for (int p = 0; p < distribution.size(); p++) {
      point(begin, distribution.at(p), distribution.value(p), out);
    }
    if (buckets && !Double.isNaN(distribution.count())) {
      point(begin, Double.POSITIVE_INFINITY, distribution.count(), out);
    }
  }

  private static void point(byte[] begin, double at, double value, TextBuffer out)
      throws IOException {
    out.encoded(begin).number(at).ascii("\"} ").number(value).ascii('\n');
  }

  private static void line(
      PageFamily family, int sample, byte[] name, String suffix, double value, TextBuffer out)
      throws IOException {
    out.encoded(name).ascii(suffix);
    if (labels(family, sample, out) == ',') {
      out.ascii('}');
    }
    out.ascii(' ').number(value).ascii('\n');
  }

  /// Appends the labels without the closing brace; answers what the next label has to begin with, which is a brace where there was
  /// none.
  private static char labels(PageFamily family, int sample, TextBuffer out) throws IOException {
    char before = '{';
    for (int l = 0; l < family.labelCount(); l++) {
      String value = family.labelValue(sample, l);
      if (value != null) {
        out.label(before, family.labelName(l), value);
        before = ',';
      }
    }
    return before;
  }
}
