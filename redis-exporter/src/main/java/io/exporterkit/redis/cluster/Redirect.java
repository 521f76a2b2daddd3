package io.exporterkit.redis.cluster;

import io.exporterkit.redis.cluster.ClusterSlots.Node;
import io.exporterkit.redis.protocol.Reply;
import org.jspecify.annotations.Nullable;

/// The reply of a node that a key is on another node: `MOVED 3999 10.0.0.2:6379` for all later commands, `ASK 3999
/// 10.0.0.2:6379` for one command while the slot is being moved.
///
/// @param asking whether ASKING has to be sent before the command
record Redirect(Node node, boolean asking) {
  /// Returns the redirection in an error reply; null for another error, or one without a port.
  ///
  /// @param asked host of the node that answered, for addresses without a host
  static @Nullable Redirect of(Reply.Error error, String asked) {
    String code = error.code();
    boolean asking = code.equals("ASK");
    if (!asking && !code.equals("MOVED")) {
      return null;
    }
    String address = error.message().substring(error.message().lastIndexOf(' ') + 1);
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      return null;
    }
    try {
      int port = Integer.parseInt(address, colon + 1, address.length(), 10);
      if (port < 1 || port > 65535) {
        return null;
      }
      String host = address.substring(0, colon);
      return new Redirect(new Node(ClusterSlots.isUnknown(host) ? asked : host, port), asking);
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
