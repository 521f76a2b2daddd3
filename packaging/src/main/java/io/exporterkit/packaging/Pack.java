package io.exporterkit.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// The steps of `packaging/dist` that are written in Java.
///
/// In: `cache LAUNCHER DIRECTORY FILE`, `parts LIBRARIES RELEASE UPLOT FILE`, `packages REPOSITORY PROGRAM VERSION
/// SECONDS DIST`, or `archives STAGE VERSION COMMIT SECONDS DIST` Out: the start-up cache, the list of the parts, the
/// packages, or the other files of a release, in the directory DIST
final class Pack {
  private Pack() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "cache" -> Training.run(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
      case "parts" ->
          Parts.write(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), Path.of(args[4]));
      case "archives" ->
          archives(
              Path.of(args[1]),
              args[2],
              args[3],
              Instant.ofEpochSecond(Long.parseLong(args[4])),
              Path.of(args[5]));
      case "packages" ->
          packages(
              Path.of(args[1]),
              Path.of(args[2]),
              args[3],
              Instant.ofEpochSecond(Long.parseLong(args[4])),
              Path.of(args[5]));
      default -> throw new IllegalArgumentException("no such step: " + args[0]);
    }
  }

  private static void packages(
      Path repository, Path program, String version, Instant time, Path dist) throws IOException {
    String deb = DebPackage.fileName(version);
    step(deb);
    DebPackage.write(repository, program, version, time, dist.resolve(deb));
    String rpm = RpmPackage.fileName(version);
    step(rpm);
    RpmPackage.write(repository, program, version, time, dist.resolve(rpm));
  }

  private static void archives(Path stage, String version, String commit, Instant time, Path dist)
      throws Exception {
    String name = "redis-exporter-" + version;
    String tar = name + "-linux-amd64";
    step(tar + ".tar.gz");
    Archives.tar(Tree.read(stage.resolve("tar")), tar, time, dist.resolve(tar + ".tar.gz"));
    step(name + "-jar.zip");
    Archives.zip(Tree.read(stage.resolve("zip")), name, time, dist.resolve(name + "-jar.zip"));
    step(name + ".oci.tar");
    Image.write(
        List.of(
            stage.resolve("image/libraries"),
            stage.resolve("image/runtime"),
            stage.resolve("image/program")),
        version,
        commit,
        time,
        stage.resolve("image-cache"),
        dist.resolve(name + ".oci.tar"),
        dist.resolve(name + ".docker.tar"));
    step(name + ".tgz");
    Archives.tar(
        Tree.read(stage.resolve("chart")), "redis-exporter", time, dist.resolve(name + ".tgz"));
    sums(dist);
  }

  private static void step(String file) {
    System.err.printf("dist: writing %s%n", file);
  }

  /// Writes SHA256SUMS as `sha256sum --check` reads it.
  private static void sums(Path dist) throws Exception {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(dist)) {
      for (Path file : files.sorted().toList()) {
        java.security.MessageDigest digest = java.security.MessageDigest.getInstance("SHA-256");
        lines.add(
            HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)))
                + "  "
                + file.getFileName());
      }
    }
    Files.write(dist.resolve("SHA256SUMS"), lines);
  }
}
