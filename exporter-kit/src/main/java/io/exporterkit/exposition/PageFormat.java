package io.exporterkit.exposition;

import io.exporterkit.metric.Conflicts;
import io.exporterkit.metric.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The formats in which a page can be written.
public enum PageFormat {
  /// See [TextFormat].
  TEXT,
  /// See [ProtobufFormat].
  PROTOBUF;

  /// The `Content-Type` of a page in this format.
  public String contentType() {
    return switch (this) {
      case TEXT -> TextFormat.CONTENT_TYPE;
      case PROTOBUF -> ProtobufFormat.CONTENT_TYPE;
    };
  }

  /// Writes the sections as one page. Does not close the stream.
  ///
  /// @param conflicts counts the samples that are dropped, because the page has their series already, or their metric with another type
  ///     or other labels
  public void write(List<Section> sections, Conflicts conflicts, OutputStream to)
      throws IOException {
    switch (this) {
      case TEXT -> TextFormat.write(sections, conflicts, to);
      case PROTOBUF -> ProtobufFormat.write(sections, conflicts, to);
    }
  }
}
