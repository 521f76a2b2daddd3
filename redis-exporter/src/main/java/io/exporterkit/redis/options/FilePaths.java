package io.exporterkit.redis.options;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The rule for which paths a message may show.
final class FilePaths {
  private FilePaths() {}

  /// Whether a path leads to a file, or is written with a folder that exists. Any other text may be a secret in the wrong place.
  static boolean mayBeShown(String text) {
    try {
      Path path = Path.of(text);
      Path parent = path.getParent();
      return Files.exists(path) || (parent != null && Files.exists(parent));
    } catch (InvalidPathException _) {
      return false;
    }
  }
}
