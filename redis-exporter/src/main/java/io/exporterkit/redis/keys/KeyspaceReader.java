package io.exporterkit.redis.keys;

import io.exporterkit.redis.cluster.Keyspace;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.Rights;
import java.util.List;

/// A collector that reads keys, in cluster mode from all nodes that own some: those have to be known first.
interface KeyspaceReader extends RedisCollector {
  /// Whether the other nodes of a cluster are asked for their keys.
  boolean asksCluster();

  /// The rights to know the nodes of a cluster.
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
