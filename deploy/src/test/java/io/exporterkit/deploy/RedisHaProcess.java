package io.exporterkit.deploy;

import io.exporterkit.redis.servers.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The process of a container, with its log. `kill()` and `close()` send SIGKILL. The end of the JVM kills the process,
/// too.
final class RedisHaProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path folder;
  private @Nullable Process process;
  private final Thread hook = new Thread(this::kill);

  /// @param name name of the container, for failures and for the file of the log
  /// @param environment the variables of the process, which inherits none
  /// @param folder working directory, and the place of the log
  RedisHaProcess(String name, List<String> command, Map<String, String> environment, Path folder) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Starts the process, again if it has ended.
  synchronized RedisHaProcess start() {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file().toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Returns when the process has ended with exit code 0.
  ///
  /// @throws AssertionError with the log, when the process fails or does not end
  void awaitSuccess() {
    Process started = running();
    Await.until(PATIENCE, name + " ends", () -> !started.isAlive());
    if (started.exitValue() != 0) {
      throw new AssertionError("%s ended with %d: %s".formatted(name, started.exitValue(), log()));
    }
  }

  /// Returns when the condition holds.
  ///
  /// @throws AssertionError with the log, when the process ends or the condition does not hold in time
  void awaitReady(Await.Condition ready) {
    try {
      Await.until(PATIENCE, name + " is ready", () -> !isAlive() || ready.holds());
    } catch (AssertionError e) {
      throw new AssertionError("%s: %s%n%s".formatted(e.getMessage(), e.getCause(), log()), e);
    }
    if (!isAlive()) {
      throw new AssertionError(name + " ended: " + log());
    }
  }

  /// Returns the command line of the running process, as other users of the machine see it.
  String commandLine() throws IOException {
    return Files.readString(
        Path.of("/proc", Long.toString(running().pid()), "cmdline"), StandardCharsets.ISO_8859_1);
  }

  boolean isAlive() {
    return running().isAlive();
  }

  String log() {
    try {
      return Files.readString(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  @Override
  public String toString() {
    return name;
  }

  private Path file() {
    return folder.resolve(name + ".log");
  }

  private synchronized Process running() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process;
  }
}
