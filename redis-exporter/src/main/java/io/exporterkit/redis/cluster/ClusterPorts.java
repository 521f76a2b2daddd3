package io.exporterkit.redis.cluster;

import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The TLS ports of a cluster's nodes by node id, from `CLUSTER SHARDS` (Redis 7.0+).
///
/// A node that listens only with TLS has the port 0 in `CLUSTER SLOTS` and `CLUSTER NODES` when the client uses plain
/// text or a unix socket. The reply to `CLUSTER SHARDS` contains the TLS port for every client.
///
/// In:  `1) 1) "slots" 2) ... 3) "nodes" 4) 1) 1) "id" 2) "8787..." 3) "tls-port" 4) 6379 5) "ip" ...`
/// Out: `{8787...=6379}`
final class ClusterPorts {
  private static final Command CLUSTER_SHARDS = Command.of("CLUSTER", "SHARDS").everywhere();

  private ClusterPorts() {}

  /// Sends CLUSTER SHARDS and returns the TLS ports; empty where the server does not have the command, or forbids it.
  static Map<String, Integer> tlsPorts(RedisSession session)
      throws IOException, InterruptedException {
    try {
      return parse(session.ask(CLUSTER_SHARDS));
    } catch (SkippedException _) {
      return Map.of();
    }
  }

  static Map<String, Integer> parse(Reply reply) {
    Map<String, Integer> ports = new HashMap<>();
    for (Reply shard : elements(reply)) {
      for (Reply node : elements(Replies.find(shard, "nodes"))) {
        if (Replies.find(node, "id") instanceof Reply.Bulk id
            && Replies.find(node, "tls-port") instanceof Reply.Int(long port)
            && isPort(port)) {
          ports.put(id.text(), (int) port);
        }
      }
    }
    return ports;
  }

  static boolean isPort(long number) {
    return number > 0 && number <= 65535;
  }

  private static List<Reply> elements(@Nullable Reply reply) {
    return reply instanceof Reply.Array(List<Reply> elements) ? elements : List.of();
  }
}
