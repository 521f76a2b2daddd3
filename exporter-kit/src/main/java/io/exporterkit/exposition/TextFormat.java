package io.exporterkit.exposition;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.io.IOException;
import java.io.OutputStream;
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

  /// Writes the sections as one page, and counts conflicts between them nowhere.
  public static void write(List<Section> sections, OutputStream to) throws IOException {
    write(sections, new Conflicts(), to);
  }

  /// Writes the sections as one page. The samples of a metric that several sections have follow each other in the order of the
  /// sections. Does not close the stream.
  ///
  /// @param conflicts counts the samples that are dropped, because the page has their series already, or their metric with another type
  ///     or other labels
  public static void write(List<Section> sections, Conflicts conflicts, OutputStream to)
      throws IOException {
    TextBuffer out = new TextBuffer(to);
    for (PageFamily family : PageFamily.of(sections, conflicts)) {
      new TextFamily(family, out).write();
    }
    out.flush();
  }
}
