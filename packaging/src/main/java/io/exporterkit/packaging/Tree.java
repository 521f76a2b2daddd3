package io.exporterkit.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files below a directory, sorted by path, with modes that do not depend on the umask of the build.
///
/// @param root the directory
/// @param entries everything below the directory; a directory comes before its contents
record Tree(Path root, List<Entry> entries) {

  /// A file, a directory or a symbolic link.
  ///
  /// @param path the path below the root, with `/` between names and none at the ends
  /// @param file the file to read the contents from
  record Entry(String path, Path file) {

    /// Returns the target of a symbolic link, and null for anything else.
    @org.jspecify.annotations.Nullable
    String link() {
      try {
        return Files.isSymbolicLink(file) ? Files.readSymbolicLink(file).toString() : null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isDirectory() {
      return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    }

    /// Returns the permissions, such as 0755: what the owner may execute, everybody may.
    int mode() {
      return isDirectory() || Files.isExecutable(file) ? 0755 : 0644;
    }
  }

  Tree {
    entries = List.copyOf(entries);
  }

  static Tree read(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return new Tree(
          root,
          files
              .filter(file -> !file.equals(root))
              .map(file -> new Entry(root.relativize(file).toString(), file))
              .sorted(java.util.Comparator.comparing(Entry::path))
              .toList());
    }
  }
}
