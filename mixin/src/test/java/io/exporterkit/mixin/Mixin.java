package io.exporterkit.mixin;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The directory `mixin/` of the checkout.
final class Mixin {
  static final Path DIRECTORY = Installed.root().resolve("mixin");

  private Mixin() {}

  /// Returns the texts of all files below a directory, by their paths relative to the directory.
  static SortedMap<String, String> texts(Path directory) throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(directory.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }

  /// Returns the JSON of a jsonnet expression, which may import `mixin.libsonnet`.
  static String jsonnet(String expression) throws IOException, InterruptedException {
    String program = Installed.program("jsonnet", "jsonnet").toString();
    return run(program, "-J", DIRECTORY.toString(), "-e", expression);
  }

  /// Runs a program in the checkout, and returns its output.
  ///
  /// @throws IllegalStateException with the output when the exit code is not 0
  static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(Installed.root().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + output);
    }
    return output;
  }
}
