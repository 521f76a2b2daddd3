package io.exporterkit.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A search for comments and texts in one file that break the rules of style: lines that are too wide, overused verbs,
/// doc comments that begin with a pronoun, and `//` comments that end with a short line. Code, and words in backticks,
/// are not checked.
final class Prose {
  private static final int WIDTH = 120;
  private static final int ORPHAN = 14;
  private static final Pattern OVERUSED =
      Pattern.compile(
          "\\b(tell(s|ing)?|told|give[sn]?|giving|gave|take[sn]?|taking|took)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PRONOUN =
      Pattern.compile("(What|Those|Who|Whose|Of|That|It|They|Nobody|Somebody)\\b");
  private static final Pattern CODE =
      Pattern.compile("`[^`]*`|\\[[^\\]]*](\\([^)]*\\))?|@(param|throws) \\S+");
  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final String name;
  private final List<String> lines;
  private final List<String> findings = new ArrayList<>();
  private boolean skipped; // within a code fence of a comment or a page
  private boolean inTextBlock;

  private Prose(String name, List<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  /// Returns a line for each violation, as in `README.md:7: 121 columns`.
  ///
  /// @param name of the file, which decides between Java and Markdown
  static List<String> check(String name, List<String> lines) {
    Prose prose = new Prose(name, lines);
    for (int i = 0; i < lines.size(); i++) {
      if (name.endsWith(".java")) {
        prose.java(i);
      } else {
        prose.markdown(i);
      }
    }
    return prose.findings;
  }

  private void markdown(int i) {
    String line = lines.get(i);
    if (line.startsWith("```")) {
      skipped = !skipped;
    } else if (!skipped && !line.startsWith("    ")) {
      words(i, line);
      if (!line.startsWith("|")) {
        width(i);
      }
    }
  }

  private void java(int i) {
    String line = lines.get(i).strip();
    boolean endsTextBlock = inTextBlock && line.contains("\"\"\"");
    if (inTextBlock) {
      inTextBlock = !endsTextBlock;
      words(i, line);
    } else if (line.startsWith("///")) {
      doc(i, line.substring(3).strip());
    } else if (line.startsWith("//")) {
      comment(i, line.substring(2).strip());
    } else {
      code(i, line.replace("'\"'", "''"));
    }
  }

  private void doc(int i, String text) {
    width(i);
    if (text.startsWith("```")) {
      skipped = !skipped;
    } else if (!skipped) {
      words(i, text);
      if (!starts(i - 1, "///") && PRONOUN.matcher(text).lookingAt()) {
        report(i, "begins with a pronoun");
      }
    }
  }

  private void comment(int i, String text) {
    width(i);
    words(i, text);
    boolean last = starts(i - 1, "//") && !starts(i + 1, "//");
    if (last && text.length() < ORPHAN && text.split(" ", -1).length <= 2) {
      report(i, "ends with a short line");
    }
  }

  private void code(int i, String line) {
    inTextBlock = line.contains("\"\"\"");
    STRING
        .matcher(line)
        .results()
        .map(string -> string.group(1))
        .forEach(text -> {
          if (text.contains(" ")) {
            words(i, text);
          }
        });
    String code = STRING.matcher(line).replaceAll("");
    int comment = code.indexOf("//");
    if (comment >= 0) {
      words(i, code.substring(comment));
    }
  }

  private boolean starts(int i, String with) {
    return i >= 0 && i < lines.size() && lines.get(i).strip().startsWith(with);
  }

  private void words(int i, String text) {
    OVERUSED
        .matcher(CODE.matcher(text).replaceAll(" "))
        .results()
        .forEach(word -> report(i, "overused word " + word.group()));
  }

  private void width(int i) {
    if (lines.get(i).length() > WIDTH) {
      report(i, lines.get(i).length() + " columns");
    }
  }

  private void report(int i, String what) {
    findings.add(name + ":" + (i + 1) + ": " + what);
  }
}
