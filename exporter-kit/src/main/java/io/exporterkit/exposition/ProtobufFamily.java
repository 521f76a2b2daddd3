package io.exporterkit.exposition;

import java.io.IOException;
import java.util.List;

/// A family as one message `io.prometheus.client.MetricFamily`, of which these fields are written:
///
/// ```proto
/// MetricFamily { name = 1; help = 2; type = 3; repeated Metric metric = 4; }
/// ```
///
/// A message begins with its length. Each sample is therefore measured twice, once for the length of the family and
/// once for its own, and only the lengths of one sample's labels are stored.
final class ProtobufFamily {
  private static final int NAME = 1;
  private static final int HELP = 2;
  private static final int TYPE = 3;

  private final PageFamily family;
  private final List<ProtobufPart> parts;

  ProtobufFamily(PageFamily family) {
    this.family = family;
    this.parts = family.parts().stream().map(ProtobufPart::new).toList();
  }

  /// Writes the length of the message, and the message.
  void write(ProtobufBuffer out) throws IOException {
    String name = family.name();
    int nameLength = ProtobufBuffer.length(name);
    String help = family.def().help();
    int helpLength = ProtobufBuffer.length(help);
    long length =
        ProtobufBuffer.delimitedSize(nameLength)
            + ProtobufBuffer.delimitedSize(helpLength)
            + ProtobufBuffer.numberSize(typeNumber());
    for (ProtobufPart part : parts) {
      length += part.length();
    }
    out.message(length);
    out.text(NAME, name, nameLength);
    out.text(HELP, help, helpLength);
    out.number(TYPE, typeNumber());
    for (ProtobufPart part : parts) {
      part.write(out);
    }
  }

  private long typeNumber() {
    return switch (family.def().type()) {
      case COUNTER -> 0;
      case GAUGE, INFO, STATESET -> 1;
      case SUMMARY -> 2;
      case UNTYPED -> 3;
      case HISTOGRAM -> 4;
    };
  }
}
