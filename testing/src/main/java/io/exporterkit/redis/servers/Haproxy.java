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

/// A real haproxy with one TCP frontend. `close()` kills it.
public final class Haproxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int port;
  private final Program program = new Program("haproxy");

  private Haproxy(int port) {
    this.port = port;
  }

  /// Starts haproxy as redis-ha puts it before its servers: a frontend whose connections go to
  /// whichever server says `role:master`, asked every 100 ms. A connection that is open when the
  /// role changes stays where it is. Returns when every server has been asked.
  ///
  /// QUIT goes out before the answer is looked at: without the end of the stream haproxy would wait
  /// for `role:master` until the check's time is up.
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

  /// Starts haproxy with a configuration made for the port it is to listen on. The `global` section
  /// is written already.
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
      // Only this very haproxy answers on its own control socket, and only after binding.
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

  /// `127.0.0.1:port`
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// `redis://127.0.0.1:port`
  public String uri() {
    return "redis://" + address();
  }

  public String log() {
    return program.log();
  }

  /// The state of each server of a backend by its name, with the outcome of its last check:
  /// `{R0=UP L7OK, R1=DOWN L7RSP}`; `INI` as long as it was not checked.
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

  /// The name of the server that new connections go to (`R0` is the first one given); empty when
  /// none or several are up.
  public Optional<String> master() {
    List<String> up =
        checks().entrySet().stream()
            .filter(check -> check.getValue().startsWith("UP"))
            .map(Map.Entry::getKey)
            .toList();
    return up.size() == 1 ? Optional.of(up.getFirst()) : Optional.empty();
  }

  /// Sends a command to haproxy's control socket, such as `show stat` or `shutdown sessions server
  /// masters/R0`, and returns the answer.
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
