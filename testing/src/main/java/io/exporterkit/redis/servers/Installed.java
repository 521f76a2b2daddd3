package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Where the programs of the servers are.
public final class Installed {
  private Installed() {}

  /// The program of one of the names that `testing/install-servers --list` prints, such as
  /// `program("redis-7.0", "redis-cli")`.
  ///
  /// @throws IllegalStateException when it is not there; the text says how to install it
  public static Path program(String name, String program) {
    Path path = root().resolve(".servers").resolve(name).resolve("bin").resolve(program);
    if (!Files.isExecutable(path)) {
      throw new IllegalStateException(
          program + " of " + name + " is missing: run testing/install-servers");
    }
    return path;
  }

  /// The folder of the whole repository: the nearest one above the working directory that holds
  /// `testing/install-servers`, or above the one that the property `exporterkit.root` names.
  public static Path root() {
    Path start = Path.of(System.getProperty("exporterkit.root", "")).toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("testing/install-servers"))) {
        return folder;
      }
    }
    throw new IllegalStateException("no folder above " + start + " holds testing/install-servers");
  }

  /// The embedded server's program, taken out of its jar into `target/` once.
  static synchronized Path embedded() {
    String architecture =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "amd64";
          case "aarch64" -> "arm64";
          case String other ->
              throw new IllegalStateException("embedded-redis holds no server for " + other);
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
      // Another JVM may do the same at this moment: whoever is last leaves the same bytes.
      Files.move(half, program, StandardCopyOption.ATOMIC_MOVE);
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
