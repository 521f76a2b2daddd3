package io.exporterkit.packaging;

import io.exporterkit.redis.servers.ExporterProcess;
import java.util.List;

/// Commands that end by themselves.
final class Shell {
  private Shell() {}

  /// Runs a command and returns its output; fails unless its exit code is 0.
  static String run(String... command) {
    ExporterProcess.Refusal end = ExporterProcess.end(List.of(command));
    String printed = String.join("\n", end.lines());
    if (end.code() != 0) {
      throw new AssertionError(
          "%s ended with %d: %s".formatted(String.join(" ", command), end.code(), printed));
    }
    return printed;
  }
}
