package io.exporterkit.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// A real haproxy with one TCP frontend. `close()` kills the process.
public final class Haproxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int port;
  private final Program program = new Program("haproxy");

  private Haproxy(int port) {
    this.port = port;
  }

  /// Starts haproxy with the configuration of redis-ha: the frontend forwards connections to the server that reports
  /// `role:master`, which is checked every 100 ms. An open connection is not moved when the role changes. Returns when
  /// every server has been checked.
  ///
  /// The check sends QUIT before it reads the reply: without the end of the stream haproxy would wait for `role:master`
  /// until the check's time-out.
  public static Haproxy toMasterOf(RedisServer... servers) {
    StringBuilder backend =
        new StringBuilder(
            """
              option tcp-check
              tcp-check connect
              tcp-check send PING\\r\\n
              tcp-check expect string +PONG
              tcp-check send info\\ replication\\r\\n
              tcp-check send QUIT\\r\\n
              tcp-check expect string role:master
            """);
    for (int i = 0; i < servers.length; i++) {
      backend.append(
          "  server R%d %s check inter 100ms fall 1 rise 1\n".formatted(i, servers[i].address()));
    }
    Haproxy haproxy =
        start(port ->
            """
            defaults
              mode tcp
              timeout connect 2s
              timeout client 60s
              timeout server 60s
              timeout check 2s
            frontend redis
              bind 127.0.0.1:%d
              default_backend masters
            backend masters
            %s\
            """
                .formatted(port, backend));
    try {
      Await.until(
          PATIENCE,
          "the check of every server",
          () ->
              haproxy.checks().size() == servers.length
                  && haproxy.checks().values().stream().noneMatch(s -> s.contains("INI")));
      return haproxy;
    } catch (RuntimeException | Error e) {
      haproxy.close();
      throw e;
    }
  }

  /// Starts haproxy.
  ///
  /// @param config returns the configuration for a port to listen on, without the `global` section
  public static Haproxy start(IntFunction<String> config) {
    return Ports.onFreePort(port -> {
      Haproxy haproxy = new Haproxy(port);
      try {
        haproxy.run(config.apply(port));
        return haproxy;
      } catch (RuntimeException | Error e) {
        haproxy.close();
        throw e;
      }
    });
  }

  private Path control() {
    return program.directory().resolve("control");
  }

  private void run(String config) {
    Path file = program.directory().resolve("haproxy.cfg");
    try {
      Files.writeString(
          file, "global\n  stats socket %s level admin\n%s".formatted(control(), config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    program.run(
        List.of(Installed.program("haproxy", "haproxy").toString(), "-db", "-f", file.toString()));
    program.awaitReady(() -> {
      // Only this haproxy answers on its control socket, and only after binding its port.
      control("show info");
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return true;
      }
    });
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

  public String log() {
    return program.log();
  }

  /// Returns the state of each server of a backend by its name, with the outcome of its last check:
  /// `{R0=UP L7OK, R1=DOWN L7RSP}`; `INI` before the first check.
  public Map<String, String> checks() {
    List<String> lines = control("show stat").lines().toList();
    List<String> header = List.of(lines.getFirst().substring(2).split(","));
    Map<String, String> states = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.isBlank()) {
        continue;
      }
      String[] row = line.split(",", -1);
      String server = row[header.indexOf("svname")];
      if (!server.equals("FRONTEND") && !server.equals("BACKEND")) {
        states.put(
            server, row[header.indexOf("status")] + " " + row[header.indexOf("check_status")]);
      }
    }
    return Collections.unmodifiableMap(states);
  }

  /// Returns the name of the server for new connections (`R0` is the first argument of the start); empty unless exactly
  /// one server is up.
  public Optional<String> master() {
    List<String> up =
        checks().entrySet().stream()
            .filter(check -> check.getValue().startsWith("UP"))
            .map(Map.Entry::getKey)
            .toList();
    return up.size() == 1 ? Optional.of(up.getFirst()) : Optional.empty();
  }

  /// Sends a command to haproxy's control socket, such as `show stat` or `shutdown sessions server masters/R0`, and
  /// returns the reply.
  public String control(String command) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(control()));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
