package io.exporterkit.file;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The rule for which paths a message may show: a path from a flag may be a secret in the wrong place.
public final class FilePaths {
  private FilePaths() {}

  /// Returns whether a path leads to a file, or begins with a folder that exists. Returns false for any other text,
  /// because the text may be a secret.
  public static boolean mayBeShown(String text) {
    try {
      Path path = Path.of(text);
      Path parent = path.getParent();
      return Files.exists(path) || (parent != null && Files.exists(parent));
    } catch (InvalidPathException _) {
      return false;
    }
  }
}
