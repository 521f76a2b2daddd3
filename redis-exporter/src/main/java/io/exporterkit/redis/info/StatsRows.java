package io.exporterkit.redis.info;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.MICROSECONDS;
import static io.exporterkit.metric.Unit.MILLISECONDS;
import static io.exporterkit.metric.Unit.PERCENT;
import static io.exporterkit.metric.Unit.SECONDS;
import static io.exporterkit.redis.info.FieldRow.row;

import java.util.List;

/// The fields that count events: connections, traffic, expiry, eviction, lookups, errors, refusals. CONFIG RESETSTAT
/// sets most of them back to 0.
final class StatsRows {
  static final List<FieldRow> ROWS =
      List.of(
          row(
              "total_connections_received",
              counter("connections_received_total", "Connections the server accepted.")),
          row(
              "rejected_connections",
              counter(
                  "rejected_connections_total",
                  "Connections closed at once because the number of clients had reached maxclients.")),
          row(
              "total_commands_processed",
              counter(
                  "commands_processed_total",
                  "Commands executed, including those inside transactions and scripts.")),
          row(
              "total_reads_processed",
              counter("total_reads_processed", "Reads from client connections (Redis 6).")),
          row(
              "total_writes_processed",
              counter("total_writes_processed", "Writes to client connections (Redis 6).")),
          row(
              "io_threaded_reads_processed",
              counter(
                  "io_threaded_reads_processed",
                  "Reads that I/O threads did for the main thread (Redis 6).")),
          row(
              "io_threaded_writes_processed",
              counter(
                  "io_threaded_writes_processed",
                  "Writes that I/O threads did for the main thread (Redis 6).")),
          row(
              "total_net_input_bytes",
              counter(
                  "net_input_bytes_total",
                  BYTES,
                  "Bytes received from clients and over replication links.")),
          row(
              "total_net_output_bytes",
              counter(
                  "net_output_bytes_total",
                  BYTES,
                  "Bytes sent to clients and over replication links.")),
          row(
              "total_net_repl_input_bytes",
              counter(
                  "net_repl_input_bytes_total",
                  BYTES,
                  "Bytes received from the master (Redis 7).")),
          row(
              "total_net_repl_output_bytes",
              counter("net_repl_output_bytes_total", BYTES, "Bytes sent to replicas (Redis 7).")),
          row(
              "client_query_buffer_limit_disconnections",
              counter(
                  "client_query_buffer_limit_disconnections_total",
                  "Clients disconnected because their query buffer grew too large (Redis 7.2).")),
          row(
              "client_output_buffer_limit_disconnections",
              counter(
                  "client_output_buffer_limit_disconnections_total",
                  "Clients disconnected because they did not read their replies fast enough (Redis 7.2).")),
          row(
              "reply_buffer_shrinks",
              counter(
                  "reply_buffer_shrinks_total",
                  "Times a client's reply buffer was made smaller (Redis 7).")),
          row(
              "reply_buffer_expands",
              counter(
                  "reply_buffer_expands_total",
                  "Times a client's reply buffer was made larger (Redis 7).")),
          // Expiry
          row(
              "expired_keys",
              counter("expired_keys_total", "Keys removed because their time to live expired.")),
          row(
              "expired_subkeys",
              counter(
                  "expired_subkeys_total",
                  "Hash fields removed because their time to live expired (Redis 7.4).")),
          row(
              "expired_fields",
              counter(
                  "expired_fields_total",
                  "Hash fields removed because their time to live expired (Valkey 9).")),
          row(
              "expired_stale_perc",
              gauge(
                  "expired_stale_percentage",
                  PERCENT,
                  "Estimated share of the keys with a time to live that have expired and still use memory.")),
          row(
              "expired_keys_with_volatile_items_stale_perc",
              gauge(
                  "expired_keys_with_volatile_items_stale_percentage",
                  PERCENT,
                  "Estimated share of the hashes with a time to live on fields that still hold expired fields (Valkey 9).")),
          row(
              "expired_time_cap_reached_count",
              counter(
                  "expired_time_cap_reached_total",
                  "Expiry runs that stopped early because they had reached their time limit.")),
          row(
              "expire_cycle_cpu_milliseconds",
              counter(
                  "expire_cycle_cpu_time_ms_total",
                  MILLISECONDS,
                  "Time spent looking for expired keys.")),
          row(
              "slave_expires_tracked_keys",
              gauge(
                  "slave_expires_tracked_keys",
                  "Keys with a time to live that clients wrote on this replica, which the replica must expire itself.")),
          // Eviction
          row(
              "evicted_keys",
              counter("evicted_keys_total", "Keys evicted because used memory reached maxmemory.")),
          row(
              "evicted_clients",
              counter(
                  "evicted_clients_total",
                  "Clients disconnected because their memory reached maxmemory-clients (Redis 7).")),
          row(
              "evicted_scripts",
              counter(
                  "evicted_scripts_total",
                  "EVAL scripts evicted from the cache (Redis 7.4, Valkey 8).")),
          row(
              "total_eviction_exceeded_time",
              counter(
                  "eviction_exceeded_time_ms_total",
                  MILLISECONDS,
                  "Time during which used memory was above maxmemory (Redis 7).")),
          row(
              "current_eviction_exceeded_time",
              gauge(
                  "current_eviction_exceeded_time_ms",
                  MILLISECONDS,
                  "Time since used memory rose above maxmemory; 0 while it is below (Redis 7).")),
          // Lookups
          row("keyspace_hits", counter("keyspace_hits_total", "Lookups of keys that existed.")),
          row(
              "keyspace_misses",
              counter("keyspace_misses_total", "Lookups of keys that did not exist.")),
          row(
              "cached_keys",
              counter(
                  "cached_keys_total",
                  "Keys cached in memory in front of the storage on disk (KeyDB).")),
          row(
              "storage_provider_read_hits",
              counter(
                  "storage_provider_read_hits",
                  "Lookups of keys that were not in memory and were found in the storage on disk (KeyDB).")),
          row(
              "storage_provider_read_misses",
              counter(
                  "storage_provider_read_misses",
                  "Lookups of keys that were neither in memory nor in the storage on disk (KeyDB).")),
          row(
              "pubsub_channels",
              gauge("pubsub_channels", "Channels with at least one subscriber.")),
          row(
              "pubsub_patterns",
              gauge("pubsub_patterns", "Patterns with at least one subscriber.")),
          row(
              "pubsubshard_channels",
              gauge(
                  "pubsubshard_channels",
                  "Shard channels with at least one subscriber (Redis 7).")),
          row(
              "tracking_total_keys",
              gauge(
                  "tracking_total_keys",
                  "Keys that the server tracks for client-side caches (Redis 6).")),
          row(
              "tracking_total_items",
              gauge(
                  "tracking_total_items",
                  "Pairs of a tracked key and a client for client-side caches (Redis 6).")),
          row(
              "tracking_total_prefixes",
              gauge(
                  "tracking_total_prefixes",
                  "Key prefixes registered by client-side caches in broadcast mode (Redis 6).")),
          row(
              "migrate_cached_sockets",
              gauge(
                  "migrate_cached_sockets_total",
                  "Connections to other servers that the server keeps open for MIGRATE.")),
          // Defragmentation
          row(
              "active_defrag_hits",
              gauge("defrag_hits", "Allocations that defragmentation moved since the start.")),
          row(
              "active_defrag_misses",
              gauge(
                  "defrag_misses",
                  "Allocations that defragmentation examined and left in place since the start.")),
          row(
              "active_defrag_key_hits",
              gauge(
                  "defrag_key_hits",
                  "Keys in which defragmentation moved an allocation, since the start.")),
          row(
              "active_defrag_key_misses",
              gauge(
                  "defrag_key_misses",
                  "Keys in which defragmentation found no allocation to move, since the start.")),
          // Event loop
          row(
              "eventloop_cycles",
              counter("eventloop_cycles_total", "Rounds of the event loop (Redis 7.2).")),
          row(
              "eventloop_duration_sum",
              counter(
                  "eventloop_duration_sum_usec_total",
                  MICROSECONDS,
                  "Time spent in the event loop, without waiting (Redis 7.2).")),
          row(
              "eventloop_duration_cmd_sum",
              counter(
                  "eventloop_duration_cmd_sum_usec_total",
                  MICROSECONDS,
                  "Time of the event loop spent on executing commands (Redis 7.2).")),
          row(
              "instantaneous_eventloop_cycles_per_sec",
              gauge(
                  "instantaneous_eventloop_cycles_per_sec",
                  "Recent rounds of the event loop per second (Redis 7.2).")),
          row(
              "instantaneous_eventloop_duration_usec",
              gauge(
                  "instantaneous_eventloop_duration_usec",
                  MICROSECONDS,
                  "Recent average duration of a round of the event loop (Redis 7.2).")),
          // Errors and refusals
          row(
              "total_error_replies",
              counter(
                  "total_error_replies",
                  "Error replies to rejected commands and to commands that failed (Redis 6.2).")),
          row(
              "unexpected_error_replies",
              counter(
                  "unexpected_error_replies",
                  "Unexpected errors while loading the append-only file or applying the master's replication stream.")),
          row(
              "dump_payload_sanitizations",
              counter(
                  "dump_payload_sanitizations",
                  "Values of RESTORE or a snapshot that underwent a deep check for corruption (Redis 6.2).")),
          row(
              "acl_access_denied_auth",
              counter("acl_access_denied_auth_total", "Failed logins (Redis 7.2).")),
          row(
              "acl_access_denied_cmd",
              counter(
                  "acl_access_denied_cmd_total",
                  "Commands refused because the user may not run them (Redis 7.2).")),
          row(
              "acl_access_denied_key",
              counter(
                  "acl_access_denied_key_total",
                  "Commands refused because the user may not touch the key (Redis 7.2).")),
          row(
              "acl_access_denied_channel",
              counter(
                  "acl_access_denied_channel_total",
                  "Commands refused because the user may not use the channel (Redis 7.2).")),
          row(
              "acl_access_denied_tls_cert",
              counter(
                  "acl_access_denied_tls_cert_total",
                  "Connections whose TLS certificate matched no user (Valkey 9).")),
          row(
              "acl_access_denied_db",
              counter(
                  "acl_access_denied_db_total",
                  "Commands refused because the user may not use the database (Valkey 9.1).")),
          // Slow log
          row(
              "slowlog_commands_count",
              counter(
                  "slowlog_commands_total",
                  "Commands slow enough for the slow log, including entries that it has dropped (Redis 8.8).")),
          new FieldRow(
              "slowlog_commands_time_ms_sum",
              counter(
                  "slowlog_commands_duration_seconds_total",
                  SECONDS,
                  "Total duration of the commands slow enough for the slow log (Redis 8.8)."),
              1000),
          new FieldRow(
              "slowlog_commands_time_ms_max",
              gauge(
                  "slowlog_commands_duration_seconds_max",
                  SECONDS,
                  "Duration of the slowest command since the start or the last CONFIG RESETSTAT (Redis 8.8)."),
              1000));

  private StatsRows() {}
}
