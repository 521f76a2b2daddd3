package io.exporterkit.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The process of an exporter, with its figures from `/proc`. `close()` ends the process.
final class Running implements AutoCloseable {
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Process process;
  private final int port;
  private final long startNanos;
  private final Map<String, Long> threadNanos = new HashMap<>();

  private Running(Process process, int port, long startNanos) {
    this.process = process;
    this.port = port;
    this.startNanos = startNanos;
  }

  /// Starts the program with `-web.listen-address` and these flags, and returns without waiting for it to listen.
  static Running start(List<String> program, List<String> flags) throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>(program);
    command.add("-web.listen-address=127.0.0.1:" + port);
    command.addAll(flags);
    long from = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    return new Running(process, port, from);
  }

  /// Connects as soon as the exporter listens.
  Page connect() throws IOException, InterruptedException {
    while (true) {
      try {
        return new Page(port);
      } catch (IOException e) {
        if (!process.isAlive() || nanosSinceStart() > READY_NANOS) {
          throw new IOException("the exporter does not start", e);
        }
        TimeUnit.MICROSECONDS.sleep(500);
      }
    }
  }

  long nanosSinceStart() {
    return System.nanoTime() - startNanos;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /// Returns the CPU time of the process since its start, in steps of 10 ms.
  double cpuMillis() {
    String stat = read(Path.of("/proc", Long.toString(pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
  }

  /// Returns the CPU time of the threads since the start. The sum is exact for live threads; for a thread that has
  /// ended it has the value of the last call before its end.
  double threadCpuMillis() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
      for (Path task : tasks.toList()) {
        try {
          String stat = Files.readString(task.resolve("schedstat"));
          threadNanos.put(
              task.getFileName().toString(), Long.valueOf(stat.substring(0, stat.indexOf(' '))));
        } catch (IOException _) {
          // the thread has just ended: its last value counts
        }
      }
    }
    return threadNanos.values().stream().mapToLong(Long::longValue).sum() / 1e6;
  }

  /// Returns the resident memory in MB of 1024 KB.
  double residentMegabytes() {
    return statusKilobytes("VmRSS:") / 1024;
  }

  /// Returns the maximum of the resident memory so far, in MB of 1024 KB.
  double peakResidentMegabytes() {
    return statusKilobytes("VmHWM:") / 1024;
  }

  /// Returns the part of the resident memory that belongs to no file, in MB of 1024 KB: a container pays for this part.
  double anonymousMegabytes() {
    return statusKilobytes("RssAnon:") / 1024;
  }

  private double statusKilobytes(String key) {
    return read(Path.of("/proc", Long.toString(pid()), "status"))
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
