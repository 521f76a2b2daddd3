package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private record Named(String name, Section section, Family family) {}

  /// Writes the sections as one page. A name that an earlier section has is left out of a later one, since a page may hold it once.
  /// Does not close the stream.
  public static void write(List<Section> sections, OutputStream to) throws IOException {
    List<Named> families = new ArrayList<>();
    for (Section section : sections) {
      for (Family family : section.families()) {
        families.add(new Named(section.nameOf(family), section, family));
      }
    }
    families.sort(Comparator.comparing(Named::name)); // stable: the earlier section stays first
    TextBuffer out = new TextBuffer(to);
    Set<String> written = HashSet.newHashSet(families.size());
    for (Named named : families) {
      if (written.add(named.name)) {
        writeFamily(named, out);
      }
    }
    out.flush();
  }

  private static void writeFamily(Named named, TextBuffer out) throws IOException {
    MetricDef def = named.family.def();
    byte[] name = named.name.getBytes(StandardCharsets.ISO_8859_1);
    out.ascii("# HELP ").encoded(name).ascii(' ').help(def.help());
    out.ascii("\n# TYPE ").encoded(name).ascii(' ').ascii(def.type().word()).ascii('\n');
    Map<String, String> constant =
        def.hasTargetLabels() ? named.section.labels() : Map.<String, String>of();
    for (int i = 0; i < named.family.size(); i++) {
      Distribution distribution = named.family.distribution(i);
      if (distribution == null) {
        line(named.family, i, name, "", constant, named.family.value(i), out);
      } else {
        points(named.family, i, name, distribution, constant, out);
        if (!Double.isNaN(distribution.sum())) {
          line(named.family, i, name, "_sum", constant, distribution.sum(), out);
        }
        if (!Double.isNaN(distribution.count())) {
          line(named.family, i, name, "_count", constant, distribution.count(), out);
        }
      }
    }
  }

  /// The buckets or quantiles of a sample. What all of them begin with is put together once.
  private static void points(
      Family family,
      int sample,
      byte[] name,
      Distribution distribution,
      Map<String, String> constant,
      TextBuffer out)
      throws IOException {
    boolean buckets = family.def().type() == MetricType.HISTOGRAM;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    TextBuffer once = new TextBuffer(bytes, 128);
    once.encoded(name).ascii(buckets ? "_bucket" : "");
    once.ascii(labels(family, sample, constant, once))
        .ascii(family.def().type().pointLabel())
        .ascii("=\"");
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
      Family family,
      int sample,
      byte[] name,
      String suffix,
      Map<String, String> constant,
      double value,
      TextBuffer out)
      throws IOException {
    out.encoded(name).ascii(suffix);
    if (labels(family, sample, constant, out) == ',') {
      out.ascii('}');
    }
    out.ascii(' ').number(value).ascii('\n');
  }

  /// Appends the labels without the closing brace; answers what the next label has to begin with, which is a brace where there was
  /// none.
  private static char labels(
      Family family, int sample, Map<String, String> constant, TextBuffer out) throws IOException {
    MetricDef def = family.def();
    List<String> names = def.labels();
    char before = '{';
    for (int l = 0; l < names.size(); l++) {
      String text = family.label(sample, l);
      if (!(text.isEmpty() && def.isOptionalLabel(l))) {
        out.label(before, names.get(l), text);
        before = ',';
      }
    }
    for (Map.Entry<String, String> label : constant.entrySet()) {
      if (!names.contains(label.getKey())) { // twice in a line, Prometheus refuses the page
        out.label(before, label.getKey(), label.getValue());
        before = ',';
      }
    }
    return before;
  }
}
