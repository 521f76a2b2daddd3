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
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.time.Deadline;
import io.exporterkit.time.DeadlineException;
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

/// The discovery of all nodes of a cluster, masters and replicas, as a list of targets for [HTTP service
/// discovery](https://prometheus.io/docs/prometheus/latest/http_sd/). One of the nodes answers `CLUSTER NODES`.
///
/// Out: `[{"targets":["redis://10.0.0.4:6379","redis://10.0.0.5:6379"],"labels":{}}]`
///
/// Safe for use by several threads. Only one thread at a time sends commands.
public final class ClusterDiscovery {
  /// The rights that discovery needs in addition to those of every session.
  public static final Rights RIGHTS = Rights.on(Rights.Where.CLUSTER, "cluster|nodes");

  private static final Logger log = LoggerFactory.getLogger(ClusterDiscovery.class);
  private static final Command CLUSTER_NODES = Command.of("CLUSTER", "NODES").everywhere();

  private final RedisTargets targets;
  private final boolean hostnames;
  private final ReentrantLock asking = new ReentrantLock();
  // Nodes without a port in the last list, which were logged. Guarded by the lock.
  private Set<String> withoutPort = Set.of();

  /// @param hostnames whether a node that announces a host name is listed by that name
  public ClusterDiscovery(RedisTargets targets, boolean hostnames) {
    this.targets = targets;
    this.hostnames = hostnames;
  }

  /// Returns the list of all nodes in JSON, as one node knows them.
  ///
  /// @throws DeadlineException when the node did not answer in time
  /// @throws IOException when the node cannot be reached or is in no cluster
  /// @throws SkippedException when the node does not have CLUSTER NODES, or refuses it
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
      throw new IOException("the reply to " + CLUSTER_NODES + " is not a text, or is too long");
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

  /// Returns the targets in alphabetical order, and logs each node without a usable port once.
  ///
  /// Returns a TLS address for a node without a plain-text port. A TLS seed never leads to a plain-text address,
  /// because passwords would be sent in plain text.
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
