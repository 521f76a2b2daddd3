package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The promtool of Prometheus, which checks metrics and rules.
public final class Promtool {
  private Promtool() {}

  /// The result of a run of promtool: its exit code and the lines that it printed.
  public record Verdict(int exit, List<String> lines) {
    public Verdict {
      lines = List.copyOf(lines);
    }

    /// Returns true for exit code 0. The code is 3 for remarks about style, and 1 for text that cannot be parsed.
    public boolean passed() {
      return exit == 0;
    }
  }

  /// Returns the complaints of `promtool check metrics` about a page, one in each line; empty for a good page.
  public static List<String> checkMetrics(String text) {
    Verdict verdict = run(text, "check", "metrics");
    if (!verdict.passed() && verdict.lines().isEmpty()) {
      return List.of("promtool ended with " + verdict.exit());
    }
    return verdict.lines();
  }

  /// Runs promtool with these arguments and this standard input.
  public static Verdict run(String input, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Installed.program("prometheus", "promtool").toString());
    Collections.addAll(command, args);
    try {
      Path in = Files.createTempFile("promtool", ".in");
      Path out = Files.createTempFile("promtool", ".out");
      try {
        Files.writeString(in, input);
        Process process =
            new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException("promtool does not end");
        }
        return new Verdict(
            process.exitValue(),
            Files.readString(out, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList());
      } finally {
        Files.delete(in);
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
