package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A program that a test runs: its folder (the working directory), its log, its process. `close()` or the end of the
/// JVM kills the process and deletes the folder.
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String name;
  private final Path directory;
  private final Path log;
  private final Thread hook;
  private long logStart;
  private @Nullable Process process;
  private boolean closed;

  Program(String name) {
    this.name = name;
    try {
      directory = Files.createTempDirectory("test-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    log = directory.resolve("log");
    hook = new Thread(this::end, "end " + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Path directory() {
    return directory;
  }

  /// Starts the command in the folder. It must not be running already.
  void run(List<String> command) {
    run(command, directory, System.getenv());
  }

  /// Starts the command in another folder, with only these environment variables.
  synchronized void run(List<String> command, Path folder, Map<String, String> environment) {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    if (isAlive()) {
      throw new IllegalStateException(name + " runs already");
    }
    try {
      logStart = Files.exists(log) ? Files.size(log) : 0;
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      Map<String, String> variables = builder.environment();
      variables.clear();
      variables.putAll(environment);
      process = builder.start();
      // Closes the standard input, which no test uses.
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns when `ready` holds.
  ///
  /// @throws Ports.Taken when the program ended because its port was in use
  /// @throws IllegalStateException with the log, when the program ended or is not ready in time
  void awaitReady(Await.Condition ready) {
    try {
      Await.until(PATIENCE, name + " answers", () -> !isAlive() || ready.holds());
    } catch (AssertionError e) {
      throw new IllegalStateException(e.getMessage() + "\n" + log(), e);
    }
    if (!isAlive()) {
      String text = log();
      if (text.toLowerCase(Locale.ROOT).contains("in use")) {
        throw new Ports.Taken(name + ": the port is in use\n" + text);
      }
      throw new IllegalStateException(name + " ended at once\n" + text);
    }
  }

  /// Returns the output of the program since its last start.
  synchronized String log() {
    try {
      byte[] all = Files.readAllBytes(log);
      return new String(
          Arrays.copyOfRange(all, (int) Math.min(logStart, all.length), all.length),
          StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  long pid() {
    return process().pid();
  }

  private synchronized Process process() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process;
  }

  /// Sends a signal (`STOP`, `CONT`, `HUP`), and returns when it is sent.
  void signal(String signal) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + signal + " " + name + " failed: it has ended");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Sends SIGKILL, and returns when the process has ended.
  void kill() {
    Process process = process();
    process.destroyForcibly();
    await(process, PATIENCE);
  }

  /// Sends SIGTERM, and after a while SIGKILL. Returns when the process has ended.
  void stop() {
    Process process = process();
    process.destroy();
    if (!await(process, Duration.ofSeconds(10))) {
      kill();
    }
  }

  private static boolean await(Process process, Duration atMost) {
    try {
      return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs in any case, and finds nothing left to do.
    }
  }

  private void end() {
    Process running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running = process;
    }
    if (running != null) {
      running.destroyForcibly();
      await(running, PATIENCE);
    }
    delete(directory);
  }

  private static void delete(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              // A child process of the killed program has removed the file before.
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
