package io.exporterkit.redis.info;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.TIMESTAMP;
import static io.exporterkit.redis.info.FieldRow.row;

import java.util.List;

/// The fields of Tile38's SERVER EXT, a list of names and values in turn, which is read only with `is-tile38`.
///
/// The server sends some names without `tile38_` (`sys_cpus`, `heap_alloc_bytes`). The collector adds the prefix before
/// it looks up the field. Flags are sent as `true` and `false`.
final class Tile38Rows {
  static final List<FieldRow> ROWS =
      List.of(
          row(
              "tile38_aof_size",
              gauge("tile38_aof_size_bytes", BYTES, "Size of Tile38's append-only file.")),
          row(
              "tile38_avg_point_size",
              gauge(
                  "tile38_avg_item_size_bytes",
                  BYTES,
                  "Heap of Tile38 divided by the number of points; 0 without points.")),
          row("tile38_sys_cpus", gauge("tile38_cpus_total", "Processors Tile38 may use.")),
          row(
              "tile38_heap_released_bytes",
              gauge(
                  "tile38_heap_released_bytes",
                  BYTES,
                  "Heap that Tile38 has returned to the system.")),
          row(
              "tile38_heap_alloc_bytes",
              gauge("tile38_heap_size_bytes", BYTES, "Heap in use by Tile38.")),
          row(
              "tile38_http_transport",
              gauge(
                  "tile38_http_transport", BOOLEAN, "Whether Tile38 also answers HTTP requests.")),
          row(
              "tile38_in_memory_size",
              gauge(
                  "tile38_in_memory_size_bytes",
                  BYTES,
                  "Estimated size of the data in all collections.")),
          row(
              "tile38_max_heap_size",
              gauge(
                  "tile38_max_heap_size_bytes",
                  BYTES,
                  "Heap at which Tile38 refuses writes, its maxmemory setting; 0 means no limit.")),
          row(
              "tile38_alloc_bytes",
              gauge(
                  "tile38_mem_alloc_bytes", BYTES, "Memory allocated by Tile38 and still in use.")),
          row(
              "tile38_num_collections",
              gauge("tile38_num_collections_total", "Collections, the top-level keys of Tile38.")),
          row(
              "tile38_num_hooks",
              gauge("tile38_num_hooks_total", "Geofences that notify a webhook or a channel.")),
          row(
              "tile38_num_objects",
              gauge("tile38_num_objects_total", "Objects in all collections.")),
          row(
              "tile38_num_points",
              gauge(
                  "tile38_num_points_total",
                  "Points that make up the objects of all collections.")),
          row(
              "tile38_pointer_size",
              gauge(
                  "tile38_pointer_size_bytes",
                  BYTES,
                  "Size of a pointer on the server's platform: 8 or 4.")),
          row(
              "tile38_read_only",
              gauge(
                  "tile38_read_only",
                  BOOLEAN,
                  "Whether Tile38 refuses writes because of READONLY.")),
          row(
              "tile38_go_threads",
              gauge("tile38_threads_total", "Operating system threads Tile38 has created.")),
          row(
              "tile38_go_goroutines",
              gauge("tile38_go_goroutines_total", "Goroutines that exist in Tile38 now.")),
          row(
              "tile38_last_gc_time_seconds",
              gauge(
                  "tile38_last_gc_time_seconds",
                  TIMESTAMP,
                  "When Tile38's last garbage collection ended; 0 before the first.")),
          row(
              "tile38_next_gc_bytes",
              gauge(
                  "tile38_next_gc_bytes",
                  BYTES,
                  "Heap size at which Tile38's next garbage collection begins.")));

  private Tile38Rows() {}
}
