package io.exporterkit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class GoldenFileTest {
  private static final String HOW =
      "write it with the system property golden=write (mvn test -Dgolden=write), and review the diff";

  @TempDir Path folder;

  @Test
  void aMissingFileSaysHowToWriteIt() {
    Path file = folder.resolve("a.txt");
    assertThatThrownBy(() -> GoldenFile.at(file).check("x"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("there is no file " + file + ": " + HOW);
  }

  @Test
  void aDifferenceIsShownAsADiff() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    assertThatCode(() -> GoldenFile.at(file).check("1\n2\n3\n4\n5\n6\n7\n8\n9\n"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> GoldenFile.at(file).check("1\n2\n3\n4\n5\nsix\n7\n8\n9\nten\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            the text is not that of %s (- expected, + actual); if the change is meant, %s
            @@ line 4
             4
             5
            -6
            +six
             7
             8
             9
            +ten
            """
                .formatted(file, HOW));
    assertThat(file).hasContent("1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  }

  @Test
  void oneSwitchWritesTheFileAndItsFolders() {
    Path file = folder.resolve("new/folder/a.txt");
    System.setProperty("golden", "write");
    try {
      GoldenFile.at(file).check("ä\n");
    } finally {
      System.clearProperty("golden");
    }
    assertThat(file).hasContent("ä\n");
    assertThatCode(() -> GoldenFile.at(file).check("ä\n")).doesNotThrowAnyException();
  }

  @Test
  void diffsNameTheLineOfEachPart() {
    assertThat(LineDiff.of("a\nb\nc\nd\ne\nf\ng\n", "b\nc\nd\ne\nf\ng\n"))
        .isEqualTo("@@ line 1\n-a\n b\n c\n");
    assertThat(LineDiff.of("a\nb\nc\nd\ne\nf\ng\nh\n", "A\nb\nc\nd\ne\nf\ng\nH\n"))
        .isEqualTo("@@ line 1\n-a\n+A\n b\n c\n@@ line 6\n f\n g\n-h\n+H\n");
    assertThat(LineDiff.of("a\n", "a")).isEqualTo("@@ line 1\n a\n+\\ no line break at the end\n");
    assertThat(LineDiff.of("", "a\n")).isEqualTo("@@ line 1\n+a\n");
    assertThat(LineDiff.of("a\n", "a\n")).isEmpty();
  }

  @Test
  void longDiffsAreCut() {
    String many = lines(0, 300);
    assertThat(LineDiff.of(many, "x\n"))
        .startsWith("@@ line 1\n-0\n-1\n")
        .endsWith("-99\n... and 201 more changed lines\n");
    // Too many for a table of all pairs.
    assertThat(LineDiff.of(lines(0, 6000), lines(6000, 12_000)))
        .endsWith("-99\n... and 11900 more changed lines\n");
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }
}
