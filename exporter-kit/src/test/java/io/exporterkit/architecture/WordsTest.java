package io.exporterkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The words of all comments, texts and pages of the repository, checked by [Prose].
class WordsTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void commentsAndTextsAreInPlainEnglish() throws IOException {
    List<String> findings = new ArrayList<>();
    List<Path> files = files();
    for (Path file : files) {
      findings.addAll(Prose.check(ROOT.relativize(file).toString(), Files.readAllLines(file)));
    }
    assertThat(findings).isEmpty();
    assertThat(files).hasSizeGreaterThan(400);
  }

  /// Returns the Java sources and Markdown files. Hidden and generated folders are not entered, because programs of
  /// other tests write there.
  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isEntered =
                folder.equals(ROOT) || !(name.startsWith(".") || name.equals("target"));
            return isEntered ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().matches(".*[.](java|md)")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(files);
    return files;
  }

  /// Checks samples, in which `_` stands for a blank and `~` for a line end, because this file is checked as well.
  @ParameterizedTest
  @CsvSource({
    "A.java,///_What_it_does.,begins_with_a_pronoun",
    "A.java,///_The_time_it_took.,overused_word_took",
    "A.java,x();_//_given_to_nobody,overused_word_given",
    "A.java,log(\"it_Tells_all\"),overused_word_Tells",
    "A.java,//_a_long_comment~//_of_two,ends_with_a_short_line",
    "A.md,The_page_tells_all.,overused_word_tells",
    "A.md,|_`given`_|_gives_|,overused_word_gives",
  })
  void badSamplesAreFound(String name, String sample, String finding) {
    List<String> lines = List.of(sample.replace('_', ' ').split("~", -1));
    assertThat(Prose.check(name, lines))
        .containsExactly(name + ":" + lines.size() + ": " + finding.replace('_', ' '));
  }

  @Test
  void wideLinesAreFound() {
    String wide = "x".repeat(117);
    assertThat(Prose.check("A.java", List.of("/// " + wide, "int " + wide)))
        .containsExactly("A.java:1: 121 columns");
    assertThat(Prose.check("A.md", List.of("xxxx" + wide, "| x " + wide, "    " + wide)))
        .containsExactly("A.md:1: 121 columns");
  }

  @ParameterizedTest
  @CsvSource({
    "A.java,///_Returns_`what_is_given`~///_What_follows.",
    "A.java,///_```~///_take();~///_```",
    "A.java,String_take_=_\"take\"_+_take(\"//\");",
    "A.java,//_a_long_comment~//_with_a_second_line",
    "A.md,```~take_it~```",
  })
  void goodSamplesAreNotFound(String name, String sample) {
    List<String> lines = List.of(sample.replace('_', ' ').split("~", -1));
    assertThat(Prose.check(name, lines)).isEmpty();
  }
}
