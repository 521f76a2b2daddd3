package io.exporterkit.options;

import java.util.List;
import java.util.Locale;

/// A writer of the manual page of a program, in section 1, from its table of options.
///
/// ```java
/// String page = ManPage.of(table, "Prometheus exporter for queues",
///     List.of(ManPage.Section.of("DESCRIPTION", "The exporter serves metrics of a queue.")),
///     List.of(ManPage.Section.of("SEE ALSO", "queue(1)")));
/// ```
public final class ManPage {

  /// A section of the page.
  ///
  /// @param title in upper case
  /// @param paragraphs plain text
  /// @param entries terms with their descriptions, after the paragraphs
  public record Section(String title, List<String> paragraphs, List<Entry> entries) {
    public Section {
      paragraphs = List.copyOf(paragraphs);
      entries = List.copyOf(entries);
    }

    /// Returns a section of paragraphs.
    public static Section of(String title, String... paragraphs) {
      return new Section(title, List.of(paragraphs), List.of());
    }

    /// Returns a section of terms with their descriptions.
    public static Section of(String title, Entry... entries) {
      return new Section(title, List.of(), List.of(entries));
    }
  }

  /// A term with its description, such as a file.
  public record Entry(String term, String text) {}

  private ManPage() {}

  /// Returns the page in roff: name, synopsis, the sections before the options, the options by group, the environment,
  /// and the sections after the options.
  ///
  /// @param summary half a sentence, for the section NAME
  public static String of(
      OptionTable table, String summary, List<Section> before, List<Section> after) {
    var out = new StringBuilder(32_768);
    String program = table.program();
    out.append(".\\\" Generated from the table of options; do not edit.\n");
    out.append(".TH ").append(text(program.toUpperCase(Locale.ROOT)));
    out.append(" 1 \"\" \"").append(text(program)).append("\" \"User Commands\"\n");
    out.append(".SH NAME\n").append(text(program)).append(" \\- ").append(text(summary));
    out.append("\n.SH SYNOPSIS\n.B ").append(text(program)).append("\n[\\fIflags\\fR]\n");
    before.forEach(section -> section(out, section));
    out.append(".SH OPTIONS\n");
    paragraph(
        out,
        "A flag is written -name value or -name=value, a boolean -name or -name=false, with one dash or two. A flag wins over its variable. Durations are written as in 15s, 1m30s or 500ms.");
    for (String group : UsageText.groups(table)) {
      out.append(".SS ").append(text(group)).append('\n');
      for (Option<?> option : table.options()) {
        if (option.group().equals(group)) {
          option(out, option);
        }
      }
    }
    after.forEach(section -> section(out, section));
    return out.toString();
  }

  private static void option(StringBuilder out, Option<?> option) {
    out.append(".TP\n\\fB").append(text("-" + option.name())).append("\\fR");
    if (option.type() != Option.Type.BOOLEAN) {
      out.append(" \\fI").append(text(option.word())).append("\\fR");
    }
    out.append('\n').append(line(option.help()));
    option
        .variable()
        .ifPresent(name -> out.append("\nVariable: \\fB").append(text(name)).append("\\fR."));
    String shown = Shown.value(option, option.defaultText());
    if (!shown.isEmpty()) {
      out.append("\nDefault: ").append(text(shown)).append('.');
    }
    out.append('\n');
  }

  private static void section(StringBuilder out, Section section) {
    out.append(".SH ").append(text(section.title())).append('\n');
    section.paragraphs().forEach(text -> paragraph(out, text));
    for (Entry entry : section.entries()) {
      out.append(".TP\n\\fB").append(text(entry.term())).append("\\fR\n");
      out.append(line(entry.text())).append('\n');
    }
  }

  private static void paragraph(StringBuilder out, String text) {
    out.append(".PP\n").append(line(text)).append('\n');
  }

  /// Returns a text that begins a line: a dot or an apostrophe there would be a request of roff.
  private static String line(String text) {
    String escaped = text(text);
    return escaped.startsWith(".") ? "\\&" + escaped : escaped;
  }

  /// Returns a text on one line, in which the characters that roff changes are escaped.
  private static String text(String text) {
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\e");
        case '-' -> out.append("\\-");
        case '\'' -> out.append("\\(aq");
        case '"' -> out.append("\\(dq");
        case '`' -> out.append("\\(ga");
        case '^' -> out.append("\\(ha");
        case '~' -> out.append("\\(ti");
        case '\n' -> out.append(' ');
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
