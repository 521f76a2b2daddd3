package io.exporterkit.options;

import java.util.ArrayList;
import java.util.List;

/// The text of `--help`.
///
/// ```text
/// Usage: queue-exporter [flags]
///
/// connection:
///   -queue.addr text              Target of the telemetry path. [QUEUE_ADDR, default tcp://localhost:5672]
/// ```
final class UsageText {

  private static final int WIDTH = 100;
  private static final int INDENT = 32;

  private UsageText() {}

  static String of(OptionTable table) {
    var out = new StringBuilder(16_384);
    out.append("Usage: ").append(table.program()).append(" [flags]\n\n");
    out.append(
        "A flag is written -name value or -name=value; a boolean -name or -name=false. The variable in\n");
    out.append("brackets sets the same; the flag wins.\n");
    for (String group : groups(table)) {
      out.append('\n').append(group).append(":\n");
      for (Option<?> option : table.options()) {
        if (option.group().equals(group)) {
          option(out, option);
        }
      }
    }
    return out.toString();
  }

  /// Returns the groups in the order of their first option.
  static List<String> groups(OptionTable table) {
    var groups = new ArrayList<String>();
    for (Option<?> option : table.options()) {
      if (!groups.contains(option.group())) {
        groups.add(option.group());
      }
    }
    return groups;
  }

  private static void option(StringBuilder out, Option<?> option) {
    int start = out.length();
    out.append("  -").append(option.name());
    if (option.type() != Option.Type.BOOLEAN) {
      out.append(' ').append(option.word());
    }
    int column = out.length() - start;
    if (column > INDENT - 2) {
      out.append('\n');
      column = 0;
    }
    var text = new StringBuilder(option.help());
    String variable = option.variable().orElse("");
    String shown = Shown.value(option, option.defaultText());
    int bracket = text.length() + 1;
    if (!variable.isEmpty() || !shown.isEmpty()) {
      text.append(" [").append(variable).append(variable.isEmpty() || shown.isEmpty() ? "" : ", ");
      text.append(shown.isEmpty() ? "" : "default ").append(shown).append(']');
    }
    wrap(out, text, bracket, column);
  }

  /// Appends words in lines of at most [#WIDTH] characters, unless a single word is longer. Each line is indented.
  ///
  /// @param whole index from which the text is not broken if one line can contain the rest
  /// @param column number of characters that the first line has already
  private static void wrap(StringBuilder out, CharSequence text, int whole, int column) {
    int i = 0;
    while (i < text.length()) {
      int end = i == whole && text.length() - i <= WIDTH - INDENT ? text.length() : i;
      while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\n') {
        end++;
      }
      if (end > i) {
        if (column > INDENT && column + 1 + end - i > WIDTH) {
          out.append('\n');
          column = 0;
        }
        if (column > INDENT) {
          out.append(' ');
          column++;
        }
        for (; column < INDENT; column++) {
          out.append(' ');
        }
        out.append(text, i, end);
        column += end - i;
      }
      i = end + 1;
    }
    out.append('\n');
  }
}
