package io.exporterkit.exposition;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The Prometheus protobuf format: messages `io.prometheus.client.MetricFamily`
/// ([definition](https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto)), each with its length
/// before it. The same families, samples and labels as in [TextFormat], in the same order; histograms have classic buckets.
///
/// ```text
/// 0e 0a 01 75 12 01 55 18 01 22 0b 12 09 ...    a family of 14 bytes: name "u", help "U", a gauge, one sample without labels
/// ```
///
/// A sum or count that is not known is left out here, too; but Prometheus takes an absent one for 0.
public final class ProtobufFormat {
  public static final String CONTENT_TYPE =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores";

  private ProtobufFormat() {}

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
    ProtobufBuffer out = new ProtobufBuffer(to);
    for (PageFamily family : PageFamily.of(sections, conflicts)) {
      new ProtobufFamily(family).write(out);
    }
    out.flush();
  }
}
