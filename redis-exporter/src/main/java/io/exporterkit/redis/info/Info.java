package io.exporterkit.redis.info;

import io.exporterkit.process.VirtualThreads;
import io.exporterkit.text.GoFloat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The reply to INFO as lines `field:value` in the server's order. Headings, blank lines and lines without a colon are
/// left out. Immutable.
///
/// In: `# Memory\r\nused_memory:1469672\r\n`   Out: field 0 `used_memory`, value `1469672`
///
/// Blanks, tabs and carriage returns around a line, a field or a value are removed. The text and the indices of its
/// parts are kept; strings of parts are made when they are needed.
public final class Info {
  private static final int LINES_AT_A_TIME = 1 << 14;
  // Twice the lines of a server with 100,000 databases. Every collector reads each line.
  private static final int MOST_LINES = 1 << 18;

  private final String text;
  // Three indices for each line: begin of the field, its colon, end of the value.
  private final int[] at;
  private final int size;
  private final boolean cut;

  private Info(String text, int[] at, int size, boolean cut) {
    this.text = text;
    this.at = at;
    this.size = size;
    this.cut = cut;
  }

  /// Parses the lines of a reply that was cut because it was too long.
  public static Info parseCut(String wholeLines) {
    Info info = parse(wholeLines);
    return new Info(info.text, info.at, info.size, true);
  }

  /// Whether lines are missing at the end, because the reply was too long or had more than 262,144 lines with a field.
  public boolean isCut() {
    return cut;
  }

  /// Parses the text of a reply. Never fails, and needs time in proportion to the length of the text.
  public static Info parse(String text) {
    int[] at = new int[768];
    int size = 0;
    int lines = 0;
    int next = 0;
    while (next < text.length() && size < 3 * MOST_LINES) {
      int newline = text.indexOf('\n', next);
      int lineEnd = newline < 0 ? text.length() : newline;
      int from = skipBlanks(text, next, lineEnd);
      int colon = text.indexOf(':', from, lineEnd);
      if (colon > from && text.charAt(from) != '#') {
        if (size + 3 > at.length) {
          at = Arrays.copyOf(at, size + (size >> 2) * 2 + 3);
        }
        at[size++] = from;
        at[size++] = colon;
        at[size++] = skipBlanksBack(text, colon + 1, lineEnd);
      }
      next = lineEnd + 1;
      if (++lines % LINES_AT_A_TIME == 0) {
        VirtualThreads.letOthersRun();
      }
    }
    return new Info(text, at, size / 3, next < text.length());
  }

  /// Returns the index of the first character that is not a blank; `end` for none.
  private static int skipBlanks(String text, int from, int end) {
    int at = from;
    while (at < end && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /// Returns the index after the last character before `end` that is not a blank; `from` for none.
  private static int skipBlanksBack(String text, int from, int end) {
    int at = end;
    while (at > from && isBlank(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  /// Returns the number of lines with a field.
  public int size() {
    return size;
  }

  public String field(int line) {
    return text.substring(at[line * 3], fieldEnd(line));
  }

  public String value(int line) {
    return text.substring(valueBegin(line), at[line * 3 + 2]);
  }

  /// Returns the value of a line as a number in Go's syntax; [GoFloat#NONE] where it is not a number.
  public double number(int line) {
    return GoFloat.parseOrNone(text, valueBegin(line), at[line * 3 + 2]);
  }

  /// Whether the name of a line's field begins with a prefix.
  public boolean fieldStartsWith(int line, String prefix) {
    return prefix.length() <= at[line * 3 + 1] - at[line * 3]
        && text.startsWith(prefix, at[line * 3]);
  }

  private int fieldEnd(int line) {
    return skipBlanksBack(text, at[line * 3], at[line * 3 + 1]);
  }

  private int valueBegin(int line) {
    return skipBlanks(text, at[line * 3 + 1] + 1, at[line * 3 + 2]);
  }

  /// Returns the value of the first line with this field; null for none. Reads all lines, so it must not be called in a
  /// loop over them.
  @Nullable String get(String field) {
    if (size > LINES_AT_A_TIME) {
      VirtualThreads.letOthersRun();
    }
    int length = field.length();
    for (int line = 0, i = 0; line < size; line++, i += 3) {
      // Most lines end here, of which there may be many.
      if (at[i + 1] - at[i] >= length
          && text.startsWith(field, at[i])
          && fieldEnd(line) - at[i] == length) {
        return value(line);
      }
    }
    return null;
  }

  /// Returns the value of the first line with this field; empty for none. Reads all lines, so it must not be called in
  /// a loop over them.
  public String getOrEmpty(String field) {
    String value = get(field);
    return value == null ? "" : value;
  }
}
