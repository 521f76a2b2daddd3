package io.exporterkit.redis.docs;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Markdown file of the repository, divided into text, inline code and blocks of code.
///
/// @param path of the file
/// @param text the lines outside of blocks of code
/// @param code the lines of all blocks of code
record MarkdownFile(Path path, List<String> text, List<String> code) {
  static final Path ROOT = Installed.root();

  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Set<String> GENERATED = Set.of("target", "dist", "node_modules");

  MarkdownFile {
    text = List.copyOf(text);
    code = List.copyOf(code);
  }

  /// Returns a file with these lines. A block of code is between two lines of backticks, or is indented by four columns
  /// and follows an empty line.
  ///
  /// @param name path from the root of the repository
  static MarkdownFile of(String name, List<String> lines) {
    List<String> text = new ArrayList<>();
    List<String> code = new ArrayList<>();
    boolean fenced = false;
    boolean indented = false;
    boolean afterEmpty = true;
    for (String line : lines) {
      boolean empty = line.isBlank();
      indented = (indented && empty) || (line.startsWith("    ") && (indented || afterEmpty));
      if (line.strip().startsWith("```")) {
        fenced = !fenced;
      } else {
        (fenced || indented ? code : text).add(line);
      }
      afterEmpty = empty;
    }
    return new MarkdownFile(ROOT.resolve(name), text, code);
  }

  /// Returns all Markdown files of the repository except those in hidden and generated folders.
  static List<MarkdownFile> all() throws IOException {
    List<MarkdownFile> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skipped = name.startsWith(".") || GENERATED.contains(name);
            return skipped && !folder.equals(ROOT)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".md")) {
              files.add(of(ROOT.relativize(file).toString(), Files.readAllLines(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  static MarkdownFile read(String name) throws IOException {
    return of(name, Files.readAllLines(ROOT.resolve(name)));
  }

  /// Returns the path from the root of the repository.
  String name() {
    return ROOT.relativize(path).toString();
  }

  /// Returns the inline code: the texts between backticks.
  List<String> spans() {
    return results(SPAN, String.join("\n", text))
        .map(match -> match.group(1).replace('\n', ' '))
        .toList();
  }

  /// Returns the text without inline code.
  String prose() {
    return SPAN.matcher(String.join("\n", text)).replaceAll("");
  }

  /// Returns the anchors of the headings, as GitHub makes them from lower-case letters, digits and dashes.
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    for (String line : text) {
      if (line.matches("#+ .*")) {
        String anchor =
            line.replaceFirst("#+ ", "")
                .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
        int repeated = 1;
        for (String next = anchor; !anchors.add(next); repeated++) {
          next = anchor + "-" + repeated;
        }
      }
    }
    return anchors;
  }

  /// Returns the inline code in the first cells of all tables whose first heading is this text.
  List<String> firstCells(String heading) {
    List<String> cells = new ArrayList<>();
    boolean inTable = false;
    for (String line : text) {
      boolean begins = line.startsWith("| " + heading + " |");
      inTable = line.startsWith("|") && (inTable || begins);
      if (inTable) {
        results(SPAN, line.split("\\|", -1)[1]).map(match -> match.group(1)).forEach(cells::add);
      }
    }
    return cells;
  }

  private static Stream<MatchResult> results(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }
}
