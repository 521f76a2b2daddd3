package io.exporterkit.redis.collector;

import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.Keyspace;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.info.Info;
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
  default List<Command> commands(Info info) {
    return Keyspace.isNode(info) ? commands() : List.of();
  }
}
