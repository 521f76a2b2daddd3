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

/// `/discover-cluster-nodes`: all nodes of the cluster that the configured target is in.
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
      return Response.text(400, "there are no nodes to discover: want the flag is-cluster\n");
    }
    if (config.target().isEmpty()) {
      return Response.text(500, "redis.addr names no node to ask for the others\n");
    }
    RedisTarget seed =
        probes.target(config.target().get(), config.targetText(), config.tlsServerName());
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
