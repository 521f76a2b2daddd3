package io.exporterkit.exposition;

import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.Family;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.MetricType;
import io.exporterkit.metric.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    out.ascii("# HELP ").ascii(named.name).ascii(" ").help(def.help());
    out.ascii("\n# TYPE ").ascii(named.name).ascii(" ").ascii(def.type().word()).ascii("\n");
    Map<String, String> constant =
        def.hasTargetLabels() ? named.section.labels() : Map.<String, String>of();
    for (int i = 0; i < named.family.size(); i++) {
      Distribution distribution = named.family.distribution(i);
      if (distribution == null) {
        line(named, i, "", constant, null, 0, named.family.value(i), out);
      } else {
        boolean buckets = def.type() == MetricType.HISTOGRAM;
        String suffix = buckets ? "_bucket" : "";
        String label = def.type().pointLabel();
        for (int p = 0; p < distribution.size(); p++) {
          double value = distribution.value(p);
          line(named, i, suffix, constant, label, distribution.at(p), value, out);
        }
        if (buckets && !Double.isNaN(distribution.count())) {
          double infinity = Double.POSITIVE_INFINITY;
          line(named, i, suffix, constant, label, infinity, distribution.count(), out);
        }
        if (!Double.isNaN(distribution.sum())) {
          line(named, i, "_sum", constant, null, 0, distribution.sum(), out);
        }
        if (!Double.isNaN(distribution.count())) {
          line(named, i, "_count", constant, null, 0, distribution.count(), out);
        }
      }
    }
  }

  private static void line(
      Named named,
      int sample,
      String suffix,
      Map<String, String> constant,
      @Nullable String pointLabel,
      double point,
      double value,
      TextBuffer out)
      throws IOException {
    out.ascii(named.name).ascii(suffix);
    MetricDef def = named.family.def();
    char before = '{';
    for (int l = 0; l < def.labels().size(); l++) {
      String text = named.family.label(sample, l);
      if (!(text.isEmpty() && def.isOptionalLabel(l))) {
        out.label(before, def.labels().get(l), text);
        before = ',';
      }
    }
    for (Map.Entry<String, String> label : constant.entrySet()) {
      if (!def.labels().contains(label.getKey())) { // twice in a line, Prometheus refuses the page
        out.label(before, label.getKey(), label.getValue());
        before = ',';
      }
    }
    if (pointLabel != null) {
      out.label(before, pointLabel, point);
      before = ',';
    }
    out.ascii(before == ',' ? "} " : " ").number(value).ascii("\n");
  }
}
