package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.FieldRow;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.InfoTable;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A collector of the cluster's state as this node sees it, each field under its own name. The fields are the numeric
/// ones of INFO that begin with `cluster_` and, in cluster mode, the numeric ones of CLUSTER INFO that INFO lacks.
/// (INFO has had them since Valkey 9.1.) A dash in a field's name becomes an underscore.
///
/// In:  `cluster_state:ok`, `cluster_stats_messages_auth-req_sent:3` (after a failover)
/// Out: `redis_cluster_state 1`, `redis_cluster_stats_messages_auth_req_sent 3`
final class ClusterCollector implements RedisCollector {
  static final String PREFIX = "cluster_";

  // Each unknown field becomes a metric of its own.
  private static final int MOST_UNKNOWN = 1000;
  private static final Command CLUSTER_INFO = Command.of("CLUSTER", "INFO").everywhere();
  private static final Map<String, MetricDef> KNOWN = known();

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> metrics = new ArrayList<>(KNOWN.values());
    for (FieldRow row : InfoTable.rows()) {
      if (row.field().startsWith(PREFIX)) {
        metrics.add(row.def());
      }
    }
    return metrics;
  }

  /// Returns true because CLUSTER INFO may have numeric fields whose names only the server knows.
  @Override
  public boolean mayEmit(MetricDef def) {
    return true;
  }

  @Override
  public List<Command> commands() {
    return List.of(CLUSTER_INFO);
  }

  @Override
  public List<Command> commands(ServerIdentity server) {
    return server.isClusterNode() ? commands() : List.of();
  }

  @Override
  public Rights rights() {
    return Rights.on(Rights.Where.CLUSTER, "cluster|info");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    Set<String> ofInfo = new HashSet<>();
    add(session, session.info(), PREFIX, ofInfo::add, out);
    if (session.server().isClusterNode() && session.ask(CLUSTER_INFO) instanceof Reply.Bulk bulk) {
      add(session, Info.parse(bulk.text()), "", field -> !ofInfo.contains(field), out);
    }
  }

  private static void add(
      RedisSession session, Info fields, String prefix, Predicate<String> isNew, Samples out)
      throws IOException {
    int unknown = 0;
    for (int line = 0; line < fields.size(); line++) {
      Pace.keep(session, line);
      if (fields.fieldStartsWith(line, prefix)) {
        double value = Fields.number(fields, line);
        if (!GoFloat.isNone(value)) {
          String field = fields.field(line).replace('-', '_');
          if (MetricDef.isMetricName(field) && isNew.test(field)) {
            MetricDef def = known(field);
            if (def == null && ++unknown > MOST_UNKNOWN) {
              throw new IOException("CLUSTER INFO has more unknown fields than can be emitted");
            }
            out.add(
                def == null ? gauge(field, "Field " + field + " of CLUSTER INFO.") : def, value);
          }
        }
      }
    }
  }

  /// Returns the definition of a field's metric; null where this exporter does not know the field.
  private static @Nullable MetricDef known(String field) {
    FieldRow row = InfoTable.find(field);
    return row == null ? KNOWN.get(field) : row.def();
  }

  private static Map<String, MetricDef> known() {
    List<MetricDef> defs =
        List.of(
            gauge("cluster_enabled", BOOLEAN, "Whether the server runs in cluster mode."),
            gauge(
                "cluster_connections", "Connections of the cluster bus, which connects the nodes."),
            gauge(
                "cluster_state",
                BOOLEAN,
                "Whether the cluster accepts queries on this node: 0 when slots are uncovered or the node cannot reach a majority of the masters."),
            gauge("cluster_slots_assigned", "Hash slots assigned to a node, out of 16384."),
            gauge(
                "cluster_slots_ok",
                "Hash slots assigned to nodes that are not in state FAIL or PFAIL."),
            gauge(
                "cluster_slots_pfail",
                "Hash slots of nodes in state PFAIL, which this node cannot reach while the other nodes have not confirmed the failure."),
            gauge(
                "cluster_slots_fail",
                "Hash slots of nodes in state FAIL, whose failure the other nodes have confirmed."),
            gauge("cluster_known_nodes", "Nodes known to this node, including nodes in handshake."),
            gauge("cluster_size", "Masters that serve at least one hash slot."),
            gauge(
                "total_cluster_links_buffer_limit_exceeded",
                "Links of the cluster bus closed since the start because their buffer exceeded cluster-link-sendbuf-limit (Redis 7+)."),
            gauge("cluster_current_epoch", "Epoch of the cluster; each failover increments it."),
            gauge("cluster_my_epoch", "Configuration epoch of this node's shard."),
            gauge(
                "cluster_nodes_pfail",
                "Nodes in state PFAIL, which this node cannot reach while the other nodes have not confirmed the failure (Valkey 9+)."),
            gauge(
                "cluster_nodes_fail",
                "Nodes in state FAIL, whose failure the other nodes have confirmed (Valkey 9+)."),
            gauge(
                "cluster_voting_nodes_pfail",
                "Masters with slots in state PFAIL, which this node cannot reach while the other nodes have not confirmed the failure (Valkey 9+)."),
            gauge(
                "cluster_voting_nodes_fail",
                "Masters with slots in state FAIL, whose failure the other nodes have confirmed (Valkey 9+)."),
            gauge("cluster_stats_bytes_sent", BYTES, "Bytes sent on the cluster bus (Valkey 9+)."),
            gauge(
                "cluster_stats_bytes_received",
                BYTES,
                "Bytes received on the cluster bus (Valkey 9+)."),
            gauge(
                "cluster_stats_pubsub_bytes_sent",
                BYTES,
                "Bytes of published messages sent on the cluster bus (Valkey 9+)."),
            gauge(
                "cluster_stats_pubsub_bytes_received",
                BYTES,
                "Bytes of published messages received on the cluster bus (Valkey 9+)."),
            gauge(
                "cluster_stats_module_bytes_sent",
                BYTES,
                "Bytes of modules' messages sent on the cluster bus (Valkey 9+)."),
            gauge(
                "cluster_stats_module_bytes_received",
                BYTES,
                "Bytes of modules' messages received on the cluster bus (Valkey 9+)."));
    Map<String, MetricDef> byName = new LinkedHashMap<>();
    defs.forEach(def -> byName.put(def.name(), def));
    return byName;
  }
}
