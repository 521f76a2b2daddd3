package io.exporterkit.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files of a release, made once for all tests by `packaging/dist`, as a user makes them.
final class Built {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path TARGET = ROOT.resolve("packaging/target");
  private static final Path WORK = TARGET.resolve("dist-work");

  private static final class Once {
    static final Path DIST = run(TARGET.resolve("dist"), WORK);
  }

  private Built() {}

  /// Returns the directory with the files of the release.
  static Path dist() {
    return Once.DIST;
  }

  /// Returns a second build of the same sources, with the start-up cache of the first.
  static Path again() throws IOException {
    dist();
    return run(
        TARGET.resolve("dist-again"),
        TARGET.resolve("dist-again-work"),
        "--cache",
        only(WORK.resolve("program/lib"), ".aot").toString());
  }

  /// Returns the file of the release with this end of its name.
  static Path file(String end) {
    return only(dist(), end);
  }

  /// Returns the only file in a directory with this end of its name.
  static Path only(Path directory, String end) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).toList();
      if (found.size() != 1) {
        throw new AssertionError(directory + " has " + found + " for " + end);
      }
      return found.getFirst();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// Unpacks the archive for x86-64, and returns the directory with `bin` and `lib`.
  static Path unpackTar(Path to) {
    Shell.run("tar", "-xzf", file("-linux-amd64.tar.gz").toString(), "-C", to.toString());
    return only(to, "-linux-amd64");
  }

  /// Returns the directory with the `bin`, `lib` and `runtime` that all files of the release contain.
  static Path program() {
    dist();
    return WORK.resolve("program");
  }

  static String version() {
    String name = file("-jar.zip").getFileName().toString();
    return name.substring("redis-exporter-".length(), name.length() - "-jar.zip".length());
  }

  private static Path run(Path to, Path work, String... more) {
    Shell.run(
        Stream.concat(
                Stream.of(
                    ROOT.resolve("packaging/dist").toString(),
                    "--to",
                    to.toString(),
                    "--work",
                    work.toString()),
                Stream.of(more))
            .toArray(String[]::new));
    return to;
  }
}
