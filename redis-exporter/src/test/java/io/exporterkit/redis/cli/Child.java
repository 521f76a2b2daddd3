package io.exporterkit.redis.cli;

import io.exporterkit.redis.Main;
import io.exporterkit.redis.servers.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The program in a separate JVM. Its environment has only the variables that the test passes. `close()` kills it.
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern SERVING = Pattern.compile("serving \\S+ on \\S*:([0-9]+)");

  private final Process process;
  private final Path out;
  private final Path err;

  /// The exit code and the output of a program that has ended.
  record Ended(int exit, String out, String err) {}

  private Child(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// Starts the program with these variables and arguments.
  static Child start(Map<String, String> environment, String... args) {
    return start(List.of(), environment, args);
  }

  /// Starts the program by another one.
  ///
  /// @param launcher a program that executes its last arguments; empty for none
  static Child start(List<String> launcher, Map<String, String> environment, String... args) {
    List<String> command = new ArrayList<>(launcher);
    // A test run in the background of a shell ignores SIGINT, and its children would inherit that.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    try {
      Path out = Files.createTempFile("exporter", ".out");
      Path err = Files.createTempFile("exporter", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
      builder.environment().clear();
      builder.environment().put("PATH", path);
      builder.environment().putAll(environment);
      return new Child(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs the program with these arguments until it ends.
  static Ended run(String... args) {
    return run(Map.of(), args);
  }

  /// Runs the program with these variables and arguments until it ends.
  static Ended run(Map<String, String> environment, String... args) {
    try (Child child = start(environment, args)) {
      return child.await();
    }
  }

  /// Waits until the program ends.
  Ended await() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Ended(process.exitValue(), read(out), read(err));
  }

  /// Waits until the program serves requests, and returns its port.
  int awaitPort() {
    Await.until(
        PATIENCE,
        "the exporter's start",
        () -> SERVING.matcher(log()).find() || !process.isAlive());
    Matcher serving = SERVING.matcher(log());
    if (!serving.find()) {
      throw new AssertionError("ended at once: " + log());
    }
    return Integer.parseInt(serving.group(1));
  }

  /// Returns the program's standard error so far.
  String log() {
    return read(err);
  }

  /// Sends the signal `TERM` or `INT`.
  void signal(String signal) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (exit != 0) {
        throw new AssertionError("kill ended with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
