package io.exporterkit.redis.info;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.PERCENT;
import static io.exporterkit.metric.Unit.RATIO;
import static io.exporterkit.redis.info.FieldRow.row;

import java.util.List;

/// The fields about memory: the bytes that the server has requested, the bytes that allocator and system use for them,
/// and the purposes they are used for.
final class MemoryRows {
  /// The memory of the host. Separate from the other rows because it is emitted only with `include-system-metrics`.
  static final FieldRow SYSTEM_MEMORY =
      row(
          "total_system_memory",
          gauge(
              "total_system_memory_bytes",
              BYTES,
              "Memory of the host the server runs on; emitted only with include-system-metrics."));

  static final List<FieldRow> ROWS =
      List.of(
          row(
              "used_memory",
              gauge("memory_used_bytes", BYTES, "Bytes the allocator handed to the server.")),
          row(
              "used_memory_rss",
              gauge(
                  "memory_used_rss_bytes",
                  BYTES,
                  "Physical memory of the server process as the system counts it.")),
          row(
              "used_memory_peak",
              gauge(
                  "memory_used_peak_bytes",
                  BYTES,
                  "Highest used memory since the start; CONFIG RESETSTAT does not reset it.")),
          row(
              "used_memory_overhead",
              gauge(
                  "memory_used_overhead_bytes",
                  BYTES,
                  "Part of used memory that goes into buffers and bookkeeping and not into values.")),
          row(
              "used_memory_startup",
              gauge(
                  "memory_used_startup_bytes",
                  BYTES,
                  "Used memory right after the start, before any data.")),
          row(
              "used_memory_dataset",
              gauge(
                  "memory_used_dataset_bytes",
                  BYTES,
                  "Part of used memory that holds data, which is used memory less overhead.")),
          row(
              "maxmemory",
              gauge(
                  "memory_max_bytes",
                  BYTES,
                  "Used memory at which eviction begins or writes are refused; 0 means no limit.")),
          row(
              "maxmemory_reservation",
              gauge(
                  "memory_max_reservation_bytes",
                  BYTES,
                  "Part of maxmemory kept free for work other than caching (Azure).")),
          row(
              "maxmemory_desired_reservation",
              gauge(
                  "memory_max_reservation_desired_bytes",
                  BYTES,
                  "Configured part of maxmemory to keep free for work other than caching (Azure).")),
          row(
              "maxfragmentationmemory_reservation",
              gauge(
                  "memory_max_fragmentation_reservation_bytes",
                  BYTES,
                  "Part of maxmemory kept free for fragmentation (Azure).")),
          row(
              "maxfragmentationmemory_desired_reservation",
              gauge(
                  "memory_max_fragmentation_reservation_desired_bytes",
                  BYTES,
                  "Configured part of maxmemory to keep free for fragmentation (Azure).")),
          // Scripts and functions
          row(
              "used_memory_lua",
              gauge(
                  "memory_used_lua_bytes",
                  BYTES,
                  "Heap of the Lua engine that runs EVAL; since Redis 7 the same as memory_used_vm_eval_bytes.")),
          row(
              "used_memory_vm_eval",
              gauge(
                  "memory_used_vm_eval_bytes",
                  BYTES,
                  "Heap of the engine that runs EVAL, not part of used memory (Redis 7).")),
          row(
              "used_memory_vm_functions",
              gauge(
                  "memory_used_vm_functions_bytes",
                  BYTES,
                  "Heap of the engine that runs functions, not part of used memory (Redis 7).")),
          row(
              "used_memory_vm_total",
              gauge(
                  "memory_used_vm_total",
                  BYTES,
                  "Heaps of the engines for EVAL and for functions together (Redis 7).")),
          row(
              "used_memory_scripts_eval",
              gauge(
                  "memory_used_scripts_eval_bytes",
                  BYTES,
                  "Cost of keeping EVAL scripts cached, part of used memory (Redis 7).")),
          row(
              "used_memory_functions",
              gauge(
                  "memory_used_functions_bytes",
                  BYTES,
                  "Cost of keeping function libraries loaded, part of used memory (Redis 7).")),
          row(
              "used_memory_scripts",
              gauge(
                  "memory_used_scripts_bytes",
                  BYTES,
                  "Cost of keeping scripts and, since Redis 7, function libraries.")),
          row(
              "number_of_cached_scripts",
              gauge(
                  "number_of_cached_scripts",
                  "Scripts that EVALSHA can call without sending them again.")),
          row(
              "number_of_functions",
              gauge("number_of_functions", "Functions in all loaded libraries (Redis 7).")),
          row(
              "number_of_libraries",
              gauge(
                  "number_of_libraries",
                  "Function libraries loaded with FUNCTION LOAD (Redis 7).")),
          // Allocator
          row(
              "allocator_allocated",
              gauge(
                  "allocator_allocated_bytes",
                  BYTES,
                  "Bytes in live allocations, rounded up to the allocator's size classes.")),
          row(
              "allocator_active",
              gauge(
                  "allocator_active_bytes",
                  BYTES,
                  "Bytes in pages with at least one live allocation.")),
          row(
              "allocator_resident",
              gauge(
                  "allocator_resident_bytes",
                  BYTES,
                  "Physical memory that the allocator holds, including pages it could return to the system.")),
          row(
              "allocator_muzzy",
              gauge(
                  "allocator_muzzy_bytes",
                  BYTES,
                  "Freed pages that the system may reclaim but has not reclaimed yet (Redis 7.4, Valkey 8).")),
          row(
              "allocator_frag_ratio",
              gauge(
                  "allocator_frag_ratio",
                  RATIO,
                  "Active over allocated bytes: the fragmentation that defragmenting can heal.")),
          row(
              "allocator_frag_bytes",
              gauge("allocator_frag_bytes", BYTES, "Active less allocated bytes.")),
          row(
              "allocator_rss_ratio",
              gauge(
                  "allocator_rss_ratio",
                  RATIO,
                  "Resident over active bytes: high when the allocator can return pages.")),
          row(
              "allocator_rss_bytes",
              gauge("allocator_rss_bytes", BYTES, "Resident less active bytes.")),
          row(
              "mem_fragmentation_ratio",
              gauge(
                  "mem_fragmentation_ratio",
                  RATIO,
                  "Physical over used memory; below 1 the system swapped some of it out.")),
          row(
              "mem_fragmentation_bytes",
              gauge(
                  "mem_fragmentation_bytes",
                  BYTES,
                  "Physical less used memory; negative when some is swapped out.")),
          row(
              "active_defrag_running",
              gauge(
                  "active_defrag_running",
                  PERCENT,
                  "Share of processor time that defragmentation aims at now; 0 while defragmentation is inactive.")),
          // Purposes
          row(
              "mem_not_counted_for_evict",
              gauge(
                  "mem_not_counted_for_eviction_bytes",
                  BYTES,
                  "Replication and append-only buffers that maxmemory does not count.")),
          row(
              "mem_clients_slaves",
              gauge(
                  "mem_clients_slaves",
                  BYTES,
                  "Buffers of replica connections; since Redis 7 only what exceeds the shared backlog.")),
          row(
              "mem_clients_normal",
              gauge("mem_clients_normal", BYTES, "Buffers of connections that are not replicas.")),
          row(
              "mem_cluster_links",
              gauge(
                  "mem_cluster_links_bytes",
                  BYTES,
                  "Buffers of the cluster bus links to other nodes (Redis 7).")),
          row(
              "mem_aof_buffer",
              gauge(
                  "mem_aof_buffer_bytes",
                  BYTES,
                  "Buffers for writing and rewriting the append-only file.")),
          row(
              "mem_replication_backlog",
              gauge(
                  "mem_replication_backlog_bytes",
                  BYTES,
                  "Memory that the replication backlog uses, not its configured size.")),
          row(
              "mem_total_replication_buffers",
              gauge(
                  "mem_total_replication_buffers_bytes",
                  BYTES,
                  "Backlog and replica buffers together, which share memory (Redis 7).")),
          row(
              "mem_replicas_repl_buffer",
              gauge(
                  "mem_replicas_repl_buffer_bytes",
                  BYTES,
                  "Memory that this replica uses to buffer the stream during a dual-channel sync (Valkey 9.1).")),
          row(
              "mem_overhead_db_hashtable_rehashing",
              gauge(
                  "mem_overhead_db_hashtable_rehashing_bytes",
                  BYTES,
                  "Old hash tables of databases that are being resized (Redis 7.4, Valkey 8).")),
          row(
              "used_memory_hash_templates",
              gauge(
                  "memory_used_hash_templates_bytes",
                  BYTES,
                  "Registry of field names that compact hashes share (Redis 8.10).")),
          row(
              "hash_templates",
              gauge(
                  "hash_templates",
                  "Distinct sets of field names that compact hashes share (Redis 8.10).")),
          row(
              "hash_template_keys",
              gauge(
                  "hash_template_keys",
                  "Keys whose hash is stored by reference to shared field names (Redis 8.10).")),
          row(
              "lazyfree_pending_objects",
              gauge(
                  "lazyfree_pending_objects",
                  "Objects waiting to be freed in the background after UNLINK or an asynchronous flush.")),
          row(
              "lazyfreed_objects",
              gauge(
                  "lazyfreed_objects",
                  "Objects freed in the background since the start or the last CONFIG RESETSTAT (Redis 6.2).")));

  private MemoryRows() {}
}
