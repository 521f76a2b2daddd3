package io.exporterkit.redis.servers.capture;

import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.SentinelDeployment;
import io.exporterkit.redis.servers.ServerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Servers that are started together, queried, and ended.
///
/// @param names names of the folders of the servers that are queried
/// @param asking starts the servers, sends commands to each server of `names`, and returns the replies of each, in the
///     order of `names`
record Deployment(List<String> names, Function<List<List<String>>, List<List<byte[]>>> asking) {
  /// All servers whose replies are recorded.
  static final List<Deployment> ALL = all();

  Deployment {
    names = List.copyOf(names);
  }

  private static List<Deployment> all() {
    List<Deployment> all = new ArrayList<>();
    Arrays.stream(ServerKind.values())
        .filter(kind -> kind != ServerKind.REDIS_EMBEDDED)
        .map(Deployment::single)
        .forEach(all::add);
    all.add(withoutPassword());
    all.add(sentinels());
    all.add(cluster(ServerKind.REDIS_7_0));
    all.add(cluster(ServerKind.VALKEY_9_1));
    return List.copyOf(all);
  }

  /// Returns a server that is filled by [Load].
  static Deployment single(ServerKind kind) {
    return new Deployment(
        List.of(kind.label()),
        commands -> {
          try (RedisServer server = RedisServer.start(kind)) {
            Load.fill(server);
            return List.of(replies(server.address(), commands));
          }
        });
  }

  /// Returns a server with a password that the connection does not send.
  private static Deployment withoutPassword() {
    ServerKind kind = ServerKind.REDIS_7_0;
    return new Deployment(
        List.of(kind.label() + "-no-auth"),
        commands -> {
          try (RedisServer server = RedisServer.start(kind, "--requirepass", "secret")) {
            return List.of(replies(server.address(), commands));
          }
        });
  }

  private static Deployment sentinels() {
    ServerKind kind = ServerKind.REDIS_7_0;
    return new Deployment(
        List.of(kind.label() + "-master", kind.label() + "-replica", kind.label() + "-sentinel"),
        commands -> {
          try (SentinelDeployment servers = SentinelDeployment.start(kind)) {
            return List.of(
                replies(servers.master().address(), commands),
                replies(servers.replica().address(), commands),
                replies(servers.first().address(), commands));
          }
        });
  }

  /// Returns the first master of a cluster with eight keys, some of them on other nodes.
  private static Deployment cluster(ServerKind kind) {
    return new Deployment(
        List.of(kind.label() + "-cluster"),
        commands -> {
          try (RedisCluster cluster = RedisCluster.start(kind)) {
            for (int i = 1; i <= 8; i++) {
              cluster.command("SET", "k" + i, "v" + i);
            }
            return List.of(replies(cluster.master(0).address(), commands));
          }
        });
  }

  private static List<byte[]> replies(String address, List<List<String>> commands) {
    try (RespConnection connection = RespConnection.open(address)) {
      return commands.stream().map(words -> connection.raw(words.toArray(String[]::new))).toList();
    }
  }
}
