package io.exporterkit.redis.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A small load that rises and falls within two minutes: reads that hit and miss, writes that expire and are evicted,
/// lists, a stream, idle clients, and occasionally an error and a slow command. The load sends commands in Redis's
/// inline form, one per line, and discards the replies.
final class Load implements AutoCloseable {
  private static final int MOST_PER_TICK = 60;
  private static final int MOST_IDLE_CLIENTS = 12;
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(200);
  private static final double TICKS_PER_WAVE = 600;

  private final Socket socket;
  private final List<Socket> idle = new ArrayList<>();
  private final Random random = new Random(42);

  private Load(Socket socket) {
    this.socket = socket;
  }

  /// Starts a load on the server at this port of the loopback interface.
  static Load on(int port) throws IOException {
    Load load = new Load(new Socket(InetAddress.getLoopbackAddress(), port));
    Thread.ofVirtual().name("demo load").start(load::write);
    Thread.ofVirtual().name("demo replies").start(load::drain);
    return load;
  }

  private void write() {
    try {
      OutputStream out = socket.getOutputStream();
      for (long tick = 0; !socket.isClosed(); tick++) {
        double wave = (1 + Math.sin(2 * Math.PI * tick / TICKS_PER_WAVE)) / 2;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i <= wave * MOST_PER_TICK; i++) {
          lines.append(command()).append("\r\n");
        }
        out.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
        connect((int) (wave * MOST_IDLE_CLIENTS));
        LockSupport.parkNanos(TICK);
      }
    } catch (IOException _) {
      // The demo has ended.
    } finally {
      idle.forEach(Load::close);
    }
  }

  /// Opens or closes connections without commands, until there are this many.
  private void connect(int number) throws IOException {
    while (idle.size() < number) {
      idle.add(new Socket(socket.getInetAddress(), socket.getPort()));
    }
    while (idle.size() > number) {
      idle.removeLast().close();
    }
  }

  private String command() {
    double popularity = random.nextDouble();
    int key = (int) (2000 * popularity * popularity); // some keys are used more than others
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3 ->
          "SET page:"
              + key
              + " "
              + "x".repeat(500 + random.nextInt(6000))
              + " EX "
              + (60 + key % 60);
      case 4, 5, 6, 7, 8, 9, 10 -> "GET page:" + (int) (key * popularity);
      case 11 -> "INCR hits:" + key % 10;
      case 12 -> "LPUSH queue job" + key;
      case 13 -> "RPOP queue";
      case 14 -> "HSET user:" + key % 200 + " name n" + key + " seen " + key;
      case 15 -> "ZADD board " + key + " player" + key % 100;
      case 16 -> "XADD events MAXLEN 1000 * page " + key;
      case 17 -> "SADD visitors v" + key;
      case 18 -> "EXPIRE hits:" + key % 10 + " 300";
      default ->
          switch (random.nextInt(40)) {
            case 0 -> "EVAL \"local n = 0 for i = 1, 2000000 do n = n + i end return n\" 0";
            case 1, 2, 3 -> "LPUSH hits:" + key % 10 + " wrong";
            default -> "INCR visits";
          };
    };
  }

  private void drain() {
    byte[] bytes = new byte[8192];
    try (InputStream in = socket.getInputStream()) {
      while (in.read(bytes) >= 0) {
        // The demo does not need the replies.
      }
    } catch (IOException _) {
      // The demo has ended.
    }
  }

  @Override
  public void close() {
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // The socket is discarded in any case.
    }
  }
}
