package io.exporterkit.exposition;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The Prometheus protobuf format: messages of the type `io.prometheus.client.MetricFamily`
/// ([definition](https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto)), each
/// preceded by its length as a varint. Families, samples, labels and their order are those of [TextFormat]; histograms
/// have their native buckets beside the classic ones. Stateless, and so safe for use by several threads.
///
/// ```text
/// 0e 0a 01 75 12 01 55 18 01 22 0b 12 09 ...  14 bytes: name "u", help "U", a gauge, one sample without labels
/// ```
///
/// An unknown sum or count (NaN) is left out, as in the text format, but Prometheus reads an absent field as 0.
public final class ProtobufFormat {
  /// The value of the HTTP header `Content-Type`.
  public static final String CONTENT_TYPE =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores";

  private ProtobufFormat() {}

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
    ProtobufBuffer out = new ProtobufBuffer(to);
    for (PageFamily family : families) {
      new ProtobufFamily(family).write(out);
    }
    out.flush();
  }
}
