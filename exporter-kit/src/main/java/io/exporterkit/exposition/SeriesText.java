package io.exporterkit.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.exporterkit.metric.MetricDef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The names and labels of the samples of one part, as text. What all samples share is encoded once.
///
/// Out: `queue_commands_total{cmd="get"}`, or `{"queue.commands",cmd="get"}` for a name that needs quotes
final class SeriesText {
  private static final byte[] NONE = {};

  private final PagePart part;
  private final boolean isQuoted;
  // The text before a label's value: `{cmd="` for the first label of a line, else `,cmd="`.
  private final byte[][] first;
  private final byte[][] following;
  // The last value of each label, and its text, which is empty until the value is repeated.
  private final @Nullable String[] last;
  private final byte[][] lastText;

  SeriesText(PagePart part) {
    this.part = part;
    this.isQuoted = !MetricDef.isMetricName(part.name());
    this.first = new byte[part.labelCount()][];
    this.following = new byte[part.labelCount()][];
    this.last = new @Nullable String[part.labelCount()];
    this.lastText = new byte[part.labelCount()][];
    for (int l = 0; l < first.length; l++) {
      lastText[l] = NONE;
      String label = part.labelName(l);
      String name = MetricDef.isLabelName(label) ? label : quoted(label);
      first[l] = ("{" + name + "=\"").getBytes(UTF_8);
      following[l] = ("," + name + "=\"").getBytes(UTF_8);
    }
  }

  /// Returns the name of a metric as a page writes it outside of braces: in quotes if it needs them.
  static String name(String name) {
    return MetricDef.isMetricName(name) ? name : quoted(name);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /// Returns the beginning of the lines of a series: its name, behind a brace if the name needs quotes.
  byte[] head(String name) {
    return (isQuoted ? "{" + quoted(name) : name).getBytes(UTF_8);
  }

  /// Appends the name and the labels of a sample.
  ///
  /// @param head of [#head]
  void write(int sample, byte[] head, TextBuffer out) throws IOException {
    out.encoded(head);
    if (labels(sample, out) == ',') {
      out.ascii('}');
    }
  }

  /// Returns the name and the labels of a sample, with the beginning of one more label: `took_bucket{cmd="get",le="`.
  byte[] open(int sample, byte[] head, String label) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    TextBuffer once = new TextBuffer(bytes, 128);
    once.encoded(head);
    once.ascii(labels(sample, once)).ascii(label).ascii("=\"");
    once.flush();
    return bytes.toByteArray();
  }

  /// Appends the labels without the closing brace. Returns the character that must precede a further label: `,`, or `{`
  /// when nothing stands in braces yet.
  private char labels(int sample, TextBuffer to) throws IOException {
    char before = isQuoted ? ',' : '{';
    for (int l = 0; l < first.length; l++) {
      String value = part.labelValue(sample, l);
      if (value == null) {
        continue;
      }
      if (before == '{') {
        to.encoded(first[l]).quoted(value);
      } else {
        following(l, value, to);
      }
      before = ',';
    }
    return before;
  }

  /// Appends a label behind another one. The values of the last labels are often those of the sample before, the same
  /// objects: they are encoded once.
  @SuppressWarnings(
      "ReferenceEquality") // a comparison of equal texts would cost as much as it saves
  private void following(int label, String value, TextBuffer to) throws IOException {
    byte[] text = lastText[label];
    if (value != last[label]) {
      last[label] = value;
      lastText[label] = NONE;
      to.encoded(following[label]).quoted(value);
    } else if (text.length > 0) {
      to.encoded(text);
    } else {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
      TextBuffer once = new TextBuffer(bytes, 64);
      once.encoded(following[label]).quoted(value).flush();
      lastText[label] = bytes.toByteArray();
      to.encoded(bytes.toByteArray());
    }
  }
}
