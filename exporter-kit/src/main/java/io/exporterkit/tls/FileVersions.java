package io.exporterkit.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// What tells whether files have changed: time and size of each, and the identity behind the name, which a Kubernetes secret changes.
record FileVersions(List<String> versions) {
  static FileVersions of(List<Path> files) {
    List<String> versions = new ArrayList<>();
    for (Path file : files) {
      versions.add(version(file));
    }
    return new FileVersions(List.copyOf(versions));
  }

  private static String version(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.lastModifiedTime().toMillis() + " " + now.size() + " " + now.fileKey();
    } catch (IOException _) {
      return "missing";
    }
  }
}
