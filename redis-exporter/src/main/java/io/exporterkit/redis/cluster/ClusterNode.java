package io.exporterkit.redis.cluster;

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
/// @param id name of the node in its cluster
/// @param ip address; empty where the node does not know its own, or is not known to have one
/// @param port of clients that speak as the one that asked; 0 where it has none
/// @param tlsPort of clients that speak TLS, where the line names it apart; otherwise 0
/// @param tcpPort of clients that speak plain text, where the line names it apart; otherwise 0
/// @param hostname that it announces (Redis 7.0+); empty for none
/// @param flags what it is and how it does
record ClusterNode(
    String id, String ip, int port, int tlsPort, int tcpPort, String hostname, Set<String> flags) {
  // More words, fields and flags than any version sends stay together as one, so that a line costs
  // its length once.
  private static final int WORDS = 4;
  private static final int FIELDS = 16;
  private static final int LONGEST_ID = 64;

  ClusterNode {
    flags = Set.copyOf(flags);
  }

  /// Reads all lines that hold an address.
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

  /// In: `10.0.0.4:6379@16379,redis-4,shard-id=69bc`, where all behind the port may be missing; `myself,master`
  private static ClusterNode node(String id, String endpoint, String flags) {
    String[] parts = endpoint.split(",", FIELDS);
    String address = parts[0];
    int bus = address.indexOf('@');
    address = bus < 0 ? address : address.substring(0, bus);
    int colon = address.lastIndexOf(':');
    // Behind the name stand fields, and in some versions in its place.
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

  /// The host; empty where the text stands for none.
  private static String known(String host) {
    return host.equals("?") || host.equals("null") ? "" : host;
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

  /// Whether any client can connect to it without further knowledge of its ports.
  boolean hasPort() {
    return port > 0 || tlsPort > 0 || tcpPort > 0;
  }

  /// Whether it shall be a target: it has not failed in the eyes of the others, is no stranger still in handshake, and has an address.
  /// One that this node alone cannot reach is a target, and its `up` is 0.
  boolean isWanted() {
    return !flags.contains("fail")
        && !flags.contains("handshake")
        && !flags.contains("noaddr")
        && (!ip.isEmpty() || flags.contains("myself"));
  }
}
