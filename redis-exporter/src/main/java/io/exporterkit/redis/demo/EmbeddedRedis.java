package io.exporterkit.redis.demo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A redis-server on a free port of the loopback interface, without persistence: the static program that the library
/// embedded-redis contains.
final class EmbeddedRedis implements AutoCloseable {
  private static final String VERSION = "7.0.15";

  private final Process process;
  private final int port;
  private final Path directory;

  private EmbeddedRedis(Process process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  /// Starts the server, and waits until it listens.
  ///
  /// @throws IOException when there is no program for this machine, or the server does not start
  static EmbeddedRedis start() throws IOException {
    Path directory = Files.createTempDirectory("redis-exporter-demo");
    Path program = directory.resolve("redis-server");
    String resource = "/redis-server-" + VERSION + "-" + platform();
    try (InputStream in = EmbeddedRedis.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no redis-server for this machine among " + resource);
      }
      Files.copy(in, program, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!program.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + program + " executable");
    }
    int port = freePort();
    File log = directory.resolve("redis.log").toFile();
    List<String> command =
        List.of(
            program.toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--maxmemory",
            "5mb",
            "--maxmemory-policy",
            "allkeys-lru",
            "--latency-monitor-threshold",
            "2",
            "--slowlog-log-slower-than",
            "2000",
            "--dir",
            directory.toString());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    EmbeddedRedis redis = new EmbeddedRedis(process, port, directory);
    redis.awaitListening(log);
    return redis;
  }

  int port() {
    return port;
  }

  /// Stops the server and deletes its files.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      for (String name : List.of("redis-server", "redis.log")) {
        Files.deleteIfExists(directory.resolve(name));
      }
      Files.deleteIfExists(directory);
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // The file remains in the system's temporary directory.
    }
  }

  private void awaitListening(File log) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          String said = Files.readString(log.toPath());
          close();
          throw new IOException("redis-server does not start: " + said, e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
  }

  /// Returns the name of this platform in the library.
  ///
  /// In: `Linux`, `amd64`   Out: `linux-amd64`
  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (os.startsWith("mac")) {
      return "darwin-amd64";
    }
    return "linux-" + (arch.equals("aarch64") ? "arm64" : arch.equals("x86_64") ? "amd64" : arch);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
