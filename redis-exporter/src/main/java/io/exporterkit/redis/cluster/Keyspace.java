package io.exporterkit.redis.cluster;

import io.exporterkit.redis.cluster.ClusterSlots.Node;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The servers that hold the keys of a target: the target itself, or the masters of its cluster. Commands that a node
/// answers with MOVED or ASK, because a slot is being moved, are sent to the node in that reply. Belongs to one scrape
/// and is used by its thread.
public final class Keyspace {
  /// The rights that the other nodes of a cluster need in addition to those for the keys.
  public static final Rights RIGHTS = Rights.on(Rights.Where.CLUSTER, "cluster|slots", "asking");

  private static final Command CLUSTER_SLOTS = Command.of("CLUSTER", "SLOTS").everywhere();

  // Null where the server holds all keys itself.
  private final @Nullable ClusterSlots slots;
  private final Map<Node, Shard> byNode;
  private final Shard other;

  /// A server that holds a part of the keys.
  @FunctionalInterface
  public interface Shard {
    /// Returns the session with the server, and opens it at the first call.
    ///
    /// @throws IOException when the server cannot be reached
    RedisSession session() throws IOException, InterruptedException;
  }

  private Keyspace(@Nullable ClusterSlots slots, Map<Node, Shard> byNode, Shard other) {
    this.slots = slots;
    this.byNode = byNode;
    this.other = other;
  }

  /// Returns the commands of the first round that [#of] needs in a cluster.
  public static List<Command> commands() {
    return List.of(CLUSTER_SLOTS);
  }

  /// Returns the keyspace of a target.
  ///
  /// @param cluster whether the other nodes belong to the keyspace of a target in cluster mode
  /// @throws SkippedException when the target refuses CLUSTER SLOTS
  /// @throws IOException when CLUSTER SLOTS was not answered with slots
  public static Keyspace of(RedisSession session, boolean cluster)
      throws IOException, SkippedException, InterruptedException {
    if (!cluster || !session.server().isClusterNode()) {
      return new Keyspace(null, Map.of(), () -> session);
    }
    ClusterNodes nodes = ClusterNodes.of(session);
    Reply reply = session.ask(CLUSTER_SLOTS);
    ClusterSlots slots = ClusterSlots.parse(reply, session.host());
    if (!slots.hasPorts() && !session.speaksTls()) {
      slots = ClusterSlots.parse(reply, session.host(), ClusterPorts.tlsPorts(session));
    }
    Map<Node, Shard> byNode = new LinkedHashMap<>();
    slots.masters().forEach(node -> byNode.put(node, () -> nodes.at(node)));
    return new Keyspace(
        slots,
        byNode,
        () -> {
          throw new IOException("some hash slots are served by no node");
        });
  }

  /// Whether the keys are spread over a cluster.
  public boolean isCluster() {
    return slots != null;
  }

  /// Returns all parts; each key is in one of them. The last part has no session where hash slots are served by no
  /// node.
  public List<Shard> shards() {
    List<Shard> all = new ArrayList<>(byNode.values());
    if (slots == null || !slots.isWhole()) {
      all.add(other);
    }
    return all;
  }

  /// Returns the keys by the part that holds them.
  public Map<Shard, List<byte[]>> split(List<byte[]> keys) {
    if (slots == null) {
      return Map.of(other, keys);
    }
    Map<Shard, List<byte[]>> split = new LinkedHashMap<>();
    for (byte[] key : keys) {
      Node owner = slots.owner(KeySlot.of(key));
      Shard shard = owner == null ? other : byNode.getOrDefault(owner, other);
      split.computeIfAbsent(shard, _ -> new ArrayList<>()).add(key);
    }
    return split;
  }
}
