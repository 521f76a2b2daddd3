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
                  "Connections closed at once because maxclients were open.")),
          row(
              "total_commands_processed",
              counter(
                  "commands_processed_total",
                  "Commands executed, those inside transactions and scripts included.")),
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
                  "Clients cut off because their query buffer grew too large (Redis 7.2).")),
          row(
              "client_output_buffer_limit_disconnections",
              counter(
                  "client_output_buffer_limit_disconnections_total",
                  "Clients cut off because they did not read their replies fast enough (Redis 7.2).")),
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
              counter("expired_keys_total", "Keys removed because their time ran out.")),
          row(
              "expired_subkeys",
              counter(
                  "expired_subkeys_total",
                  "Hash fields removed because their time to live ended (Redis 7.4).")),
          row(
              "expired_fields",
              counter(
                  "expired_fields_total",
                  "Hash fields removed because their time to live ended (Valkey 9).")),
          row(
              "expired_stale_perc",
              gauge(
                  "expired_stale_percentage",
                  PERCENT,
                  "Estimate of how many of the keys with a time to live have expired but still use memory.")),
          row(
              "expired_keys_with_volatile_items_stale_perc",
              gauge(
                  "expired_keys_with_volatile_items_stale_percentage",
                  PERCENT,
                  "Estimate of how many of the hashes with expiring fields still hold expired ones (Valkey 9).")),
          row(
              "expired_time_cap_reached_count",
              counter(
                  "expired_time_cap_reached_total",
                  "Expiry runs that stopped early because they had used up their time.")),
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
                  "Keys with a time to live that were written on this replica itself and that it must expire.")),
          // Eviction
          row(
              "evicted_keys",
              counter("evicted_keys_total", "Keys removed to keep below maxmemory.")),
          row(
              "evicted_clients",
              counter(
                  "evicted_clients_total",
                  "Clients cut off to keep below maxmemory-clients (Redis 7).")),
          row(
              "evicted_scripts",
              counter(
                  "evicted_scripts_total",
                  "EVAL scripts dropped from the cache to make room for others (Redis 7.4, Valkey 8).")),
          row(
              "total_eviction_exceeded_time",
              counter(
                  "eviction_exceeded_time_ms_total",
                  MILLISECONDS,
                  "Total time in which used memory was above maxmemory (Redis 7).")),
          row(
              "current_eviction_exceeded_time",
              gauge(
                  "current_eviction_exceeded_time_ms",
                  MILLISECONDS,
                  "Time since used memory rose above maxmemory; 0 while it is below (Redis 7).")),
          // Lookups
          row("keyspace_hits", counter("keyspace_hits_total", "Reads of keys that were there.")),
          row(
              "keyspace_misses",
              counter("keyspace_misses_total", "Reads of keys that were not there.")),
          row(
              "cached_keys",
              counter(
                  "cached_keys_total",
                  "Keys held in memory in front of the storage on disk (KeyDB).")),
          row(
              "storage_provider_read_hits",
              counter(
                  "storage_provider_read_hits",
                  "Keys not in memory that were found in the storage on disk (KeyDB).")),
          row(
              "storage_provider_read_misses",
              counter(
                  "storage_provider_read_misses",
                  "Keys not in memory that the storage on disk lacked too (KeyDB).")),
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
                  "Keys the server remembers on behalf of client-side caches (Redis 6).")),
          row(
              "tracking_total_items",
              gauge(
                  "tracking_total_items",
                  "Pairs of remembered key and client for client-side caches (Redis 6).")),
          row(
              "tracking_total_prefixes",
              gauge(
                  "tracking_total_prefixes",
                  "Key prefixes that broadcasting client-side caches registered (Redis 6).")),
          row(
              "migrate_cached_sockets",
              gauge(
                  "migrate_cached_sockets_total",
                  "Connections to other servers that MIGRATE keeps open.")),
          // Defragmentation
          row(
              "active_defrag_hits",
              gauge("defrag_hits", "Allocations that defragmentation moved, since the start.")),
          row(
              "active_defrag_misses",
              gauge(
                  "defrag_misses",
                  "Allocations that defragmentation looked at and left in place, since the start.")),
          row(
              "active_defrag_key_hits",
              gauge(
                  "defrag_key_hits",
                  "Keys in which defragmentation moved something, since the start.")),
          row(
              "active_defrag_key_misses",
              gauge(
                  "defrag_key_misses",
                  "Keys in which defragmentation found nothing to move, since the start.")),
          // Event loop
          row(
              "eventloop_cycles",
              counter("eventloop_cycles_total", "Rounds of the event loop (Redis 7.2).")),
          row(
              "eventloop_duration_sum",
              counter(
                  "eventloop_duration_sum_usec_total",
                  MICROSECONDS,
                  "Time spent in the event loop, waiting not included (Redis 7.2).")),
          row(
              "eventloop_duration_cmd_sum",
              counter(
                  "eventloop_duration_cmd_sum_usec_total",
                  MICROSECONDS,
                  "Part of the event loop's time that went into executing commands (Redis 7.2).")),
          row(
              "instantaneous_eventloop_cycles_per_sec",
              gauge(
                  "instantaneous_eventloop_cycles_per_sec",
                  "Recent rate of rounds of the event loop, in rounds per second (Redis 7.2).")),
          row(
              "instantaneous_eventloop_duration_usec",
              gauge(
                  "instantaneous_eventloop_duration_usec",
                  MICROSECONDS,
                  "Recent duration of one round of the event loop (Redis 7.2).")),
          // Errors and refusals
          row(
              "total_error_replies",
              counter(
                  "total_error_replies",
                  "Error replies, for commands refused and commands failed (Redis 6.2).")),
          row(
              "unexpected_error_replies",
              counter(
                  "unexpected_error_replies",
                  "Errors where none may occur: while loading the append-only file or applying the master's stream.")),
          row(
              "dump_payload_sanitizations",
              counter(
                  "dump_payload_sanitizations",
                  "Values from RESTORE or a snapshot that were checked in depth for corruption (Redis 6.2).")),
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
                  "Connections whose TLS certificate did not lead to a user (Valkey 9).")),
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
                  "Commands slow enough for the slow log, including those it does not contain any more (Redis 8.8).")),
          new FieldRow(
              "slowlog_commands_time_ms_sum",
              counter(
                  "slowlog_commands_duration_seconds_total",
                  SECONDS,
                  "Total duration of the commands that were slow enough for the slow log (Redis 8.8)."),
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
