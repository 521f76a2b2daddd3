package io.exporterkit.packaging;

import io.exporterkit.redis.servers.ExporterProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A copy of the minimal Debian that `packaging/install-tools` makes, in which a test installs packages. `close`
/// deletes the copy.
final class DebianSystem implements AutoCloseable {
  private static final Path INSTALLED = Built.ROOT.resolve(".servers/debian");

  private final Path root;

  private DebianSystem(Path root) {
    this.root = root;
  }

  static DebianSystem copy() {
    if (!Files.exists(INSTALLED.resolve("installed"))) {
      throw new AssertionError(".servers/debian is missing: run packaging/install-tools as root");
    }
    if (!Shell.run("id", "-u").equals("0")) {
      throw new AssertionError("the tests of the packages need root, because they use chroot");
    }
    try {
      Path root = Files.createTempDirectory("test-debian-").resolve("root");
      Shell.run("cp", "-a", INSTALLED.resolve("root").toString(), root.toString());
      return new DebianSystem(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns Debian's package of the original.
  static Path original() {
    return Built.only(INSTALLED.resolve("packages"), ".deb");
  }

  Path root() {
    return root;
  }

  /// Returns the path of a file of this system, as seen from outside.
  Path file(String path) {
    return root.resolve(path.substring(1));
  }

  /// Returns a command that runs a command in this system, in which only /proc is mounted.
  List<String> command(List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"",
                root.toString(),
                "/usr/bin/env",
                "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "LC_ALL=C",
                "DEBIAN_FRONTEND=noninteractive"));
    all.addAll(command);
    return all;
  }

  /// Runs a command in this system, and returns its output; fails unless its exit code is 0.
  String run(String... command) {
    return Shell.run(command(List.of(command)).toArray(String[]::new));
  }

  /// Runs a command in this system.
  ExporterProcess.Refusal end(String... command) {
    return ExporterProcess.end(command(List.of(command)));
  }

  /// Installs a package, and returns what dpkg printed.
  ///
  /// @param options of dpkg
  String install(Path deb, String... options) {
    try {
      Path copy = file("/var/tmp/" + deb.getFileName());
      Files.copy(deb, copy);
      List<String> command = new ArrayList<>(List.of("dpkg"));
      Collections.addAll(command, options);
      Collections.addAll(command, "-i", "/var/tmp/" + deb.getFileName());
      String printed = run(command.toArray(String[]::new));
      Files.delete(copy);
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the paths of all files except those that dpkg, rpm and the user database write for themselves.
  NavigableSet<String> files() {
    try (Stream<Path> files = Files.walk(root)) {
      TreeSet<String> paths = new TreeSet<>();
      files
          .map(file -> "/" + root.relativize(file))
          .filter(path -> !path.matches("/(var/lib/(dpkg|rpm)|var/log|var/cache|run|proc)/.*"))
          .filter(path -> !path.matches("/etc/((passwd|shadow|group|gshadow)-|[.]pwd[.]lock)"))
          .forEach(paths::add);
      return paths;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        root.getParent(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
