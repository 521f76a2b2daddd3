package io.exporterkit.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.exporterkit.metric.MetricDef;
import java.io.IOException;

/// A family as lines of text: help, type, and the samples of each section.
final class TextFamily {
  private final PageFamily family;
  private final TextBuffer out;

  TextFamily(PageFamily family, TextBuffer out) {
    this.family = family;
    this.out = out;
  }

  void write() throws IOException {
    byte[] name = SeriesText.name(family.name()).getBytes(UTF_8);
    MetricDef def = family.def();
    out.ascii("# HELP ").encoded(name).ascii(' ').help(def.help());
    out.ascii("\n# TYPE ").encoded(name).ascii(' ').ascii(def.type().word()).ascii('\n');
    for (PagePart part : family.parts()) {
      new TextPart(part, out).write();
    }
  }
}
