package io.exporterkit.parity;

import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import java.io.UncheckedIOException;
import java.util.List;

/// Data and history of the servers of the table: every type of key, odd names and values, streams with groups, entries
/// in the logs, errors in the statistics.
final class Load {
  /// Commands for every server. Some servers refuse some of them, as intended: errors belong to the history, too.
  private static final String COMMANDS =
      """
      CONFIG SET slowlog-log-slower-than 0
      CONFIG SET notify-keyspace-events Ex
      SET s:num 12.5
      SET s:hex 0x1p4
      SET s:under 1_000
      SET s:inf inf
      SET s:negative -17
      SET s:big 123456789012345678
      SET s:text hello
      PFADD s:hll a b c
      SET a=b 7
      SET q"uote\\ v
      SET héllo ü
      SET volatile 2 EX 10000
      SET gone 1 PX 1
      RPUSH l:1 x y z
      SADD set:1 a b
      ZADD z:1 1 a 2 b
      HSET h:1 f v g 2
      XADD st:1 1700000000000-1 f v
      XADD st:1 1700000001000-1 f v
      XGROUP CREATE st:1 g1 0
      XREADGROUP GROUP g1 c1 COUNT 1 STREAMS st:1 >
      XGROUP CREATE st:1 g2 $
      XGROUP CREATE st:empty g3 0 MKSTREAM
      XADD st:deleted 5-1 f v
      XADD st:deleted 6-1 f v
      XDEL st:deleted 6-1
      XGROUP CREATE st:deleted g4 0
      SET st:no stream
      GET s:num
      GET nothing
      GET l:1
      GET
      NOSUCH
      CONFIG GET maxmemory
      CLIENT NO-EVICT on
      EVAL return(1) 0
      EVAL return(redis.call('nosuch')) 0
      SCRIPT LOAD return(2)
      SELECT 3
      SET user:7:name v
      SET user:8:name v
      SET order:7:line:9 v
      SET zzz v
      EXPIRE zzz 10000
      SELECT 9
      SADD set x y
      DEBUG SLEEP 0.01
      MEMORY USAGE set
      SUBSCRIBE
      EVAL for(i=1,300000)do(local)x=i%7;end 0
      SETRANGE big 5000000 x
      DEL big
      """;

  private Load() {}

  /// Writes keys to all masters.
  static void fill(RedisCluster cluster) {
    for (int i = 0; i < 30; i++) {
      cluster.command("SET", "cl:" + i, Integer.toString(i));
    }
    cluster.command("RPUSH", "{cl}:list", "a", "b");
    cluster.command("XADD", "cl:st", "1700000000000-1", "f", "v");
    cluster.command("XGROUP", "CREATE", "cl:st", "g1", "0");
  }

  /// Sends the first word of an HTTP request: the server closes the connection. Before 7.0 the word is counted as a
  /// command whose name has a colon.
  private static void request(RedisServer server, String word) {
    try (RespConnection connection = server.connect()) {
      connection.raw(word, "x");
    } catch (UncheckedIOException _) {
      // The server has closed the connection.
    }
  }

  static void fill(RedisServer server) {
    try (RespConnection connection = server.connect()) {
      COMMANDS.lines().forEach(line -> connection.raw(line.split(" ", -1)));
      connection.raw("SET", "new\nline", "two words");
      connection.raw("SET", "s:empty", "");
      connection.raw("SET", "s:long", "a".repeat(20_000));
      // A slow script causes a latency spike where DEBUG is forbidden.
      connection.raw("EVAL", "local n = 0 for i = 1, 3000000 do n = n + i end return n", "0");
      connection.raw("SAVE");
    }
    for (String word : List.of("host:", "POST")) {
      request(server, word);
    }
  }
}
