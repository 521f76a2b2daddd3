package io.exporterkit.mixin;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Clients of a server. `close()` ends them.
final class Load implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String PAGE = "p".repeat(16_000);

  private final RedisServer server;
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean ended;

  /// One turn of a client's work. Error replies of the server are a part of the load.
  private interface Turn {
    void run(RespConnection connection, int number);
  }

  private Load(RedisServer server) {
    this.server = server;
  }

  private Load client(Turn turn) {
    clients.add(
        Thread.ofVirtual()
            .name("load on " + server)
            .start(() -> {
              try (RespConnection connection = server.connect()) {
                for (int number = 0; !ended; number++) {
                  turn.run(connection, number);
                  LockSupport.parkNanos(PAUSE.toNanos());
                }
              }
            }));
    return this;
  }

  /// Starts a shop on a master: a cache that is full, sessions that expire, a queue with a consumer that waits, streams
  /// with groups of which one lags, saves, and now and then a slow command or a refused one.
  static Load shop(RedisServer server) {
    try (RespConnection setUp = server.connect()) {
      setUp.command("SET", "cart:1", "17");
      setUp.command("HSET", "cart:2", "book", "1", "pen", "2");
      for (String stream : new String[] {"orders", "returns"}) {
        setUp.command("XADD", stream, "*", "id", "0");
        setUp.command("XGROUP", "CREATE", stream, "billing", "0");
        setUp.command("XGROUP", "CREATE", stream, "mail", "0");
      }
      setUp.command("SELECT", "3");
      setUp.command("SET", "setting:color", "blue");
      setUp.command("SET", "setting:offer", "soon", "EX", "36000");
      setUp.command("XADD", "audit", "*", "id", "0");
      setUp.command("XGROUP", "CREATE", "audit", "archive", "0");
      setUp.command("XREADGROUP", "GROUP", "archive", "one", "COUNT", "1", "STREAMS", "audit", ">");
    }
    return new Load(server)
        .client(Load::shopTurn)
        .client((connection, _) -> connection.raw("BLPOP", "queue", "1"));
  }

  private static void shopTurn(RespConnection connection, int number) {
    connection.raw("SET", "session:" + number, "s", "PX", "400");
    connection.raw("INCR", "visits");
    connection.raw("GET", "cart:1");
    connection.raw("GET", number % 8 == 0 ? "nothing" : "visits");
    if (number % 4 == 0) {
      connection.raw("SET", "page:" + number, PAGE, "EX", "36000");
      connection.raw("GET", "page:" + number);
      connection.raw("XADD", "orders", "*", "id", Integer.toString(number));
      connection.raw("XADD", "returns", "*", "id", Integer.toString(number));
    }
    if (number % 5 == 0) {
      for (String stream : new String[] {"orders", "returns"}) {
        String[] read = {
          "XREADGROUP", "GROUP", "billing", "one", "COUNT", "9", "STREAMS", stream, ">"
        };
        for (String id : ids(connection.raw(read))) {
          connection.raw("XACK", stream, "billing", id);
        }
      }
    }
    if (number % 20 == 0) {
      connection.raw("XREADGROUP", "GROUP", "mail", "one", "COUNT", "1", "STREAMS", "orders", ">");
      connection.raw("DEBUG", "SLEEP", "0.003");
      connection.raw("RPUSH", "queue", "job");
    }
    if (number % 60 == 0) {
      connection.raw("GET");
      connection.raw("INCR", "cart:2");
      connection.raw("AUTH", "nobody", "guess");
    }
    if (number % 200 == 20) {
      connection.raw("BGSAVE");
    }
    if (number % 200 == 120) {
      connection.raw("BGREWRITEAOF");
    }
  }

  /// Returns the ids of entries in the reply of XREADGROUP.
  private static String[] ids(byte[] reply) {
    return new String(reply, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.matches("\\d+-\\d+"))
        .toArray(String[]::new);
  }

  /// Starts a client of a node of a cluster that ignores slots: most of its keys belong to other nodes.
  static Load cluster(RedisServer node) {
    return new Load(node)
        .client((connection, number) -> {
          connection.raw("SET", "key:" + number % 100, "v");
          connection.raw("GET", "key:" + number % 100);
        });
  }

  /// Fills a server to its limit, and starts a client that goes on writing, which the server refuses.
  static Load fill(RedisServer server) {
    try (RespConnection connection = server.connect()) {
      for (int number = 0; connection.raw("SET", "page:" + number, PAGE)[0] == '+'; ) {
        number++;
      }
    }
    return new Load(server)
        .client((connection, number) -> connection.raw("SET", "more:" + number, PAGE));
  }

  @Override
  public void close() {
    ended = true;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
