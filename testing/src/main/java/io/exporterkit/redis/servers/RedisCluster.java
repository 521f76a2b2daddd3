package io.exporterkit.redis.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A real cluster on loopback: masters that share the hash slots, in order, and a replica for each. `close()` kills all
/// nodes.
public final class RedisCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SLOTS = 16384;

  private final int masters;
  private final List<RedisServer> nodes = new ArrayList<>();
  // The ports by which nodes know each other: those of TLS if TLS is on.
  private final List<Integer> ports = new ArrayList<>();

  private RedisCluster(int masters) {
    this.masters = masters;
  }

  /// Starts three masters and three replicas, and returns when every node knows all others and accepts queries.
  ///
  /// @param args options of each server
  public static RedisCluster start(ServerKind kind, String... args) {
    return start(kind, false, args);
  }

  /// Starts a cluster with TLS between the nodes and on a further port of each node.
  ///
  /// @param args options of each server, including the certificates
  public static RedisCluster startWithTls(ServerKind kind, String... args) {
    return start(kind, true, args);
  }

  private static RedisCluster start(ServerKind kind, boolean tls, String... args) {
    RedisCluster cluster = new RedisCluster(3);
    try {
      cluster.run(kind, 6, tls, args);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void run(ServerKind kind, int size, boolean tls, String... args) {
    List<String> all = new ArrayList<>();
    Collections.addAll(all, "--cluster-enabled", "yes", "--cluster-node-timeout", "3000");
    Collections.addAll(all, "--cluster-allow-replica-migration", "no");
    if (kind == ServerKind.REDIS_6_0) {
      all.subList(all.size() - 2, all.size()).clear();
    }
    Collections.addAll(all, args);
    for (int i = 0; i < size; i++) {
      int port = tls ? Ports.free() : 0;
      List<String> own = new ArrayList<>(all);
      if (tls) {
        Collections.addAll(own, "--tls-port", Integer.toString(port), "--tls-cluster", "yes");
        Collections.addAll(own, "--tls-replication", "yes");
      }
      nodes.add(RedisServer.start(kind, own.toArray(String[]::new)));
      ports.add(tls ? port : nodes.getLast().port());
    }
    for (int i = 0; i < masters; i++) {
      nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      for (int slot = SLOTS * i / masters; slot < SLOTS * (i + 1) / masters; slot++) {
        slots.add(Integer.toString(slot));
      }
      nodes.get(i).command(slots.toArray(String[]::new));
    }
    for (int port : ports.subList(1, size)) {
      nodes.getFirst().command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(port));
    }
    await("that all nodes know each other", node -> lines(node, "").size() == size);
    for (int i = masters; i < size; i++) {
      nodes.get(i).command("CLUSTER", "REPLICATE", id(nodes.get(i - masters)));
    }
    await(
        "the cluster",
        node ->
            node.command("CLUSTER", "INFO").contains("cluster_state:ok")
                && lines(node, "slave").size() == size - masters
                && lines(node, "handshake").isEmpty()
                && !node.info("master_link_status").orElse("up").equals("down"));
  }

  private interface Holds {
    boolean at(RedisServer node);
  }

  private void await(String what, Holds condition) {
    Await.until(PATIENCE, what, () -> nodes.stream().allMatch(condition::at));
  }

  /// Returns the lines of `CLUSTER NODES` that contain a word.
  public static List<String> lines(RedisServer node, String word) {
    return node.command("CLUSTER", "NODES").lines().filter(line -> line.contains(word)).toList();
  }

  /// Returns the id of the node in its cluster.
  public static String id(RedisServer node) {
    return node.command("CLUSTER", "MYID");
  }

  /// Returns all nodes, the masters first. The replica of a master is three places behind it.
  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  /// Returns the addresses of all nodes as the cluster announces them: with TLS if TLS is on.
  public List<String> addresses() {
    return ports.stream().map(port -> "127.0.0.1:" + port).toList();
  }

  public RedisServer master(int index) {
    return nodes.get(index);
  }

  public RedisServer replica(int index) {
    return nodes.get(masters + index);
  }

  /// Sends a command about a key to the master that owns the key.
  public String command(String... words) {
    try {
      return master(0).command(words);
    } catch (RespConnection.ErrorReply e) {
      String moved = String.valueOf(e.getMessage());
      if (!moved.startsWith("MOVED ")) {
        throw e;
      }
      return owner(moved).command(words);
    }
  }

  private RedisServer owner(String moved) {
    return nodes.stream()
        .filter(node -> moved.endsWith(":" + node.port()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(moved));
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }
}
