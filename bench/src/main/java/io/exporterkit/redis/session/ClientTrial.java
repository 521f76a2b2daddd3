package io.exporterkit.redis.session;

import io.exporterkit.net.Patience;
import io.exporterkit.net.Wire;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Connection;
import io.exporterkit.redis.protocol.ReplyLimits;
import io.exporterkit.redis.protocol.ReplyMemory;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.Ticker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.commands.ProtocolCommand;

/// A process that measures one client: our [Connection], or the class of the same name of Jedis, with the same
/// commands. `bench/clients` starts it. It prints its figures in one line.
///
/// ```text
/// ClientTrial ours|jedis|jedis-counted rounds PORT N     N rounds of the default scrape's commands
/// ClientTrial ours|jedis|jedis-counted hostile PORT      one INFO, to a hostile server on this port
/// ```
///
/// `jedis-counted` is Jedis on a socket that delivers no more than 8 MB, which is the only bound that can be set from
/// outside its reader.
public final class ClientTrial {
  private static final int MOST_BYTES = 8 << 20;
  private static final List<List<String>> ROUND =
      List.of(
          List.of("INFO", "ALL"),
          List.of("CONFIG", "GET", "*"),
          List.of("LATENCY", "LATEST"),
          List.of("LATENCY", "HISTOGRAM"),
          List.of("SLOWLOG", "LEN"),
          List.of("SLOWLOG", "GET", "1"));

  private ClientTrial() {}

  /// A client that writes commands together and reads their replies one by one.
  private interface Client extends AutoCloseable {
    void round(List<List<String>> commands) throws IOException;

    @Override
    void close() throws IOException;
  }

  /// Runs a measurement; the class comment describes the arguments.
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[2]);
    if (args[1].equals("rounds")) {
      rounds(args[0], port, Integer.parseInt(args[3]));
    } else {
      hostile(args[0], port);
    }
  }

  private static void rounds(String kind, int port, int rounds) throws IOException {
    long from = System.nanoTime();
    try (Client client = open(kind, port)) {
      client.round(ROUND);
      double firstMillis = (System.nanoTime() - from) / 1e6;
      double rssFirst = kilobytes("VmRSS:") / 1024;
      for (int i = 0; i < rounds / 2; i++) {
        client.round(ROUND);
      }
      double cpu = cpuMillis();
      for (int i = 0; i < rounds / 2; i++) {
        client.round(ROUND);
      }
      double cpuPerRound = (cpuMillis() - cpu) / (rounds / 2.0);
      double rss = kilobytes("VmRSS:") / 1024;
      int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
      System.out.printf(
          Locale.ROOT,
          "first_round_ms=%.1f cpu_per_round_ms=%.3f rss_first_mb=%.1f rss_mb=%.1f classes=%d%n",
          firstMillis,
          cpuPerRound,
          rssFirst,
          rss,
          classes);
    }
  }

  private static void hostile(String kind, int port) throws IOException {
    long from = System.nanoTime();
    String outcome;
    try (Client client = open(kind, port)) {
      client.round(List.of(List.of("INFO", "ALL")));
      outcome = "a reply";
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      outcome = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    System.out.printf(
        Locale.ROOT,
        "outcome=\"%s\" seconds=%.2f peak_rss_mb=%.1f%n",
        outcome,
        (System.nanoTime() - from) / 1e9,
        kilobytes("VmHWM:") / 1024);
  }

  private static Client open(String kind, int port) throws IOException {
    return switch (kind) {
      case "ours" -> new Ours(port);
      case "jedis" -> new Jedis(new DefaultJedisSocketFactory(address(port)));
      case "jedis-counted" -> new Jedis(() -> new CountedSocket(port));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static HostAndPort address(int port) {
    return new HostAndPort("127.0.0.1", port);
  }

  private static final class Ours implements Client {
    private final Connection connection;
    private final Map<List<String>, Command> encoded =
        new HashMap<>(); // encoded once, as in the exporter

    Ours(int port) throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      long heap = Runtime.getRuntime().maxMemory();
      connection =
          new Connection(
              Wire.over(socket), ReplyLimits.forHeap(heap), ReplyMemory.forHeap(heap), 0);
    }

    @Override
    public void round(List<List<String>> commands) throws IOException {
      List<Command> all = new ArrayList<>();
      for (List<String> words : commands) {
        all.add(encoded.computeIfAbsent(words, _ -> Command.of(words.toArray(String[]::new))));
      }
      Ticker ticker = Ticker.system();
      Patience patience =
          new Patience(Deadline.in(Duration.ofSeconds(10), ticker), Long.MAX_VALUE, ticker);
      connection.rest();
      connection.send(all);
      for (int i = 0; i < all.size(); i++) {
        connection.read(patience);
      }
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private static final class Jedis implements Client {
    private final redis.clients.jedis.Connection connection;

    private record Word(String word) implements ProtocolCommand {
      @Override
      public byte[] getRaw() {
        return word.getBytes(StandardCharsets.UTF_8);
      }
    }

    Jedis(JedisSocketFactory sockets) {
      connection =
          new redis.clients.jedis.Connection(
              sockets,
              DefaultJedisClientConfig.builder()
                  .serverDefaultProtocol()
                  .clientSetInfoConfig(redis.clients.jedis.ClientSetInfoConfig.DISABLED)
                  .socketTimeoutMillis(10_000)
                  .build());
    }

    @Override
    public void round(List<List<String>> commands) {
      for (List<String> words : commands) {
        connection.sendCommand(
            new Word(words.getFirst()), words.subList(1, words.size()).toArray(String[]::new));
      }
      for (int i = 0; i < commands.size(); i++) {
        connection.getOne();
      }
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private static double cpuMillis() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
  }

  private static double kilobytes(String key) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(key)) {
        return Double.parseDouble(line.substring(key.length()).replace("kB", "").strip());
      }
    }
    return 0;
  }

  /// A socket whose stream ends with an exception after a number of bytes.
  private static final class CountedSocket extends Socket {
    CountedSocket(int port) {
      try {
        connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
        setSoTimeout(10_000);
      } catch (IOException e) {
        throw new redis.clients.jedis.exceptions.JedisConnectionException(e);
      }
    }

    @Override
    public java.io.InputStream getInputStream() throws IOException {
      return new java.io.FilterInputStream(super.getInputStream()) {
        private int left = MOST_BYTES;

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          if (left <= 0) {
            throw new IOException("too many bytes");
          }
          int n = super.read(into, from, Math.min(length, left));
          left -= Math.max(0, n);
          return n;
        }
      };
    }
  }
}
