package io.exporterkit.bench;

import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;

/// Commands that fill a server's statistics. About a hundred commands are sent often and with different amounts of
/// work, so that INFO and LATENCY HISTOGRAM are as long as on a server in production.
final class Load {
  private static final int ROUNDS = 60;

  private Load() {}

  private static final String COMMANDS =
      """
      SET s1 v
      SET s2 20
      GET s1
      GETEX s1
      GETRANGE s1 0 1
      SETRANGE s1 0 x
      SETNX s4 1
      SETEX s5 100 v
      STRLEN s1
      APPEND s7 abc
      INCR n1
      INCRBY n1 5
      INCRBYFLOAT n2 1.5
      DECR n1
      DECRBY n1 2
      MSET a 1 b 2 c 3
      MGET a b c
      GETBIT s1 1
      SETBIT s8 7 1
      BITCOUNT s8
      BITPOS s8 1
      BITOP AND s9 s8 s1
      BITFIELD s8 GET u4 0
      LPUSH l1 a b c
      RPUSH l1 d e f
      LRANGE l1 0 -1
      LLEN l1
      LINDEX l1 0
      LSET l1 0 q
      LINSERT l1 BEFORE q p
      LPOS l1 q
      LREM l1 1 z
      LMOVE l1 l2 LEFT RIGHT
      RPOPLPUSH l1 l2
      LPOP l1
      RPOP l1
      LTRIM l2 0 20
      SADD t1 a b c d
      SADD t2 b c x
      SREM t1 d
      SCARD t1
      SISMEMBER t1 a
      SMEMBERS t1
      SRANDMEMBER t1
      SINTER t1 t2
      SUNION t1 t2
      SUNIONSTORE t3 t1 t2
      SDIFF t1 t2
      SMOVE t2 t1 x
      SPOP t2
      SSCAN t1 0
      HSET h1 f1 v1 f2 v2 f3 3
      HSETNX h1 f5 v
      HGET h1 f1
      HMGET h1 f1 f2
      HGETALL h1
      HKEYS h1
      HVALS h1
      HLEN h1
      HEXISTS h1 f1
      HINCRBY h1 f3 2
      HDEL h1 f3
      HSCAN h1 0
      ZADD z1 1 a 2 b 3 c 4 d
      ZADD z2 1 b 2 x
      ZCARD z1
      ZCOUNT z1 0 9
      ZSCORE z1 a
      ZRANK z1 b
      ZREVRANK z1 b
      ZRANGE z1 0 -1
      ZRANGEBYSCORE z1 0 9
      ZINCRBY z1 1 a
      ZREM z1 d
      ZPOPMIN z2
      ZPOPMAX z2
      ZINTERSTORE z4 2 z1 z2
      ZUNIONSTORE z4 2 z1 z2
      ZSCAN z1 0
      PFADD p1 a b c
      PFCOUNT p1
      XADD x1 * f v
      XLEN x1
      XRANGE x1 - + COUNT 5
      GEOADD g1 13.36 38.11 p
      GEOPOS g1 p
      EXISTS s1
      TYPE s1
      TTL s5
      EXPIRE s1 1000
      PERSIST s1
      RENAME s9 s10
      COPY s1 s11 REPLACE
      KEYS *
      SCAN 0
      DBSIZE
      RANDOMKEY
      DEL s10
      UNLINK s11
      PING
      ECHO x
      TIME
      OBJECT ENCODING s1
      MEMORY USAGE s1
      EVAL return(1) 0
      """;

  /// Sends all commands, and returns the number of commands in the server's statistics afterwards.
  static long run(RedisServer server) {
    try (RespConnection connection = server.connect()) {
      for (int round = 0; round < ROUNDS; round++) {
        // Each round adds more elements, so that the run times spread over several buckets.
        for (int i = 0; i < round; i++) {
          connection.command("RPUSH", "l1", "element-" + round + "-" + i);
          connection.command("ZADD", "z1", Integer.toString(i), "m" + round + "-" + i);
          connection.command("SADD", "t1", "m" + round + "-" + i);
          connection.command("HSET", "h1", "f" + round + "-" + i, "v");
        }
        COMMANDS.lines().forEach(line -> call(connection, line));
      }
      return connection
          .command("INFO", "COMMANDSTATS")
          .lines()
          .filter(line -> line.startsWith("cmdstat_"))
          .count();
    }
  }

  private static void call(RespConnection connection, String line) {
    try {
      connection.command(line.split(" ", -1));
    } catch (RespConnection.ErrorReply _) {
      // an error also counts in the server's statistics
    }
  }
}
