package io.exporterkit.redis.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A node of a cluster as another node knows it, from a line of [CLUSTER
/// NODES](https://redis.io/docs/latest/commands/cluster-nodes/). Immutable.
///
/// In:  `07c3... 10.0.0.4:6379@16379,redis-4 slave,fail? e7d1... 0 1426238317239 4 connected`
/// Out: `10.0.0.4`, 6379, `redis-4`, the flags `slave` and `fail?`
///
/// @param id name of the node in its cluster
/// @param ip address; empty where the node does not know its own address, or no address is known
/// @param port for clients with the transport of the client that sent the command; 0 for none
/// @param tlsPort for clients with TLS where the line contains it separately, else 0
/// @param tcpPort for clients without TLS where the line contains it separately, else 0
/// @param hostname that the node announces (Redis 7.0+); empty for none
/// @param flags role and state of the node
record ClusterNode(
    String id, String ip, int port, int tlsPort, int tcpPort, String hostname, Set<String> flags) {
  // Limits on the parts of a line, so that a long line does not become very many parts.
  private static final int WORDS = 4;
  private static final int FIELDS = 16;
  private static final int LONGEST_ID = 64;

  ClusterNode {
    flags = Set.copyOf(flags);
  }

  /// Parses all lines that contain an address.
  static List<ClusterNode> parse(String lines) {
    List<ClusterNode> nodes = new ArrayList<>();
    for (int from = 0; from < lines.length(); ) {
      int newline = lines.indexOf('\n', from);
      int end = newline < 0 ? lines.length() : newline;
      String[] words = lines.substring(from, end).strip().split(" ", WORDS);
      if (words.length >= 3 && words[0].length() <= LONGEST_ID) {
        nodes.add(node(words[0], words[1], words[2]));
      }
      from = end + 1;
    }
    return nodes;
  }

  /// In: `10.0.0.4:6379@16379,redis-4,shard-id=69bc`, where all parts after the port may be missing; `myself,master`
  private static ClusterNode node(String id, String endpoint, String flags) {
    String[] parts = endpoint.split(",", FIELDS);
    String address = parts[0];
    int bus = address.indexOf('@');
    address = bus < 0 ? address : address.substring(0, bus);
    int colon = address.lastIndexOf(':');
    // Fields follow the host name, and in some versions replace it.
    String hostname = parts.length > 1 && !parts[1].contains("=") ? parts[1] : "";
    return new ClusterNode(
        id,
        known(address.substring(0, Math.max(0, colon))),
        port(address.substring(colon + 1)),
        portOf(parts, "tls-port="),
        portOf(parts, "tcp-port="),
        known(hostname),
        new HashSet<>(Arrays.asList(flags.split(",", FIELDS))));
  }

  /// Returns the host; empty where the text stands for no host.
  private static String known(String host) {
    return host.equals("?") || host.equals("null") ? "" : host;
  }

  /// Returns a port from the fields after the address; 0 for none.
  private static int portOf(String[] fields, String name) {
    for (String field : fields) {
      if (field.startsWith(name)) {
        return port(field.substring(name.length()));
      }
    }
    return 0;
  }

  /// Returns the port for a client with or without TLS; 0 for none.
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

  /// Whether the line contains a usable port for any client.
  boolean hasPort() {
    return port > 0 || tlsPort > 0 || tcpPort > 0;
  }

  /// Whether the node is a target: it has an address, has finished its handshake, and is not marked as failed by the
  /// majority. A node that only the answering node cannot reach is a target, whose `up` is 0.
  boolean isWanted() {
    return !flags.contains("fail")
        && !flags.contains("handshake")
        && !flags.contains("noaddr")
        && (!ip.isEmpty() || flags.contains("myself"));
  }
}
