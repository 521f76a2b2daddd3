package io.exporterkit.parity;

import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.SentinelDeployment;
import io.exporterkit.redis.servers.ServerKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// A deployment of servers that belong together. It is started once, scraped with all flag sets, and ended.
///
/// @param servers names of the servers that are scraped, as values for `--server`
/// @param flagSets the flag sets for these servers
/// @param starting starts the servers and adds their addresses
record Topology(List<String> servers, List<FlagSet> flagSets, Consumer<Running> starting) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// The deployments of the whole table. A further deployment needs a method that starts it, and flag sets if the
  /// existing ones do not fit.
  static final List<Topology> ALL = all();

  Topology {
    servers = List.copyOf(servers);
    flagSets = List.copyOf(flagSets);
  }

  /// The running processes of a deployment. `close()` ends them in reverse order.
  static final class Running implements AutoCloseable {
    private final List<String> addresses = new ArrayList<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /// Returns the addresses of [Topology#servers], in the same order.
    List<String> addresses() {
      return List.copyOf(addresses);
    }

    private <T extends AutoCloseable> T with(T part) {
      parts.push(part);
      return part;
    }

    @Override
    public void close() {
      try {
        while (!parts.isEmpty()) {
          parts.pop().close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Starts the deployment.
  Running start() {
    Running running = new Running();
    try {
      starting.accept(running);
      return running;
    } catch (RuntimeException | Error e) {
      running.close();
      throw e;
    }
  }

  /// Returns the names of all servers of the table.
  static List<String> serverNames() {
    return ALL.stream().flatMap(topology -> topology.servers().stream()).toList();
  }

  /// Returns the names of all flag sets of the table.
  static List<String> flagSetNames() {
    return ALL.stream()
        .flatMap(topology -> topology.flagSets().stream())
        .map(FlagSet::name)
        .distinct()
        .toList();
  }

  private static List<Topology> all() {
    List<Topology> all = new ArrayList<>();
    Arrays.stream(ServerKind.values()).map(Topology::single).forEach(all::add);
    all.add(pair(ServerKind.REDIS_6_0));
    all.add(pair(ServerKind.VALKEY_9_1));
    all.add(sentinels(ServerKind.REDIS_6_0));
    all.add(sentinels(ServerKind.REDIS_7_0));
    all.add(sentinels(ServerKind.VALKEY_9_1));
    all.add(cluster(ServerKind.REDIS_8_0));
    all.add(cluster(ServerKind.VALKEY_9_1));
    return List.copyOf(all);
  }

  private static Topology single(ServerKind kind) {
    return new Topology(List.of(kind.label()), FlagSet.ALL, running -> loaded(running, kind));
  }

  private static Topology pair(ServerKind kind) {
    return new Topology(
        List.of(kind.label() + "-master", kind.label() + "-replica"),
        FlagSet.ALL,
        running -> {
          RedisServer master = loaded(running, kind);
          RedisServer replica =
              running.with(
                  RedisServer.startReplica(master, kind, "--latency-monitor-threshold", "1"));
          Await.until(
              PATIENCE,
              "the replica's keys",
              () -> replica.command("DBSIZE").equals(master.command("DBSIZE")));
          running.addresses.add(replica.uri());
        });
  }

  /// Returns a sentinel with a master, a replica and two other sentinels.
  private static Topology sentinels(ServerKind kind) {
    return new Topology(
        List.of(kind.label() + "-sentinel"),
        FlagSet.SENTINEL,
        running ->
            running.addresses.add(running.with(SentinelDeployment.start(kind)).first().uri()));
  }

  /// Returns a master and a replica of a cluster of six nodes, and a master that was a replica before a failover. Votes
  /// for a new master cause fields with a `-` in CLUSTER INFO of all nodes.
  private static Topology cluster(ServerKind kind) {
    String name = kind.label() + "-cluster-";
    return new Topology(
        List.of(name + "master", name + "replica", name + "new-master"),
        FlagSet.CLUSTER,
        running -> {
          RedisCluster cluster = running.with(RedisCluster.start(kind));
          Load.fill(cluster);
          failOver(cluster);
          running.addresses.add(cluster.master(0).uri());
          running.addresses.add(cluster.replica(1).uri());
          running.addresses.add(cluster.replica(2).uri());
        });
  }

  /// Promotes the replica of the last master, and waits until each node knows the new master.
  private static void failOver(RedisCluster cluster) {
    RedisServer replica = cluster.replica(2);
    String id = RedisCluster.id(replica);
    replica.command("CLUSTER", "FAILOVER");
    Await.until(
        PATIENCE,
        "the failover",
        () ->
            cluster.nodes().stream()
                    .allMatch(node ->
                        RedisCluster.lines(node, id).stream()
                            .anyMatch(line -> line.startsWith(id) && line.contains("master")))
                && cluster.master(2).info("master_link_status").orElse("").equals("up")
                && cluster.master(0).command("CLUSTER", "INFO").contains("auth-ack_sent"));
  }

  /// Returns a server with data and connected clients.
  private static RedisServer loaded(Running running, ServerKind kind) {
    RedisServer server = running.with(RedisServer.start(kind, "--latency-monitor-threshold", "1"));
    Load.fill(server);
    client(running, server, "SELECT", "3");
    client(running, server, "SUBSCRIBE", "news");
    client(running, server, "CLIENT", "SETINFO", "LIB-NAME", "driver(x_v1;y)");
    client(running, server, "CLIENT", "TRACKING", "ON", "BCAST", "NOLOOP");
    client(running, server, "MULTI");
    running.with(server.connect()).command("PING");
    running.addresses.add(server.uri());
    return server;
  }

  private static void client(Running running, RedisServer server, String... command) {
    RespConnection connection = running.with(server.connect());
    connection.command("CLIENT", "SETNAME", "client-" + command[command.length - 1]);
    // Older servers refuse some of the commands.
    connection.raw(command);
  }
}
