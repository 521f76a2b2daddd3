package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.Keyspace;
import io.exporterkit.redis.connection.RedisErrorException;
import io.exporterkit.redis.connection.RedisSession;
import io.exporterkit.redis.connection.Reply;
import io.exporterkit.redis.connection.Rights;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.InfoRow;
import io.exporterkit.redis.info.InfoTable;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// State of the cluster as this node sees it: every numeric field that begins with `cluster_`, under its own name, from INFO and, in
/// cluster mode, from CLUSTER INFO.
///
/// In: `cluster_state:ok`, `cluster_slots_ok:16384`   Out: `redis_cluster_state 1`, `redis_cluster_slots_ok 16384`
final class ClusterCollector implements RedisCollector {
  static final String PREFIX = "cluster_";

  private static final Command CLUSTER_INFO = Command.of("CLUSTER", "INFO");
  private static final Map<String, MetricDef> KNOWN = known();

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> metrics = new ArrayList<>(KNOWN.values());
    for (InfoRow row : InfoTable.rows()) {
      if (row.field().startsWith(PREFIX)) {
        metrics.add(row.def());
      }
    }
    return metrics;
  }

  @Override
  public List<Command> commands() {
    return List.of(CLUSTER_INFO);
  }

  @Override
  public List<Command> commands(Info info) {
    return Keyspace.isNode(info) ? commands() : List.of();
  }

  @Override
  public Rights rights() {
    return Rights.on(Rights.Where.CLUSTER, "cluster|info");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, RedisErrorException, InterruptedException {
    add(session.info(), out);
    if (Keyspace.isNode(session.info()) && session.ask(CLUSTER_INFO) instanceof Reply.Bulk bulk) {
      add(Info.parse(bulk.text()), out);
    }
  }

  private static void add(Info fields, Samples out) {
    for (int line = 0; line < fields.size(); line++) {
      if (fields.fieldStartsWith(line, PREFIX)) {
        double value = Fields.number(fields, line);
        String field = fields.field(line);
        if (!GoFloat.isNone(value) && MetricDef.isMetricName(field)) {
          out.add(def(field), value);
        }
      }
    }
  }

  private static MetricDef def(String field) {
    InfoRow row = InfoTable.find(field);
    if (row != null) {
      return row.def();
    }
    MetricDef known = KNOWN.get(field);
    return known != null ? known : gauge(field, "Field " + field + " of CLUSTER INFO.");
  }

  private static Map<String, MetricDef> known() {
    List<MetricDef> defs =
        List.of(
            gauge("cluster_enabled", BOOLEAN, "Whether the server runs in cluster mode."),
            gauge(
                "cluster_connections",
                "Connections of the cluster bus, by which nodes talk to each other."),
            gauge(
                "cluster_state",
                BOOLEAN,
                "Whether the node takes queries: 0 when slots are missing or it sees no majority of masters."),
            gauge("cluster_slots_assigned", "Hash slots that some node serves, of 16384."),
            gauge("cluster_slots_ok", "Hash slots on nodes not seen failing."),
            gauge(
                "cluster_slots_pfail",
                "Hash slots on nodes this node cannot reach, without agreement of the others."),
            gauge("cluster_slots_fail", "Hash slots on nodes that are held to have failed."),
            gauge("cluster_known_nodes", "Nodes this node knows of, those in handshake included."),
            gauge("cluster_size", "Masters that serve at least one hash slot."),
            gauge("cluster_current_epoch", "Epoch of the cluster; a failover raises it."),
            gauge("cluster_my_epoch", "Configuration epoch of this node's shard."),
            gauge(
                "cluster_nodes_pfail",
                "Nodes this node cannot reach, without agreement of the others (Valkey 9+)."),
            gauge("cluster_nodes_fail", "Nodes that are held to have failed (Valkey 9+)."),
            gauge(
                "cluster_voting_nodes_pfail",
                "Masters with slots this node cannot reach, without agreement of the others (Valkey 9+)."),
            gauge(
                "cluster_voting_nodes_fail",
                "Masters with slots that are held to have failed (Valkey 9+)."),
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
