package io.exporterkit.bench;

import io.exporterkit.redis.servers.Installed;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The command lines of the measured programs, as in production.
final class Launch {
  private Launch() {}

  /// Returns the command line of our exporter as it is shipped, which `bench/build` has unpacked.
  ///
  /// @param jvm further flags for the runtime; empty in production
  static List<String> ours(List<String> jvm) {
    Path launcher = Installed.root().resolve("bench/target/program/bin/redis-exporter");
    return jvm.isEmpty()
        ? List.of(launcher.toString())
        : List.of("env", "JAVA_FLAGS=" + String.join(" ", jvm), launcher.toString());
  }

  /// Returns the command line of the original from Debian's package.
  static List<String> original() {
    return List.of(Installed.program("redis-exporter-original", "redis_exporter").toString());
  }

  static List<String> words(String text, String separator) {
    return Arrays.stream(text.split(separator, -1)).filter(word -> !word.isBlank()).toList();
  }
}
