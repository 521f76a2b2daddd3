package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The installed programs of the servers.
public final class Installed {
  private Installed() {}

  /// Returns the path of a program of a server whose name `testing/install-servers --list` prints, such as
  /// `program("redis-7.0", "redis-cli")`.
  ///
  /// @throws IllegalStateException when the program is missing; the text says how to install it
  public static Path program(String name, String program) {
    Path path = root().resolve(".servers").resolve(name).resolve("bin").resolve(program);
    if (!Files.isExecutable(path)) {
      throw new IllegalStateException(
          program + " of " + name + " is missing: run testing/install-servers");
    }
    return path;
  }

  /// Returns the root folder of the repository: the nearest folder that contains `testing/install-servers`, at or above
  /// the folder of the property `exporterkit.root`, or else the working directory.
  public static Path root() {
    Path start = Path.of(System.getProperty("exporterkit.root", "")).toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("testing/install-servers"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        "no folder above " + start + " contains testing/install-servers");
  }

  /// Returns the path of the embedded server, and extracts it from its jar into `target/` before the first use.
  static synchronized Path embedded() {
    String architecture =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "amd64";
          case "aarch64" -> "arm64";
          case String other ->
              throw new IllegalStateException("embedded-redis has no server for " + other);
        };
    String resource = "redis-server-7.0.15-linux-" + architecture;
    Path folder = Path.of("target", "servers").toAbsolutePath();
    Path program = folder.resolve(resource);
    if (Files.isExecutable(program)) {
      return program;
    }
    try (InputStream in = Installed.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path: embedded-redis");
      }
      Files.createDirectories(folder);
      Path half = Files.createTempFile(folder, resource, ".half");
      Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
      // If another JVM does the same at this moment, both files have the same bytes.
      Files.move(half, program, StandardCopyOption.ATOMIC_MOVE);
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
