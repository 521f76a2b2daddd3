package io.exporterkit.redis.cluster;

import com.grack.nanojson.JsonWriter;
import io.exporterkit.net.Endpoint.Transport;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.RedisTarget;
import io.exporterkit.redis.session.RedisTargets;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.Deadline;
import io.exporterkit.scrape.DeadlineException;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All nodes of a cluster, masters and replicas, as a list of targets for
/// [HTTP service discovery](https://prometheus.io/docs/prometheus/latest/http_sd/): `CLUSTER NODES` of one of them.
///
/// Out: `[{"targets":["redis://10.0.0.4:6379","redis://10.0.0.5:6379"],"labels":{}}]`
///
/// Safe for use by several threads, which ask one after the other.
public final class ClusterDiscovery {
  /// What discovery takes beside INFO.
  public static final Rights RIGHTS = Rights.on(Rights.Where.CLUSTER, "cluster|nodes");

  private static final Logger log = LoggerFactory.getLogger(ClusterDiscovery.class);
  private static final Command CLUSTER_NODES = Command.of("CLUSTER", "NODES").everywhere();

  private final RedisTargets targets;
  private final boolean hostnames;
  private final ReentrantLock asking = new ReentrantLock();
  // Guarded by the lock. Nodes without a port in the last list, which were logged.
  private Set<String> withoutPort = Set.of();

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
      throws IOException, SkippedException, InterruptedException {
    if (!asking.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      throw new DeadlineException("timed out");
    }
    try (RedisSession session = targets.openAside(seed, deadline)) {
      if (session.ask(CLUSTER_NODES) instanceof Reply.Bulk nodes && !nodes.isCut()) {
        List<ClusterNode> all = ClusterNode.parse(nodes.text());
        boolean tls = seed.address().transport() == Transport.TLS;
        boolean ports = tls || all.stream().allMatch(node -> !node.isWanted() || node.hasPort());
        Map<String, Integer> tlsPorts = ports ? Map.of() : ClusterPorts.tlsPorts(session);
        return json(all, tlsPorts, seed.address());
      }
      throw new IOException(CLUSTER_NODES + " is answered with no text, or with too long a one");
    } finally {
      asking.unlock();
    }
  }

  private String json(List<ClusterNode> nodes, Map<String, Integer> tlsPorts, TargetAddress seed) {
    return JsonWriter.string()
        .array()
        .object()
        .array("targets", targets(nodes, tlsPorts, seed))
        .object("labels")
        .end()
        .end()
        .end()
        .done();
  }

  /// Returns the targets in the order of their names, and logs the nodes that no target can be made of, each once.
  ///
  /// A node without a port for plain text is reached with TLS. The reverse is not done: passwords would be sent in plain text.
  private Collection<String> targets(
      List<ClusterNode> nodes, Map<String, Integer> tlsPorts, TargetAddress seed) {
    boolean tls = seed.transport() == Transport.TLS;
    TreeMap<String, String> targets = new TreeMap<>();
    Set<String> missing = new TreeSet<>();
    for (ClusterNode node : nodes) {
      if (!node.isWanted()) {
        continue;
      }
      boolean secure = tls || node.port(false) == 0;
      int port = node.port(secure) > 0 ? node.port(secure) : tlsPorts.getOrDefault(node.id(), 0);
      if (port == 0) {
        missing.add(node.id());
        continue;
      }
      String ip = node.ip().isEmpty() ? seed.hostOfNeighbours() : node.ip();
      String host = hostnames && !node.hostname().isEmpty() ? node.hostname() : ip;
      String target = seed.at(host, port, secure).withoutDatabase().display();
      targets.put(target, target);
    }
    for (String id : missing) {
      if (!withoutPort.contains(id)) {
        log.warn(
            "{}: node {} is left out of the targets: the cluster names no port for {}",
            seed,
            id,
            tls ? "TLS" : "plain text or TLS");
      }
    }
    withoutPort = missing;
    return targets.values();
  }
}
