package io.exporterkit.redis.info;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.SECONDS;
import static io.exporterkit.redis.info.FieldRow.row;

import io.exporterkit.metric.MetricDef;
import java.util.List;

/// The fields about the process, its clients, its processor time and its threads.
///
/// The pipeline fields have two names for the same metrics, `commands_per_parse_batch_*` and `avg_pipeline_length*`. A
/// server sends one of them.
final class ServerRows {
  private static final MetricDef PIPELINE_LENGTH =
      gauge(
          "client_processing_pipeline_length",
          "Commands parsed from a client's input buffer at a time, on average since the start (Redis 8.8).");
  private static final MetricDef PIPELINE_COMMANDS =
      counter(
          "client_processing_pipeline_commands_total",
          "Commands parsed from clients' input buffers (Redis 8.8).");
  private static final MetricDef PIPELINE_BATCHES =
      counter(
          "client_processing_pipeline_batches_total",
          "Times the server parsed commands from a client's input buffer (Redis 8.8).");

  static final List<FieldRow> ROWS =
      List.of(
          row(
              "uptime_in_seconds",
              gauge("uptime_in_seconds", SECONDS, "Time since the server started.")),
          row(
              "process_id",
              gauge(
                  "process_id", "PID of the server, as seen on its own host or in its container.")),
          row(
              "io_threads_active",
              gauge(
                  "io_threads_active",
                  BOOLEAN,
                  "Whether the I/O threads are active at the moment; they rest under light load (Redis 6).")),
          row(
              "server_threads",
              gauge("server_threads_total", "Threads that execute commands (KeyDB).")),
          row(
              "long_lock_waits",
              gauge(
                  "long_lock_waits_total",
                  "Times a thread stopped spinning for a lock and slept, since the start (KeyDB).")),
          row(
              "current_client_thread",
              gauge(
                  "current_client_thread", "Index of the thread that answered this INFO (KeyDB).")),
          // Clients
          row(
              "connected_clients",
              gauge("connected_clients", "Open client connections, without those of replicas.")),
          row(
              "active_clients",
              gauge(
                  "active_clients",
                  "Clients that sent something within the last half second (Redis 8.8).")),
          row(
              "blocked_clients",
              gauge(
                  "blocked_clients",
                  "Clients waiting in a blocking command such as BLPOP, XREAD BLOCK or WAIT.")),
          row(
              "maxclients",
              gauge(
                  "max_clients",
                  "Maximum number of simultaneous connections, the server's maxclients setting (Redis 6.2).")),
          row(
              "tracking_clients",
              gauge(
                  "tracking_clients",
                  "Clients that have client-side caching turned on with CLIENT TRACKING (Redis 6).")),
          row(
              "clients_in_timeout_table",
              gauge("clients_in_timeout_table", "Blocked clients that wait with a time-out.")),
          row(
              "pubsub_clients",
              gauge(
                  "pubsub_clients",
                  "Clients subscribed to a channel, shard channel or pattern (Redis 7.4, Valkey 8).")),
          row(
              "watching_clients",
              gauge(
                  "watching_clients",
                  "Clients that watch at least one key (Redis 7.4, Valkey 8).")),
          row(
              "total_watched_keys",
              gauge(
                  "total_watched_keys",
                  "Keys that at least one client watches (Redis 7.4, Valkey 8).")),
          row(
              "total_blocking_keys",
              gauge(
                  "total_blocking_keys",
                  "Keys for which at least one client is blocked (Redis 7.2).")),
          row(
              "total_blocking_keys_on_nokey",
              gauge(
                  "total_blocking_keys_on_nokey",
                  "Keys whose deletion would unblock a client, as with XREADGROUP (Redis 7.2).")),
          row(
              "client_longest_output_list",
              gauge(
                  "client_longest_output_list",
                  "Replies queued for the client with the longest queue (before Redis 5).")),
          row(
              "client_biggest_input_buf",
              gauge(
                  "client_biggest_input_buf",
                  BYTES,
                  "Largest query buffer of any client (before Redis 5).")),
          row(
              "client_recent_max_output_buffer",
              gauge(
                  "client_recent_max_output_buffer_bytes",
                  BYTES,
                  "Largest reply backlog of a client in the last few seconds (Redis 5).")),
          row(
              "client_recent_max_input_buffer",
              gauge(
                  "client_recent_max_input_buffer_bytes",
                  BYTES,
                  "Largest query buffer of a client in the last few seconds (Redis 5).")),
          row("avg_pipeline_length", PIPELINE_LENGTH),
          row("avg_pipeline_length_sum", PIPELINE_COMMANDS),
          row("avg_pipeline_length_cnt", PIPELINE_BATCHES),
          row("commands_per_parse_batch_avg", PIPELINE_LENGTH),
          row("commands_per_parse_batch_sum", PIPELINE_COMMANDS),
          row("commands_per_parse_batch_cnt", PIPELINE_BATCHES),
          row(
              "total_client_processing_events",
              counter(
                  "client_processing_events_total",
                  "Times the server handled a client's input buffer (Redis 8.8).")),
          row(
              "eventloop_cycles_with_clients_processing",
              counter(
                  "eventloop_cycles_with_clients_processing_total",
                  "Rounds of the event loop with client input (Redis 8.8).")),
          // Processor time
          row(
              "used_cpu_sys",
              counter(
                  "cpu_sys_seconds_total", SECONDS, "Kernel time of all threads of the server.")),
          row(
              "used_cpu_user",
              counter(
                  "cpu_user_seconds_total", SECONDS, "User time of all threads of the server.")),
          row(
              "used_cpu_sys_children",
              counter(
                  "cpu_sys_children_seconds_total",
                  SECONDS,
                  "Kernel time of child processes that have ended, such as those that save snapshots.")),
          row(
              "used_cpu_user_children",
              counter(
                  "cpu_user_children_seconds_total",
                  SECONDS,
                  "User time of child processes that have ended, such as those that save snapshots.")),
          row(
              "used_cpu_sys_main_thread",
              counter(
                  "cpu_sys_main_thread_seconds_total",
                  SECONDS,
                  "Kernel time of the thread that executes commands (Redis 6.2).")),
          row(
              "used_cpu_user_main_thread",
              counter(
                  "cpu_user_main_thread_seconds_total",
                  SECONDS,
                  "User time of the thread that executes commands (Redis 6.2).")),
          row(
              "used_active_time_main_thread",
              counter(
                  "active_time_main_thread_seconds_total",
                  SECONDS,
                  "Wall-clock time for which the main thread was busy; its rate is the thread's utilization (Valkey 9.1).")));

  private ServerRows() {}
}
