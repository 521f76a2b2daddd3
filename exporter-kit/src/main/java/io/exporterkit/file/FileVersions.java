package io.exporterkit.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The versions of some files: for each its modification time, its size, and the identity of the file behind the name,
/// which an update of a Kubernetes secret changes. Two equal records mean that no file has changed.
///
/// @param versions a text for each file
public record FileVersions(List<String> versions) {
  public FileVersions {
    versions = List.copyOf(versions);
  }

  /// Reads the versions. A file that does not exist has the version `missing`.
  public static FileVersions of(List<Path> files) {
    List<String> versions = new ArrayList<>();
    for (Path file : files) {
      versions.add(version(file));
    }
    return new FileVersions(versions);
  }

  private static String version(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.lastModifiedTime().to(TimeUnit.NANOSECONDS)
          + " "
          + now.size()
          + " "
          + now.fileKey();
    } catch (IOException _) {
      return "missing";
    }
  }
}
