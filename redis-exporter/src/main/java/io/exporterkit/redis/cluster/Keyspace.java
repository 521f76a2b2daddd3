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

/// Where the keys of a target are: on the server itself, or spread over the masters of its cluster, each of which is asked for its own.
/// What a node answers with MOVED or ASK, since slots are on their way, is asked for at the node it names. Of one scrape, used by its
/// thread.
public final class Keyspace {
  /// What the other nodes of a cluster take beside what is asked of the keys.
  public static final Rights RIGHTS = Rights.on(Rights.Where.CLUSTER, "cluster|slots", "asking");

  private static final Command CLUSTER_SLOTS = Command.of("CLUSTER", "SLOTS").everywhere();

  // Null where the server holds all keys itself.
  private final @Nullable ClusterSlots slots;
  private final Map<Node, Shard> byNode;
  private final Shard other;

  /// A server that holds a part of the keys.
  @FunctionalInterface
  public interface Shard {
    /// The session with it, opened when first asked for.
    ///
    /// @throws IOException when it cannot be reached
    RedisSession session() throws IOException, InterruptedException;
  }

  private Keyspace(@Nullable ClusterSlots slots, Map<Node, Shard> byNode, Shard other) {
    this.slots = slots;
    this.byNode = byNode;
    this.other = other;
  }

  /// What has to be asked for in a scrape's first round to know the keyspace of a cluster.
  public static List<Command> commands() {
    return List.of(CLUSTER_SLOTS);
  }

  /// The keyspace of a target.
  ///
  /// @param cluster whether the other nodes of its cluster belong to it, where it is in one
  /// @throws SkippedException when it does not tell its cluster's slots
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

  /// Whether the keys are those of a cluster.
  public boolean isCluster() {
    return slots != null;
  }

  /// All parts, each key being in one. Where hash slots are served by nobody, the last of them has no session.
  public List<Shard> shards() {
    List<Shard> all = new ArrayList<>(byNode.values());
    if (slots == null || !slots.isWhole()) {
      all.add(other);
    }
    return all;
  }

  /// Keys by the part that holds them.
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
