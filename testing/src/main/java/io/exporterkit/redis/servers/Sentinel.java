package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A real sentinel that watches one master under the name `mymaster`. `close()` kills the process.
public final class Sentinel implements AutoCloseable {
  private final int port;
  private final Program program;

  private Sentinel(ServerKind kind, int port) {
    this.port = port;
    this.program = new Program(kind.label() + "-sentinel");
  }

  /// Starts a sentinel of the master's own kind with a quorum of one. It regards the master as down after a second
  /// without a reply.
  public static Sentinel start(RedisServer master) {
    return start(master, master.kind(), 1);
  }

  /// Starts one of several sentinels of a master, which find each other through the master.
  public static Sentinel start(RedisServer master, ServerKind kind, int quorum) {
    return Ports.onFreePort(port -> {
      Sentinel sentinel = new Sentinel(kind, port);
      try {
        sentinel.run(master, kind, quorum);
        return sentinel;
      } catch (RuntimeException | Error e) {
        sentinel.close();
        throw e;
      }
    });
  }

  private void run(RedisServer master, ServerKind kind, int quorum) {
    Path config = program.directory().resolve("sentinel.conf");
    try {
      Files.writeString(
          config,
          """
          port %d
          bind 127.0.0.1
          dir %s
          sentinel monitor mymaster 127.0.0.1 %d %d
          sentinel down-after-milliseconds mymaster 1000
          sentinel failover-timeout mymaster 5000
          """
              .formatted(port, program.directory(), master.port(), quorum));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    program.run(List.of(kind.program().toString(), config.toString(), "--sentinel"));
    program.awaitReady(() ->
        program.log().contains("+monitor master mymaster")
            && command("SENTINEL", "MASTERS").contains("mymaster"));
  }

  public int port() {
    return port;
  }

  /// Returns `127.0.0.1:port`.
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// Returns `redis://127.0.0.1:port`.
  public String uri() {
    return "redis://" + address();
  }

  /// Sends a command; see [RedisServer#command].
  public String command(String... words) {
    try (RespConnection connection = RespConnection.open(address())) {
      return connection.command(words);
    }
  }

  public String log() {
    return program.log();
  }

  @Override
  public void close() {
    program.close();
  }
}
