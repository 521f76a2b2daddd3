package io.exporterkit.bench;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The command lines of the measured programs, as in production.
final class Launch {
  private static final Pattern FLAGS = Pattern.compile("(?m)^flags=\\(([^)]*)\\)$");

  private Launch() {}

  /// Returns the command line of our exporter with these flags for the JVM.
  static List<String> ours(List<String> jvm) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    Path jar = Installed.root().resolve("redis-exporter/target/redis-exporter.jar");
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  /// Returns the command line of the original from Debian's package.
  static List<String> original() {
    return List.of(Installed.program("redis-exporter-original", "redis_exporter").toString());
  }

  /// Returns the flags that the launcher passes to the JVM.
  static List<String> launcherFlags() throws IOException {
    Path launcher = Installed.root().resolve("bin/redis-exporter");
    Matcher flags = FLAGS.matcher(Files.readString(launcher));
    if (!flags.find()) {
      throw new IOException(launcher + " has no line flags=(...)");
    }
    return words(flags.group(1), " ");
  }

  static List<String> words(String text, String separator) {
    return Arrays.stream(text.split(separator, -1)).filter(word -> !word.isBlank()).toList();
  }
}
