package io.exporterkit.deploy;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The tools that `deploy/install-tools` installs.
final class Tools {
  private Tools() {}

  /// Returns the folder of the tools.
  ///
  /// @throws IllegalStateException when the tools are missing; the text says how to install them
  static Path folder() {
    Path folder = Installed.root().resolve(".servers/kubernetes");
    if (!Files.exists(folder.resolve("installed"))) {
      throw new IllegalStateException("helm and kubectl are missing: run deploy/install-tools");
    }
    return folder;
  }

  /// Returns the path of `helm` or `kubectl`.
  static String program(String name) {
    return folder().resolve("bin").resolve(name).toString();
  }

  /// The result of a run: the exit code, standard output and standard error.
  record Result(int exit, String output, String errors) {}

  /// Runs a program to its end, and returns its standard output.
  ///
  /// @throws IllegalStateException when the program fails; the text contains its standard error
  static String run(ProcessBuilder program) throws IOException {
    Result result = result(program);
    if (result.exit() != 0) {
      throw new IllegalStateException(
          "%s ended with %d: %s"
              .formatted(
                  String.join(" ", program.command()), result.exit(), result.errors().strip()));
    }
    return result.output();
  }

  /// Runs a program to its end, whatever its exit code is.
  static Result result(ProcessBuilder program) throws IOException {
    Path output = Files.createTempFile("tool", ".out");
    Path errors = Files.createTempFile("tool", ".err");
    try {
      Process process =
          program.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", program.command()) + " does not end");
      }
      return new Result(process.exitValue(), text(output), text(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
