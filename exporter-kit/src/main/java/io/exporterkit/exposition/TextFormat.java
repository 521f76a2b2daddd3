package io.exporterkit.exposition;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The Prometheus text format 0.0.4 ([specification](https://prometheus.io/docs/instrumenting/exposition_formats/)).
/// Families are sorted by name, samples stand in the order in which they were added, and numbers have the form that Go
/// writes ([io.exporterkit.text.GoFloat]). In label values and help texts, NUL becomes `\\x00` and half of a surrogate
/// pair becomes U+FFFD. Stateless, and so safe for use by several threads.
///
/// ```text
/// # HELP queue_commands_total Calls by command.
/// # TYPE queue_commands_total counter
/// queue_commands_total{cmd="get"} 1
/// ```
public final class TextFormat {
  /// The value of the HTTP header `Content-Type`.
  public static final String CONTENT_TYPE =
      "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

  private TextFormat() {}

  /// Writes the sections as one page, without counting the samples that are dropped.
  ///
  /// @param sections as in [#write(List, Conflicts, OutputStream)]
  /// @param to as in [#write(List, Conflicts, OutputStream)]
  /// @throws IOException when the stream throws it; a part of the page may then have been written
  public static void write(List<Section> sections, OutputStream to) throws IOException {
    write(sections, new Conflicts(), to);
  }

  /// Writes the sections as one page, and neither flushes nor closes the stream. The samples of a metric that several
  /// sections have follow each other in the order of the sections.
  ///
  /// @param sections may be empty, which writes nothing
  /// @param conflicts counts the samples that are dropped because the page holds their series already, or holds their
  ///     metric with another type or other labels
  /// @param to receives the page in blocks of up to 8 KB
  /// @throws IOException when the stream throws it; a part of the page may then have been written
  public static void write(List<Section> sections, Conflicts conflicts, OutputStream to)
      throws IOException {
    writeFamilies(PageFamily.of(sections, conflicts, Escaping.UNDERSCORES), to);
  }

  static void writeFamilies(List<PageFamily> families, OutputStream to) throws IOException {
    TextBuffer out = new TextBuffer(to);
    for (PageFamily family : families) {
      new TextFamily(family, out).write();
    }
    out.flush();
  }
}
