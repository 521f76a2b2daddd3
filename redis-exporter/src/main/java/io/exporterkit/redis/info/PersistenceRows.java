package io.exporterkit.redis.info;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.SECONDS;
import static io.exporterkit.metric.Unit.TIMESTAMP;
import static io.exporterkit.redis.info.FieldRow.row;

import java.util.List;

/// The fields about loading, snapshots, the append-only file and the child processes that write them. Sizes and buffers
/// of the append-only file are sent only while it is on.
///
/// In: `rdb_last_bgsave_status:ok`, `aof_last_rewrite_time_sec:-1`   Out: `redis_rdb_last_bgsave_status 1`,
/// `redis_aof_last_rewrite_duration_sec -1`
final class PersistenceRows {
  static final List<FieldRow> ROWS =
      List.of(
          row(
              "loading",
              gauge(
                  "loading_dump_file",
                  BOOLEAN,
                  "Whether the server is loading its data, during which it refuses most commands.")),
          row(
              "async_loading",
              gauge(
                  "async_loading",
                  BOOLEAN,
                  "Whether a replica is loading a new data set while it serves the old one (Redis 7).")),
          row(
              "backup_in_progress",
              gauge(
                  "backup_in_progress",
                  BOOLEAN,
                  "Whether a backup started with BACKUP START is in progress (Redis 8.10).")),
          // Snapshots
          row(
              "rdb_changes_since_last_save",
              gauge(
                  "rdb_changes_since_last_save",
                  "Changes to the data that no snapshot contains yet.")),
          row(
              "rdb_bgsave_in_progress",
              gauge(
                  "rdb_bgsave_in_progress",
                  BOOLEAN,
                  "Whether a child process is writing a snapshot, to disk or to a replica.")),
          row(
              "rdb_last_save_time",
              gauge(
                  "rdb_last_save_timestamp_seconds",
                  TIMESTAMP,
                  "When the last snapshot succeeded; the time of the server's start if none has succeeded yet.")),
          row(
              "rdb_last_bgsave_status",
              gauge(
                  "rdb_last_bgsave_status",
                  BOOLEAN,
                  "Whether the last snapshot in the background succeeded.")),
          row(
              "rdb_last_bgsave_time_sec",
              gauge(
                  "rdb_last_bgsave_duration_sec",
                  SECONDS,
                  "Duration of the last snapshot; -1 when there was none.")),
          row(
              "rdb_current_bgsave_time_sec",
              gauge(
                  "rdb_current_bgsave_duration_sec",
                  SECONDS,
                  "Duration of the running snapshot so far; -1 when none is running.")),
          row("rdb_saves", gauge("rdb_saves_total", "Snapshots made since the start (Redis 7).")),
          row(
              "rdb_last_cow_size",
              gauge(
                  "rdb_last_cow_size_bytes",
                  BYTES,
                  "Memory copied because of writes during the last snapshot.")),
          row(
              "rdb_last_load_keys_expired",
              gauge(
                  "rdb_last_load_expired_keys",
                  "Keys dropped as expired when a snapshot was last loaded (Redis 7).")),
          row(
              "rdb_last_load_keys_loaded",
              gauge(
                  "rdb_last_load_loaded_keys",
                  "Keys kept when a snapshot was last loaded (Redis 7).")),
          // Append-only file
          row(
              "aof_enabled",
              gauge("aof_enabled", BOOLEAN, "Whether the append-only file is enabled.")),
          row(
              "aof_rewrite_in_progress",
              gauge(
                  "aof_rewrite_in_progress",
                  BOOLEAN,
                  "Whether a child process is rewriting the append-only file.")),
          row(
              "aof_rewrite_scheduled",
              gauge(
                  "aof_rewrite_scheduled",
                  BOOLEAN,
                  "Whether a rewrite of the append-only file is scheduled for when the running snapshot ends.")),
          row(
              "aof_last_rewrite_time_sec",
              gauge(
                  "aof_last_rewrite_duration_sec",
                  SECONDS,
                  "Duration of the last rewrite of the append-only file; -1 when there was none.")),
          row(
              "aof_current_rewrite_time_sec",
              gauge(
                  "aof_current_rewrite_duration_sec",
                  SECONDS,
                  "Duration of the running rewrite of the append-only file so far; -1 when none is running.")),
          row(
              "aof_last_bgrewrite_status",
              gauge(
                  "aof_last_bgrewrite_status",
                  BOOLEAN,
                  "Whether the last rewrite of the append-only file succeeded.")),
          row(
              "aof_last_write_status",
              gauge(
                  "aof_last_write_status",
                  BOOLEAN,
                  "Whether the last write to the append-only file succeeded; the server refuses writes while the value is 0.")),
          row(
              "aof_last_cow_size",
              gauge(
                  "aof_last_cow_size_bytes",
                  BYTES,
                  "Memory copied because of writes during the last rewrite of the append-only file.")),
          row(
              "aof_current_size",
              gauge("aof_current_size_bytes", BYTES, "Size of the append-only file now.")),
          row(
              "aof_base_size",
              gauge(
                  "aof_base_size_bytes",
                  BYTES,
                  "Size of the append-only file after the start or the last rewrite.")),
          row(
              "aof_pending_rewrite",
              gauge(
                  "aof_pending_rewrite",
                  BOOLEAN,
                  "Whether a rewrite of the append-only file starts as soon as the running child process ends.")),
          row(
              "aof_buffer_length",
              gauge(
                  "aof_buffer_length",
                  BYTES,
                  "Size of the commands buffered for the append-only file and not yet written.")),
          row(
              "aof_rewrite_buffer_length",
              gauge(
                  "aof_rewrite_buffer_length",
                  BYTES,
                  "Size of the changes collected during a rewrite of the append-only file (before Redis 7).")),
          row(
              "aof_pending_bio_fsync",
              gauge(
                  "aof_pending_bio_fsync", "Calls of fsync that wait for the background thread.")),
          row(
              "aof_delayed_fsync",
              gauge(
                  "aof_delayed_fsync",
                  "Times the server had to wait for a slow fsync since the start.")),
          // Child processes
          row(
              "module_fork_in_progress",
              gauge(
                  "module_fork_in_progress",
                  BOOLEAN,
                  "Whether a module has a child process running.")),
          row(
              "module_fork_last_cow_size",
              gauge(
                  "module_fork_last_cow_size",
                  BYTES,
                  "Memory copied because of writes during the last child process of a module.")),
          new FieldRow(
              "latest_fork_usec",
              gauge(
                  "latest_fork_seconds",
                  SECONDS,
                  "Time for which the last fork stopped the server; 0 when there was none."),
              1e6));

  private PersistenceRows() {}
}
