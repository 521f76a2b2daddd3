package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// The exporter in a JVM of its own, on a free port of loopback. It has the class path of this JVM without the tests,
/// and the JVM settings of the launcher. `close()` kills the process.
public final class ExporterProcess implements AutoCloseable {
  private static final List<String> JVM =
      List.of(
          "-Xms8m",
          "-Xmn3m",
          "-Xmx54m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:-ShrinkHeapInSteps",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto");

  // The class path of the tests, left out because each file costs the process a descriptor.
  private static final Pattern OF_TESTS =
      Pattern.compile(
          ".*/(test-classes|testing/target/classes|exporter-kit-testing/target/classes|(exporter-testing|exporter-kit-testing|junit|assertj|archunit|byte-buddy|opentest4j|apiguardian|embedded-redis).*)/?");

  private final int port;
  private final Program program = new Program("exporter");

  private ExporterProcess(int port) {
    this.port = port;
  }

  /// Starts the exporter with these flags, and returns when it listens.
  public static ExporterProcess start(String... flags) {
    return start(List.of(), flags);
  }

  /// Starts the exporter with further options of the JVM, such as `-Djdk.net.hosts.file=hosts`.
  public static ExporterProcess start(List<String> jvmOptions, String... flags) {
    return Ports.onFreePort(port -> {
      ExporterProcess exporter = new ExporterProcess(port);
      try {
        exporter.run(jvmOptions, List.of(flags));
        return exporter;
      } catch (RuntimeException | Error e) {
        exporter.close();
        throw e;
      }
    });
  }

  /// Starts the exporter with a limit on open files, as `ulimit -n` sets it.
  public static ExporterProcess startWithOpenFiles(int most, String... flags) {
    return startWithOpenFiles(most, List.of(), flags);
  }

  /// Starts the exporter with a limit on open files and further options of the JVM.
  public static ExporterProcess startWithOpenFiles(
      int most, List<String> jvmOptions, String... flags) {
    return Ports.onFreePort(port -> {
      ExporterProcess exporter = new ExporterProcess(port);
      try {
        List<String> command = new ArrayList<>(List.of("prlimit", "--nofile=" + most + ":" + most));
        command.addAll(command(jvmOptions, port, List.of(flags)));
        exporter.runCommand(command);
        return exporter;
      } catch (RuntimeException | Error e) {
        exporter.close();
        throw e;
      }
    });
  }

  /// Starts an installed exporter, and returns when it listens.
  ///
  /// @param command the program and what stands before the flags, such as `env JAVA_FLAGS=-Xmx32m bin/redis-exporter`
  public static ExporterProcess startInstalled(List<String> command, String... flags) {
    return Ports.onFreePort(port -> {
      ExporterProcess exporter = new ExporterProcess(port);
      try {
        List<String> all = new ArrayList<>(command);
        Collections.addAll(all, "-web.listen-address", "127.0.0.1:" + port);
        Collections.addAll(all, flags);
        exporter.runCommand(all);
        return exporter;
      } catch (RuntimeException | Error e) {
        exporter.close();
        throw e;
      }
    });
  }

  /// The end of a process that refused to start.
  ///
  /// @param code the exit code
  /// @param lines the printed lines
  public record Refusal(int code, List<String> lines) {
    public Refusal {
      lines = List.copyOf(lines);
    }
  }

  /// Starts the exporter with flags that it refuses, and returns when it has ended.
  public static Refusal refused(String... flags) {
    return end(command(List.of(), 0, List.of(flags)));
  }

  /// Runs a command that ends by itself, and returns when it has ended.
  public static Refusal end(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Refusal(process.waitFor(), printed.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> command(List<String> jvmOptions, int port, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(jvmOptions);
    Collections.addAll(command, "-cp", absoluteClassPath(), "io.exporterkit.redis.Main");
    Collections.addAll(command, "-web.listen-address", "127.0.0.1:" + port);
    command.addAll(flags);
    return command;
  }

  private void run(List<String> jvmOptions, List<String> flags) {
    runCommand(command(jvmOptions, port, flags));
  }

  private void runCommand(List<String> command) {
    program.run(command);
    program.awaitReady(() -> log().contains("serving ") && listens());
  }

  /// Returns the class path with absolute paths, because the process has another working directory.
  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      String path = Path.of(entry).toAbsolutePath().toString();
      if (!OF_TESTS.matcher(path).matches()) {
        entries.add(path);
      }
    }
    return String.join(":", entries);
  }

  private boolean listens() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    }
  }

  public int port() {
    return port;
  }

  /// Returns the log so far.
  public String log() {
    return program.log();
  }

  public long pid() {
    return program.pid();
  }

  public boolean isAlive() {
    return program.isAlive();
  }

  /// Returns the resident memory in bytes: `VmRSS` of the kernel's status file.
  public long residentBytes() {
    return status("VmRSS");
  }

  /// Returns the maximum of the resident memory so far, in bytes: `VmHWM`.
  public long mostResidentBytes() {
    return status("VmHWM");
  }

  /// Returns the processor time used so far, in seconds.
  public double cpuSeconds() {
    return ProcessHandle.of(pid())
            .flatMap(handle -> handle.info().totalCpuDuration())
            .orElseThrow()
            .toMillis()
        / 1e3;
  }

  private long status(String field) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
          .filter(line -> line.startsWith(field + ":"))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .mapToLong(kib -> Long.parseLong(kib) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
