package io.exporterkit.bench;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A comparison of our client with Jedis, each in a process of its own with the exporter's flags. Measures a round of
/// the default scrape's commands on a real server, and the effects of hostile servers.
///
/// ```text
/// bench/clients [--processes=N] [--rounds=N]
/// ```
final class Clients {
  private static final List<String> KINDS = List.of("ours", "jedis", "jedis-counted");

  private Clients() {}

  /// Runs both parts of the comparison.
  public static void main(String[] args) throws IOException, InterruptedException {
    int processes = 5;
    int rounds = 4000;
    for (String arg : args) {
      String value = arg.substring(arg.indexOf('=') + 1);
      switch (arg.substring(0, arg.length() - value.length())) {
        case "--processes=" -> processes = Integer.parseInt(value);
        case "--rounds=" -> rounds = Integer.parseInt(value);
        default -> {
          System.err.println("usage: bench/clients [--processes=N] [--rounds=N]");
          System.exit(2);
        }
      }
    }
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0)) {
      System.err.printf("%d commands in the server's statistics%n", Load.run(server));
      costs(server.port(), processes, rounds);
    }
    for (Map.Entry<String, Hostile.Answer> attack : Hostile.ATTACKS.entrySet()) {
      for (String kind : KINDS) {
        try (Hostile server = new Hostile(attack.getValue())) {
          String line = run(List.of(kind, "hostile", Integer.toString(server.port())));
          System.out.printf("result\t%s\t%s\t%s%n", attack.getKey(), kind, line);
        }
      }
    }
  }

  private static void costs(int port, int processes, int rounds)
      throws IOException, InterruptedException {
    Map<String, Map<String, List<Double>>> all = new LinkedHashMap<>();
    for (int i = 0; i < processes; i++) {
      for (String kind : List.of("ours", "jedis")) {
        String line =
            run(List.of(kind, "rounds", Integer.toString(port), Integer.toString(rounds)));
        for (String figure : line.split(" ", -1)) {
          int equals = figure.indexOf('=');
          all.computeIfAbsent(figure.substring(0, equals), _ -> new LinkedHashMap<>())
              .computeIfAbsent(kind, _ -> new ArrayList<>())
              .add(Double.parseDouble(figure.substring(equals + 1)));
        }
      }
      System.err.printf("costs: %d of %d%n", i + 1, processes);
    }
    all.forEach((figure, kinds) ->
        kinds.forEach((kind, values) -> {
          Collections.sort(values);
          System.out.printf("result\t%s\t%s\t%s%n", figure, kind, values.get(values.size() / 2));
        }));
  }

  /// Runs a client in a process of its own, and returns the last line that it printed, with the exit code if that is
  /// not 0.
  private static String run(List<String> args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx24m",
            "-cp",
            System.getProperty("java.class.path"),
            "io.exporterkit.redis.session.ClientTrial"));
    command.addAll(args);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return "still running after 40 seconds";
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> lines = out.lines().toList();
    String last = lines.isEmpty() ? "" : lines.getLast();
    return process.exitValue() == 0 ? last : "exit " + process.exitValue() + ": " + last;
  }

  /// A server on loopback that replies to every command with the same attack.
  private static final class Hostile implements AutoCloseable {
    static final Map<String, Answer> ATTACKS = new LinkedHashMap<>();

    static {
      ATTACKS.put("string_of_2000000000_announced", out -> send(out, "$2000000000\r\n"));
      ATTACKS.put("string_of_12000000_announced", out -> send(out, "$12000000\r\n"));
      ATTACKS.put("list_of_2000000000_announced", out -> send(out, "*2000000000\r\n"));
      ATTACKS.put("lists_of_100000_nested_100_deep", out -> send(out, "*100000\r\n".repeat(100)));
      ATTACKS.put("lists_nested_100000_deep", out -> send(out, "*1\r\n".repeat(100_000)));
      ATTACKS.put("endless_line", out -> endlessly(out, "+", "x".repeat(4096)));
      ATTACKS.put("endless_list", out -> endlessly(out, "*100000000\r\n", ":1\r\n".repeat(1024)));
    }

    private final Answer answer;
    private final ServerSocket listener;

    interface Answer {
      void to(OutputStream out) throws IOException;
    }

    Hostile(Answer answer) throws IOException {
      this.answer = answer;
      this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return listener.getLocalPort();
    }

    private void serve() {
      try (Socket socket = listener.accept();
          InputStream in = socket.getInputStream()) {
        var _ = in.read(new byte[4096]);
        answer.to(socket.getOutputStream());
        while (in.read() >= 0) {
          // sends nothing until the client closes the connection
        }
      } catch (IOException _) {
        // the client has closed the connection
      }
    }

    private static void send(OutputStream out, String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void endlessly(OutputStream out, String begin, String text) throws IOException {
      send(out, begin);
      byte[] more = text.getBytes(StandardCharsets.US_ASCII);
      byte[] block = new byte[more.length * 16];
      for (int i = 0; i < block.length; i++) {
        block[i] = more[i % more.length];
      }
      while (true) {
        out.write(block);
      }
    }

    @Override
    public void close() {
      try {
        listener.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
