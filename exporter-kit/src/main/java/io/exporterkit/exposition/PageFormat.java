package io.exporterkit.exposition;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The formats in which a page can be written.
public enum PageFormat {
  /// The Prometheus text format 0.0.4; see [TextFormat].
  TEXT("text/plain; version=0.0.4; charset=utf-8"),
  /// The Prometheus text format 1.0.0, which is the same except that scrapers know names in quotes.
  TEXT_1_0("text/plain; version=1.0.0; charset=utf-8"),
  /// OpenMetrics 0.0.1, whose pages are those of 1.0.0.
  OPEN_METRICS_0_0("application/openmetrics-text; version=0.0.1; charset=utf-8"),
  /// OpenMetrics 1.0.0.
  OPEN_METRICS_1_0("application/openmetrics-text; version=1.0.0; charset=utf-8"),
  /// The Prometheus protobuf format; see [ProtobufFormat].
  PROTOBUF(
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");

  private final String mediaType;

  PageFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /// Whether this is a version of OpenMetrics.
  public boolean isOpenMetrics() {
    return this == OPEN_METRICS_0_0 || this == OPEN_METRICS_1_0;
  }

  /// Returns the value of the HTTP header `Content-Type` for a page in this format.
  public String contentType(Escaping escaping) {
    return mediaType + "; escaping=" + escaping.word();
  }

  /// Returns the value of the HTTP header `Content-Type` for a page with underscores in names that need escapes.
  public String contentType() {
    return contentType(Escaping.UNDERSCORES);
  }

  /// Writes the sections as one page, with underscores in names that need escapes; see the method with four parameters.
  ///
  /// @throws IOException when the stream throws it; a part of the page may then have been written
  public void write(List<Section> sections, Conflicts conflicts, OutputStream to)
      throws IOException {
    write(sections, conflicts, Escaping.UNDERSCORES, to);
  }

  /// Writes the sections as one page, and neither flushes nor closes the stream.
  ///
  /// @param sections in the order in which the samples of one metric are written
  /// @param conflicts counts the samples that are dropped because the page holds their series already, or holds their
  ///     metric with another type or other labels
  /// @param escaping of names that the text format 0.0.4 does not have
  /// @param to receives the page in blocks of up to 8 KB
  /// @throws IOException when the stream throws it; a part of the page may then have been written
  public void write(List<Section> sections, Conflicts conflicts, Escaping escaping, OutputStream to)
      throws IOException {
    List<PageFamily> families = PageFamily.of(sections, conflicts, escaping);
    switch (this) {
      case TEXT, TEXT_1_0 -> TextFormat.writeFamilies(families, to);
      case OPEN_METRICS_0_0, OPEN_METRICS_1_0 -> OpenMetricsFormat.write(families, to);
      case PROTOBUF -> ProtobufFormat.writeFamilies(families, to);
    }
  }
}
