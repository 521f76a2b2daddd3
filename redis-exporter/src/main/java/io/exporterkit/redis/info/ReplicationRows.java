package io.exporterkit.redis.info;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.SECONDS;
import static io.exporterkit.redis.info.FieldRow.row;

import java.util.List;

/// The fields about replication, two renamed fields of the cluster bus, certificates and scripting engines. All other
/// fields that begin with `cluster_` become metrics under their own name and have no row.
final class ReplicationRows {
  static final List<FieldRow> ROWS =
      List.of(
          row("connected_slaves", gauge("connected_slaves", "Replicas connected to this server.")),
          row(
              "master_repl_offset",
              gauge(
                  "master_repl_offset",
                  BYTES,
                  "Position in the replication stream that this server has reached.")),
          row(
              "second_repl_offset",
              gauge(
                  "second_repl_offset",
                  BYTES,
                  "Position up to which replicas of the former master may continue; -1 when there was none.")),
          row(
              "repl_backlog_active",
              gauge(
                  "repl_backlog_is_active",
                  BOOLEAN,
                  "Whether the replication backlog exists; the server creates it for its first replica.")),
          row(
              "repl_backlog_size",
              gauge(
                  "replication_backlog_bytes",
                  BYTES,
                  "Configured size of the replication backlog.")),
          row(
              "repl_backlog_first_byte_offset",
              gauge(
                  "repl_backlog_first_byte_offset",
                  BYTES,
                  "Oldest position of the replication stream from which a replica can continue; 0 without a backlog.")),
          row(
              "repl_backlog_histlen",
              gauge(
                  "repl_backlog_history_bytes",
                  BYTES,
                  "Bytes of the replication stream in the backlog.")),
          row(
              "sync_full",
              gauge(
                  "replica_resyncs_full",
                  "Full synchronizations sent to replicas since the start.")),
          row(
              "sync_partial_ok",
              gauge(
                  "replica_partial_resync_accepted",
                  "Replicas that continued from the backlog, since the start.")),
          row(
              "sync_partial_err",
              gauge(
                  "replica_partial_resync_denied",
                  "Replicas that requested to continue but needed a full synchronization, since the start.")),
          row(
              "slave_priority",
              gauge(
                  "slave_priority",
                  "Priority of this replica for promotion by Sentinel, lower values first; 0 means never.")),
          row(
              "replicas_waiting_psync",
              gauge(
                  "replicas_waiting_psync",
                  "Replicas in a dual-channel sync that have not opened their second connection yet (Valkey 8).")),
          row(
              "replicas_repl_buffer_size",
              gauge(
                  "replicas_repl_buffer_size_bytes",
                  BYTES,
                  "Size of the replication stream buffered on this replica during a dual-channel sync (Valkey 8).")),
          row(
              "replicas_repl_buffer_peak",
              gauge(
                  "replicas_repl_buffer_peak_bytes",
                  BYTES,
                  "Largest size of the replication stream buffered on this replica during a dual-channel sync (Valkey 8).")),
          // Cluster bus
          row(
              "cluster_stats_messages_sent",
              gauge(
                  "cluster_messages_sent_total",
                  "Messages sent to other nodes over the cluster bus since the start.")),
          row(
              "cluster_stats_messages_received",
              gauge(
                  "cluster_messages_received_total",
                  "Messages received from other nodes over the cluster bus since the start.")),
          // Certificates
          row(
              "tls_server_cert_expires_in_seconds",
              gauge(
                  "tls_server_cert_expires_in_seconds",
                  SECONDS,
                  "Time until the server's certificate for clients expires; 0 without TLS (Valkey 9.1).")),
          row(
              "tls_client_cert_expires_in_seconds",
              gauge(
                  "tls_client_cert_expires_in_seconds",
                  SECONDS,
                  "Time until the certificate for outgoing connections expires; 0 when there is none (Valkey 9.1).")),
          row(
              "tls_ca_cert_expires_in_seconds",
              gauge(
                  "tls_ca_cert_expires_in_seconds",
                  SECONDS,
                  "Time until the first of the trusted CA certificates expires; 0 when there is none (Valkey 9.1).")),
          // Scripting engines
          row(
              "engines_count",
              gauge(
                  "scripting_engines_count",
                  "Scripting engines registered by the server and its modules (Valkey 9.1).")),
          row(
              "engines_total_used_memory",
              gauge(
                  "scripting_engines_memory_used_bytes",
                  BYTES,
                  "Heaps of all scripting engines together (Valkey 9.1).")),
          row(
              "engines_total_memory_overhead",
              gauge(
                  "scripting_engines_memory_overhead_bytes",
                  BYTES,
                  "Bookkeeping of the server for all scripting engines together (Valkey 9.1).")));

  private ReplicationRows() {}
}
