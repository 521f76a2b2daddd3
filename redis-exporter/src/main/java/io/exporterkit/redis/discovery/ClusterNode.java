package io.exporterkit.redis.discovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A node of a cluster, as another one knows it: a line of [CLUSTER NODES](https://redis.io/docs/latest/commands/cluster-nodes/).
///
/// In:  `07c3... 10.0.0.4:6379@16379,redis-4 slave,fail? e7d1... 0 1426238317239 4 connected`
/// Out: `10.0.0.4`, 6379, `redis-4`, the flags `slave` and `fail?`
///
/// @param ip address; empty where the node does not know its own, or is not known to have one
/// @param port of clients that speak as the one that asked; 0 where it has none
/// @param tlsPort of clients that speak TLS, where the line names it apart; otherwise 0
/// @param tcpPort of clients that speak plain text, where the line names it apart; otherwise 0
/// @param hostname that it announces (Redis 7.0+); empty for none
/// @param flags what it is and how it does
record ClusterNode(
    String ip, int port, int tlsPort, int tcpPort, String hostname, Set<String> flags) {
  ClusterNode {
    flags = Set.copyOf(flags);
  }

  /// Reads all lines that tell an address.
  static List<ClusterNode> parse(String lines) {
    List<ClusterNode> nodes = new ArrayList<>();
    for (String line : lines.split("\n", -1)) {
      String[] words = line.strip().split(" ", -1);
      if (words.length >= 3) {
        nodes.add(node(words[1], words[2]));
      }
    }
    return nodes;
  }

  /// In: `10.0.0.4:6379@16379,redis-4,shard-id=69bc`, where all behind the port may be missing; `myself,master`
  private static ClusterNode node(String endpoint, String flags) {
    String[] parts = endpoint.split(",", -1);
    String address = parts[0];
    int bus = address.indexOf('@');
    address = bus < 0 ? address : address.substring(0, bus);
    int colon = address.lastIndexOf(':');
    // Behind the name stand fields, and in some versions in its place.
    String hostname = parts.length > 1 && !parts[1].contains("=") ? parts[1] : "";
    return new ClusterNode(
        address.substring(0, Math.max(0, colon)),
        port(address.substring(colon + 1)),
        portOf(parts, "tls-port="),
        portOf(parts, "tcp-port="),
        hostname.equals("?") ? "" : hostname,
        new HashSet<>(Arrays.asList(flags.split(",", -1))));
  }

  /// Finds a port among the fields behind the address.
  private static int portOf(String[] fields, String name) {
    for (String field : fields) {
      if (field.startsWith(name)) {
        return port(field.substring(name.length()));
      }
    }
    return 0;
  }

  /// Finds the port for a client; 0 for none.
  int port(boolean tls) {
    int named = tls ? tlsPort : tcpPort;
    return named > 0 ? named : port;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= 65535 ? port : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /// Whether it can be a target: it has not failed in the eyes of the others, is no stranger still in handshake, and has an address. One
  /// that this node alone cannot reach is a target, whose `up` tells.
  ///
  /// @param tls whether it would be reached with TLS
  boolean isTarget(boolean tls) {
    return port(tls) > 0
        && !flags.contains("fail")
        && !flags.contains("handshake")
        && !flags.contains("noaddr")
        && (!ip.isEmpty() || flags.contains("myself"));
  }
}
