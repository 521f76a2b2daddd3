package io.exporterkit.redis.cluster;

import io.exporterkit.net.ProtocolException;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The node that serves each hash slot of a cluster, from `CLUSTER SLOTS`, which contains the addresses that clients
/// should use. Immutable after parsing.
///
/// In:  `1) 1) 0 (first) 2) 5460 (last) 3) 1) "10.0.0.1" (the master) 2) 6379 3) "adcf..." 4) ... (replicas)`
/// Out: slots 0 to 5460 at `10.0.0.1:6379`
final class ClusterSlots {
  private final @Nullable Node[] owners = new @Nullable Node[KeySlot.SLOTS];
  private final Set<Node> masters = new LinkedHashSet<>();
  private int unserved = KeySlot.SLOTS;

  /// The address of a node.
  ///
  /// @param port 0 where the node has no port for the transport
  /// @param tls whether the node is reached with TLS although the target uses plain text
  record Node(String host, int port, boolean tls) {
    Node(String host, int port) {
      this(host, port, false);
    }

    Node withTls() {
      return new Node(host, port, true);
    }
  }

  private ClusterSlots() {}

  /// Parses the reply.
  ///
  /// @param asked host of the node that answered, for nodes without a known address
  /// @throws ProtocolException when the reply is not a list of slots
  static ClusterSlots parse(Reply reply, String asked) throws ProtocolException {
    return parse(reply, asked, Map.of());
  }

  /// Parses the reply, with ports for nodes whose port is 0.
  ///
  /// @param tlsPorts by node id
  static ClusterSlots parse(Reply reply, String asked, Map<String, Integer> tlsPorts)
      throws ProtocolException {
    ClusterSlots slots = new ClusterSlots();
    if (!(reply instanceof Reply.Array(List<Reply> ranges))) {
      throw bad();
    }
    for (Reply range : ranges) {
      if (!(range instanceof Reply.Array(List<Reply> parts))
          || parts.size() < 3
          || !(parts.get(0) instanceof Reply.Int(long first))
          || !(parts.get(1) instanceof Reply.Int(long last))
          || !(parts.get(2) instanceof Reply.Array(List<Reply> master))
          || first < 0
          || last >= KeySlot.SLOTS) {
        throw bad();
      }
      slots.add((int) first, (int) last, node(master, asked, tlsPorts));
    }
    return slots;
  }

  private void add(int first, int last, Node node) {
    masters.add(node);
    for (int slot = first; slot <= last; slot++) {
      if (owners[slot] == null) {
        unserved--;
      }
      owners[slot] = node;
    }
  }

  /// Returns the node of a range. Its host is nil where clients should use the host they are connected to, empty where
  /// the node does not know its own address, and `?` where it announces no host name: then the metadata contain the
  /// address.
  private static Node node(List<Reply> parts, String asked, Map<String, Integer> tlsPorts)
      throws ProtocolException {
    if (parts.size() < 2 || !(parts.get(1) instanceof Reply.Int(long port))) {
      throw bad();
    }
    String host = parts.get(0) instanceof Reply.Bulk bulk ? bulk.text() : "";
    if (host.equals("?") && parts.size() > 3) {
      host = ip(parts.get(3));
    }
    String known = isUnknown(host) ? asked : host;
    if (ClusterPorts.isPort(port)) {
      return new Node(known, (int) port);
    }
    String id = parts.size() > 2 && parts.get(2) instanceof Reply.Bulk name ? name.text() : "";
    int tlsPort = tlsPorts.getOrDefault(id, 0);
    return new Node(known, tlsPort, tlsPort > 0);
  }

  /// Whether a host stands for an unknown one: empty, `?`, or the text that some proxies write for nil.
  static boolean isUnknown(String host) {
    return host.isEmpty() || host.equals("?") || host.equals("null");
  }

  private static String ip(Reply metadata) {
    return Replies.find(metadata, "ip") instanceof Reply.Bulk ip ? ip.text() : "?";
  }

  /// Returns the node that serves a slot; null for none.
  @Nullable Node owner(int slot) {
    return owners[slot];
  }

  /// Whether each node that serves a slot has a port.
  boolean hasPorts() {
    return masters.stream().allMatch(node -> node.port() > 0);
  }

  /// Returns all nodes that serve a slot.
  List<Node> masters() {
    return List.copyOf(masters);
  }

  /// Whether each slot is served by a node.
  boolean isWhole() {
    return unserved == 0;
  }

  private static ProtocolException bad() {
    return new ProtocolException("the reply to CLUSTER SLOTS is not a list of slots");
  }
}
