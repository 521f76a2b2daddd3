package io.exporterkit.options;

/// A writer of the reference page for a table of options.
public final class OptionDocs {

  private OptionDocs() {}

  /// Returns a page in Markdown, with a heading and a table for each group, and a row for each option: flag, variable,
  /// type, default and meaning.
  public static String markdown(OptionTable table) {
    var out = new StringBuilder(16_384);
    out.append("# Options of ").append(table.program()).append("\n\n");
    out.append(
        "Generated from the table of options; do not edit. A flag is written `-name value` or `-name=value`, a boolean\n");
    out.append(
        "`-name` or `-name=false`, with one dash or two. A flag wins over its variable. Durations are written as in\n");
    out.append("`15s`, `1m30s` or `500ms`.\n");
    for (String group : UsageText.groups(table)) {
      out.append("\n## ").append(group).append("\n\n");
      out.append("| Flag | Variable | Type | Default | Meaning |\n|---|---|---|---|---|\n");
      for (Option<?> option : table.options()) {
        if (!option.group().equals(group)) {
          continue;
        }
        out.append("| ");
        code(out, "-" + option.name());
        out.append(" | ");
        code(out, option.variable().orElse(""));
        out.append(" | ").append(option.word()).append(" | ");
        code(out, Shown.value(option, option.defaultText()));
        out.append(" | ");
        cell(out, option.help());
        if (option.isSecret()) {
          out.append(" Never shown.");
        }
        out.append(" |\n");
      }
    }
    return out.toString();
  }

  private static void code(StringBuilder out, String text) {
    if (!text.isEmpty()) {
      out.append('`');
      escaped(out, text, "|");
      out.append('`');
    }
  }

  /// Appends a help text to a cell, and escapes characters that are markup in Markdown.
  private static void cell(StringBuilder out, String text) {
    escaped(out, text, "|*_<[`");
  }

  private static void escaped(StringBuilder out, String text, String marks) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (marks.indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c == '\n' ? ' ' : c);
    }
  }
}
