package io.exporterkit.exposition;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The formats in which a page can be written.
public enum PageFormat {
  /// The Prometheus text format 0.0.4; see [TextFormat].
  TEXT,
  /// The Prometheus protobuf format; see [ProtobufFormat].
  PROTOBUF;

  /// Returns the value of the HTTP header `Content-Type` for a page in this format.
  public String contentType() {
    return switch (this) {
      case TEXT -> TextFormat.CONTENT_TYPE;
      case PROTOBUF -> ProtobufFormat.CONTENT_TYPE;
    };
  }

  /// Writes the sections as one page, and neither flushes nor closes the stream.
  ///
  /// @param sections in the order in which the samples of one metric are written
  /// @param conflicts counts the samples that are dropped because the page holds their series already, or holds their
  ///     metric with another type or other labels
  /// @param to receives the page in blocks of up to 8 KB
  /// @throws IOException when the stream throws it; a part of the page may then have been written
  public void write(List<Section> sections, Conflicts conflicts, OutputStream to)
      throws IOException {
    switch (this) {
      case TEXT -> TextFormat.write(sections, conflicts, to);
      case PROTOBUF -> ProtobufFormat.write(sections, conflicts, to);
    }
  }
}
