package io.exporterkit.redis.servers.capture;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import java.util.List;

/// Keys of every type in database 0, three in database 3, and one slow command.
final class Load {
  private static final List<String> COMMANDS =
      List.of(
          "SET s1 v1",
          "SET s2 value-2",
          "SET n1 42",
          "SETEX exp 3600 soon",
          "LPUSH l1 a b",
          "SADD set1 a b",
          "HSET h1 f1 v1 f2 v2",
          "ZADD z1 1 a 2 b",
          "PFADD hll a b c",
          "SETBIT bits 7 1",
          "XADD st1 1-1 a b",
          "XADD st1 2-1 a b",
          "XGROUP CREATE st1 g1 0",
          "XGROUP CREATE st1 g2 2-1",
          "XREADGROUP GROUP g1 c1 COUNT 1 STREAMS st1 >",
          "SELECT 3",
          "SET s1 v1",
          "SET s2 v2",
          "SET s3 v3",
          "SELECT 0",
          "CONFIG SET slowlog-log-slower-than 0",
          "GET s1",
          "CONFIG SET slowlog-log-slower-than 10000");

  private Load() {}

  static void fill(RedisServer server) {
    try (RespConnection connection = server.connect()) {
      for (String command : COMMANDS) {
        var _ = connection.command(command.split(" ", -1));
      }
    }
  }
}
