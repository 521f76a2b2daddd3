package io.exporterkit.redis.keys;

import io.exporterkit.redis.cluster.Keyspace;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.Rights;
import java.util.List;

/// A collector that reads keys, in cluster mode on all nodes that own keys, which need to be discovered first.
interface KeyspaceReader extends RedisCollector {
  /// Whether the keys of the other nodes of a cluster are read.
  boolean asksCluster();

  /// Returns the rights to discover the nodes of a cluster.
  default Rights clusterRights() {
    return asksCluster() ? Keyspace.RIGHTS : Rights.NONE;
  }

  @Override
  default List<Command> commands() {
    return asksCluster() ? Keyspace.commands() : List.of();
  }

  @Override
  default List<Command> commands(ServerIdentity server) {
    return server.isClusterNode() ? commands() : List.of();
  }
}
