package io.exporterkit.redis.discovery;

import com.grack.nanojson.JsonWriter;
import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.RedisErrorException;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.RedisTarget;
import io.exporterkit.redis.connection.RedisTargets;
import io.exporterkit.redis.connection.Reply;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.connection.TargetAddress;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.Collection;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// All nodes of a cluster, masters and replicas, as a list of targets for
/// [HTTP service discovery](https://prometheus.io/docs/prometheus/latest/http_sd/): `CLUSTER NODES` of one of them.
///
/// Out: `[{"targets":["redis://10.0.0.4:6379","redis://10.0.0.5:6379"],"labels":{}}]`
///
/// Safe for use by several threads, which ask one after the other.
public final class ClusterDiscovery {
  /// What discovery takes beside INFO.
  public static final Rights RIGHTS = Rights.on(Rights.Where.CLUSTER, "cluster|nodes");

  private static final Command CLUSTER_NODES = Command.of("CLUSTER", "NODES");

  private final RedisTargets targets;
  private final boolean hostnames;
  private final ReentrantLock asking = new ReentrantLock();

  /// @param hostnames whether nodes that announce a host name are told by it
  public ClusterDiscovery(RedisTargets targets, boolean hostnames) {
    this.targets = targets;
    this.hostnames = hostnames;
  }

  /// Asks a node for all of them.
  ///
  /// @throws IOException when it cannot be reached, is late, or is in no cluster
  /// @throws SkippedException when it refuses to tell
  public String json(RedisTarget seed, Deadline deadline)
      throws IOException, RedisErrorException, SkippedException, InterruptedException {
    if (!asking.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      throw new DeadlineException("timed out");
    }
    try (RedisSession session = targets.openAside(seed, deadline)) {
      if (session.ask(CLUSTER_NODES) instanceof Reply.Bulk nodes && !nodes.isCut()) {
        return json(nodes.text(), seed.address());
      }
      throw new IOException(CLUSTER_NODES + " is answered with no text, or with too long a one");
    } finally {
      asking.unlock();
    }
  }

  String json(String nodes, TargetAddress seed) {
    return JsonWriter.string()
        .array()
        .object()
        .array("targets", targets(nodes, seed))
        .object("labels")
        .end()
        .end()
        .end()
        .done();
  }

  /// The targets in the order of their names.
  private Collection<String> targets(String nodes, TargetAddress seed) {
    boolean tls = seed.transport() == TargetAddress.Transport.TLS;
    TreeMap<String, String> targets = new TreeMap<>();
    for (ClusterNode node : ClusterNode.parse(nodes)) {
      if (node.isTarget(tls)) {
        String ip = node.ip().isEmpty() ? seed.host() : node.ip();
        String host = hostnames && !node.hostname().isEmpty() ? node.hostname() : ip;
        String target = seed.at(host, node.port(tls)).withoutDatabase().display();
        targets.put(target, target);
      }
    }
    return targets.values();
  }
}
