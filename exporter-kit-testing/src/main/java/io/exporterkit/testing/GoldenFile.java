package io.exporterkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file with the whole text that a test expects, kept beside the sources and reviewed as a diff. With the system
/// property `golden=write` (for Maven `-Dgolden=write`), [#check] writes the file instead of comparing it.
public final class GoldenFile {
  private static final String HOW =
      "write it with the system property golden=write (mvn test -Dgolden=write), and review the diff";

  private final Path path;

  private GoldenFile(Path path) {
    this.path = path;
  }

  /// Returns a file in `src/test/resources` of the module whose tests run.
  ///
  /// @param file such as `page.txt`, or a path such as `golden/page.txt`
  public static GoldenFile resource(String file) {
    String module = System.getProperty("basedir", "");
    return at(Path.of(module).resolve("src/test/resources").resolve(file));
  }

  /// Returns a file at a path.
  public static GoldenFile at(Path path) {
    return new GoldenFile(path);
  }

  /// Compares a text with the file, in UTF-8.
  ///
  /// @throws AssertionError when they differ, with a diff; or when there is no such file, with the way to write it
  /// @throws UncheckedIOException when the file cannot be read or written
  public void check(String text) {
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, text);
        return;
      }
      if (!Files.exists(path)) {
        throw new AssertionError("there is no file %s: %s".formatted(path, HOW));
      }
      String expected = Files.readString(path);
      if (!expected.equals(text)) {
        throw new AssertionError(
            "the text is not that of %s (- expected, + actual); if the change is meant, %s\n%s"
                .formatted(path, HOW, LineDiff.of(expected, text)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
