package io.exporterkit.redis.info;

import io.exporterkit.text.GoFloat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The answer to INFO, as lines `field:value` in the server's order; headings, blank lines and lines without a colon are left out.
///
/// In: `# Memory\r\nused_memory:1469672\r\n`   Out: field 0 `used_memory`, value `1469672`
///
/// Keeps the text and where its parts lie, and makes strings of parts only when they are asked for. Immutable.
public final class Info {
  private final String text;
  // Three numbers a line: begin of the field, its colon, end of the value.
  private final int[] at;
  private final boolean cut;

  private Info(String text, int[] at, boolean cut) {
    this.text = text;
    this.at = at;
    this.cut = cut;
  }

  /// Reads the lines that came of a reply which was too long to be kept whole.
  public static Info parseCut(String wholeLines) {
    Info info = parse(wholeLines);
    return new Info(info.text, info.at, true);
  }

  /// Whether lines are missing at the end, because the reply was too long.
  public boolean isCut() {
    return cut;
  }

  /// Reads the text of a reply; whatever it holds, this does not fail.
  public static Info parse(String text) {
    int[] at = new int[768];
    int size = 0;
    for (int from = 0; from < text.length(); ) {
      int newline = text.indexOf('\n', from);
      int end = newline < 0 ? text.length() : newline;
      int next = end + 1;
      if (end > from && text.charAt(end - 1) == '\r') {
        end--;
      }
      int colon = text.indexOf(':', from);
      if (colon > from && colon < end && text.charAt(from) != '#') {
        if (size == at.length) {
          at = Arrays.copyOf(at, size * 2);
        }
        at[size++] = from;
        at[size++] = colon;
        at[size++] = end;
      }
      from = next;
    }
    return new Info(text, Arrays.copyOf(at, size), false);
  }

  /// Number of lines with a field.
  public int size() {
    return at.length / 3;
  }

  public String field(int line) {
    return text.substring(at[line * 3], at[line * 3 + 1]);
  }

  public String value(int line) {
    return text.substring(at[line * 3 + 1] + 1, at[line * 3 + 2]);
  }

  /// The value as a number in Go's syntax; [GoFloat#NONE] where it is none.
  public double number(int line) {
    return GoFloat.parseOrNone(text, at[line * 3 + 1] + 1, at[line * 3 + 2]);
  }

  /// Whether the field's name begins with this.
  public boolean fieldStartsWith(int line, String prefix) {
    return prefix.length() <= at[line * 3 + 1] - at[line * 3]
        && text.startsWith(prefix, at[line * 3]);
  }

  /// Value of the first line with this field; null where there is none.
  public @Nullable String get(String field) {
    for (int line = 0; line < size(); line++) {
      if (at[line * 3 + 1] - at[line * 3] == field.length() && fieldStartsWith(line, field)) {
        return value(line);
      }
    }
    return null;
  }

  /// Value of the first line with this field; empty where there is none.
  public String getOrEmpty(String field) {
    String value = get(field);
    return value == null ? "" : value;
  }
}
