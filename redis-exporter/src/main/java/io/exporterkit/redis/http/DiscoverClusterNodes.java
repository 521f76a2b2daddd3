package io.exporterkit.redis.http;

import io.exporterkit.redis.cluster.ClusterDiscovery;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.session.RedisTarget;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.web.Handler;
import io.exporterkit.web.Request;
import io.exporterkit.web.Response;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The handler of `/discover-cluster-nodes`, which returns all nodes of the configured target's cluster as JSON for the
/// HTTP service discovery of Prometheus. Answers with 400 unless is-cluster is set, and with 500 and the reason if
/// there is no target or the nodes cannot be read. Thread-safe.
public final class DiscoverClusterNodes implements Handler {
  private static final Logger log = LoggerFactory.getLogger(DiscoverClusterNodes.class);

  private final ExporterConfig config;
  private final Probes probes;
  private final ClusterDiscovery discovery;

  public DiscoverClusterNodes(ExporterConfig config, Probes probes, ClusterDiscovery discovery) {
    this.config = config;
    this.probes = probes;
    this.discovery = discovery;
  }

  @Override
  public Response handle(Request request) throws InterruptedException {
    if (!config.features().cluster().isOn()) {
      return Response.text(400, "nodes are discovered only if the flag is-cluster is set\n");
    }
    if (config.target().isEmpty()) {
      return Response.text(
          500, "redis.addr is empty: nodes are discovered from the node that it names\n");
    }
    RedisTarget seed = probes.ofFlags(config.target().get(), config.tlsServerName());
    try {
      return Response.json(discovery.json(seed, request.deadline()));
    } catch (IOException | SkippedException e) {
      log.atWarn()
          .addKeyValue("target", seed.address())
          .addKeyValue("reason", e.getMessage())
          .log("{}: nodes not discovered: {}", seed.address(), e.getMessage());
      return Response.text(500, "nodes not discovered: " + e.getMessage() + "\n");
    }
  }
}
