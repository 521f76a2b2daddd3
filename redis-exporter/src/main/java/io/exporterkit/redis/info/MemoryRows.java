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
              gauge(
                  "memory_used_bytes",
                  BYTES,
                  "Bytes that the allocator handed to the server, from used_memory.")),
          row(
              "used_memory_rss",
              gauge(
                  "memory_used_rss_bytes",
                  BYTES,
                  "Physical memory of the server process, as the operating system counts it.")),
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
                  "Part of used memory that is spent on buffers and bookkeeping instead of values.")),
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
                  "Part of used memory that holds data: used memory less overhead.")),
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
                  "Heap of the Lua engine that runs EVAL; the same as memory_used_vm_eval_bytes since Redis 7.")),
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
                  "Memory of the cache of EVAL scripts, part of used memory (Redis 7).")),
          row(
              "used_memory_functions",
              gauge(
                  "memory_used_functions_bytes",
                  BYTES,
                  "Memory of the loaded function libraries, part of used memory (Redis 7).")),
          row(
              "used_memory_scripts",
              gauge(
                  "memory_used_scripts_bytes",
                  BYTES,
                  "Memory of cached scripts and, since Redis 7, of function libraries.")),
          row(
              "number_of_cached_scripts",
              gauge(
                  "number_of_cached_scripts",
                  "Cached scripts, which clients can run with EVALSHA.")),
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
                  "Physical memory that the allocator holds, including pages that it could return to the system.")),
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
                  "Active bytes divided by allocated bytes: the fragmentation that defragmentation can reduce.")),
          row(
              "allocator_frag_bytes",
              gauge("allocator_frag_bytes", BYTES, "Active bytes less allocated bytes.")),
          row(
              "allocator_rss_ratio",
              gauge(
                  "allocator_rss_ratio",
                  RATIO,
                  "Resident bytes divided by active bytes; high when the allocator could return pages to the system.")),
          row(
              "allocator_rss_bytes",
              gauge("allocator_rss_bytes", BYTES, "Resident bytes less active bytes.")),
          row(
              "mem_fragmentation_ratio",
              gauge(
                  "mem_fragmentation_ratio",
                  RATIO,
                  "Physical memory divided by used memory; below 1 when the system has swapped out a part.")),
          row(
              "mem_fragmentation_bytes",
              gauge(
                  "mem_fragmentation_bytes",
                  BYTES,
                  "Physical memory less used memory; negative when the system has swapped out a part.")),
          row(
              "active_defrag_running",
              gauge(
                  "active_defrag_running",
                  PERCENT,
                  "Share of processor time that defragmentation aims at now; 0 while it is not running.")),
          // What it is spent on
          row(
              "mem_not_counted_for_evict",
              gauge(
                  "mem_not_counted_for_eviction_bytes",
                  BYTES,
                  "Buffers for replication and for the append-only file, which do not count towards maxmemory.")),
          row(
              "mem_clients_slaves",
              gauge(
                  "mem_clients_slaves",
                  BYTES,
                  "Buffers of replica connections; since Redis 7 only the part beyond the shared backlog.")),
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
                  "Memory that the replication backlog occupies, in contrast to its configured size.")),
          row(
              "mem_total_replication_buffers",
              gauge(
                  "mem_total_replication_buffers_bytes",
                  BYTES,
                  "Memory that the backlog and the replicas' buffers occupy together (Redis 7).")),
          row(
              "mem_replicas_repl_buffer",
              gauge(
                  "mem_replicas_repl_buffer_bytes",
                  BYTES,
                  "Memory in which this replica buffers the replication stream during a dual-channel sync (Valkey 9.1).")),
          row(
              "mem_overhead_db_hashtable_rehashing",
              gauge(
                  "mem_overhead_db_hashtable_rehashing_bytes",
                  BYTES,
                  "Hash tables that databases are moving away from while they are resized (Redis 7.4, Valkey 8).")),
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
