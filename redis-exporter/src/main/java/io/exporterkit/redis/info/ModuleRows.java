package io.exporterkit.redis.info;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.MILLISECONDS;
import static io.exporterkit.redis.info.FieldRow.row;

import java.util.List;

/// The fields of modules in INFO MODULES: search (RediSearch and valkey-search, which share some names), bloom filters
/// (valkey-bloom), JSON (valkey-json).
final class ModuleRows {
  static final List<FieldRow> ROWS =
      List.of(
          // Search, both modules
          row(
              "search_number_of_indexes",
              gauge("search_number_of_indexes", "Search indexes on this server.")),
          row(
              "search_total_active_write_threads",
              gauge(
                  "search_total_active_write_threads",
                  "Background threads that are indexing; 0 while writing is suspended.")),
          row(
              "search_total_indexing_time",
              counter(
                  "search_indexing_time_ms_total",
                  MILLISECONDS,
                  "Time spent on indexing, without the vector graphs built in the background.")),
          // RediSearch
          row(
              "search_number_of_active_indexes",
              gauge(
                  "search_number_of_active_indexes",
                  "Indexes with a query or an indexing job in the background (RediSearch).")),
          row(
              "search_number_of_active_indexes_running_queries",
              gauge(
                  "search_number_of_active_indexes_running_queries",
                  "Indexes with a query in the background (RediSearch).")),
          row(
              "search_number_of_active_indexes_indexing",
              gauge(
                  "search_number_of_active_indexes_indexing",
                  "Indexes with an indexing job in the background (RediSearch).")),
          row(
              "search_total_num_docs_in_indexes",
              gauge(
                  "search_total_num_docs_in_indexes",
                  "Documents in all indexes; a document in two indexes counts twice (RediSearch).")),
          row(
              "search_used_memory_indexes",
              gauge(
                  "search_used_memory_indexes_bytes",
                  BYTES,
                  "Memory of all indexes together (RediSearch).")),
          row(
              "search_smallest_memory_index",
              gauge(
                  "search_smallest_memory_index_bytes",
                  BYTES,
                  "Memory of the smallest index (RediSearch).")),
          row(
              "search_largest_memory_index",
              gauge(
                  "search_largest_memory_index_bytes",
                  BYTES,
                  "Memory of the largest index (RediSearch).")),
          row(
              "search_used_memory_vector_index",
              gauge(
                  "search_used_memory_vector_index_bytes",
                  BYTES,
                  "Memory of all vector indexes together (RediSearch).")),
          row(
              "search_dialect_1",
              gauge(
                  "search_dialect_1",
                  BOOLEAN,
                  "Whether a query in dialect 1 was seen since the start (RediSearch).")),
          row(
              "search_dialect_2",
              gauge(
                  "search_dialect_2",
                  BOOLEAN,
                  "Whether a query in dialect 2 was seen since the start (RediSearch).")),
          row(
              "search_dialect_3",
              gauge(
                  "search_dialect_3",
                  BOOLEAN,
                  "Whether a query in dialect 3 was seen since the start (RediSearch).")),
          row(
              "search_dialect_4",
              gauge(
                  "search_dialect_4",
                  BOOLEAN,
                  "Whether a query in dialect 4 was seen since the start (RediSearch).")),
          row(
              "search_global_idle",
              gauge(
                  "search_global_idle",
                  "Cursors that wait for their next read (RediSearch before 8).")),
          row(
              "search_global_total",
              gauge(
                  "search_global_total",
                  "Open cursors, idle or being read (RediSearch before 8).")),
          row(
              "search_global_idle_user",
              gauge(
                  "search_global_idle_user",
                  "Cursors opened by clients that wait for their next read (RediSearch 8).")),
          row(
              "search_global_idle_internal",
              gauge(
                  "search_global_idle_internal",
                  "Cursors opened between shards that wait for their next read (RediSearch 8).")),
          row(
              "search_global_total_user",
              gauge(
                  "search_global_total_user",
                  "Cursors opened by clients, idle or being read (RediSearch 8).")),
          row(
              "search_global_total_internal",
              gauge(
                  "search_global_total_internal",
                  "Cursors opened between shards, idle or being read (RediSearch 8).")),
          row(
              "search_bytes_collected",
              gauge(
                  "search_collected_bytes",
                  BYTES,
                  "Memory of indexes freed by garbage collection since the start (RediSearch before 8).")),
          row(
              "search_total_cycles",
              counter(
                  "search_cycles_total",
                  "Runs of garbage collection over indexes (RediSearch before 8).")),
          row(
              "search_total_ms_run",
              counter(
                  "search_run_ms_total",
                  MILLISECONDS,
                  "Time spent on garbage collection of indexes (RediSearch before 8).")),
          row(
              "search_gc_bytes_collected",
              gauge(
                  "search_gc_collected_bytes",
                  BYTES,
                  "Memory of indexes freed by garbage collection since the start (RediSearch 8).")),
          row(
              "search_gc_total_cycles",
              counter(
                  "search_gc_cycles_total",
                  "Runs of garbage collection over indexes (RediSearch 8).")),
          row(
              "search_gc_total_ms_run",
              counter(
                  "search_gc_run_ms_total",
                  MILLISECONDS,
                  "Time spent on garbage collection of indexes (RediSearch 8).")),
          row(
              "search_gc_total_docs_not_collected",
              gauge(
                  "search_gc_total_docs_not_collected",
                  "Deleted documents whose memory is not freed yet (RediSearch 8).")),
          row(
              "search_gc_marked_deleted_vectors",
              gauge(
                  "search_gc_marked_deleted_vectors",
                  "Deleted vectors that are still part of their index (RediSearch 8).")),
          row(
              "search_errors_indexing_failures",
              gauge(
                  "search_errors_indexing_failures",
                  "Documents that could not be indexed, over all indexes (RediSearch).")),
          row(
              "search_total_queries_processed",
              counter(
                  "search_queries_processed_total",
                  "Queries that succeeded; further reads from a cursor are not counted (RediSearch).")),
          row(
              "search_total_query_commands",
              counter(
                  "search_query_commands_total",
                  "Query commands that succeeded, including FT.CURSOR READ (RediSearch).")),
          row(
              "search_total_query_execution_time_ms",
              counter(
                  "search_query_execution_time_ms_total",
                  MILLISECONDS,
                  "Total duration of all query commands (RediSearch).")),
          row(
              "search_total_active_queries",
              counter(
                  "search_active_queries_total",
                  "Queries that run in the background now; the value can fall although its type is counter (RediSearch).")),
          // valkey-search
          row(
              "search_used_memory_bytes",
              gauge(
                  "search_used_memory_bytes",
                  BYTES,
                  "Memory of the whole module (valkey-search).")),
          row(
              "search_number_of_attributes",
              gauge(
                  "search_number_of_attributes",
                  "Attributes in the schemas of all indexes (valkey-search).")),
          row(
              "search_total_indexed_documents",
              gauge("search_total_indexed_documents", "Documents in all indexes (valkey-search).")),
          row(
              "search_query_queue_size",
              gauge(
                  "search_query_queue_size",
                  "Queries waiting for a reader thread (valkey-search).")),
          row(
              "search_writer_queue_size",
              gauge(
                  "search_writer_queue_size",
                  "Changes waiting for a writer thread (valkey-search).")),
          row(
              "search_string_interning_store_size",
              gauge(
                  "search_string_interning_store_size",
                  "Distinct strings that indexes share (valkey-search).")),
          row(
              "search_worker_pool_suspend_cnt",
              counter(
                  "search_worker_pool_suspend_count",
                  "Times the worker threads were suspended for a fork (valkey-search).")),
          row(
              "search_writer_resumed_cnt",
              counter(
                  "search_writer_resumed_count",
                  "Times the writer threads resumed after a suspension (valkey-search).")),
          row(
              "search_reader_resumed_cnt",
              counter(
                  "search_reader_resumed_count",
                  "Times the reader threads resumed after a suspension (valkey-search).")),
          row(
              "search_writer_suspension_expired_cnt",
              counter(
                  "search_writer_suspension_expired_count",
                  "Times the writer threads resumed before the fork had ended because it lasted too long (valkey-search).")),
          row(
              "search_rdb_load_success_cnt",
              counter(
                  "search_rdb_load_success_count",
                  "Index sections of snapshots that were loaded (valkey-search).")),
          row(
              "search_rdb_load_failure_cnt",
              counter(
                  "search_rdb_load_failure_count",
                  "Index sections of snapshots that could not be loaded (valkey-search).")),
          row(
              "search_rdb_save_success_cnt",
              counter(
                  "search_rdb_save_success_count",
                  "Index sections written to snapshots (valkey-search).")),
          row(
              "search_rdb_save_failure_cnt",
              counter(
                  "search_rdb_save_failure_count",
                  "Index sections that could not be written to snapshots (valkey-search).")),
          row(
              "search_successful_requests_count",
              counter("search_successful_requests_count", "Queries answered (valkey-search).")),
          row(
              "search_failure_requests_count",
              counter(
                  "search_failure_requests_count",
                  "Queries that ended in an error (valkey-search).")),
          row(
              "search_hybrid_requests_count",
              counter(
                  "search_hybrid_requests_count",
                  "Vector queries with a filter on other attributes (valkey-search).")),
          row(
              "search_inline_filtering_requests_count",
              counter(
                  "search_inline_filtering_requests_count",
                  "Vector queries that applied the filter while searching the vectors (valkey-search).")),
          row(
              "search_hnsw_add_exceptions_count",
              counter(
                  "search_hnsw_add_exceptions_count",
                  "Failures to add a vector to an HNSW graph (valkey-search).")),
          row(
              "search_hnsw_remove_exceptions_count",
              counter(
                  "search_hnsw_remove_exceptions_count",
                  "Failures to remove a vector from an HNSW graph (valkey-search).")),
          row(
              "search_hnsw_modify_exceptions_count",
              counter(
                  "search_hnsw_modify_exceptions_count",
                  "Failures to change a vector in an HNSW graph (valkey-search).")),
          row(
              "search_hnsw_search_exceptions_count",
              counter(
                  "search_hnsw_search_exceptions_count",
                  "Failures to search an HNSW graph (valkey-search).")),
          row(
              "search_hnsw_create_exceptions_count",
              counter(
                  "search_hnsw_create_exceptions_count",
                  "Failures to create an HNSW graph (valkey-search).")),
          row(
              "search_vector_externing_entry_count",
              counter(
                  "search_vector_externing_entry_count",
                  "Vectors stored once and shared by a hash and its index (valkey-search).")),
          row(
              "search_vector_externing_hash_extern_errors",
              gauge(
                  "search_vector_externing_hash_extern_errors",
                  "Vectors of hashes that could not be shared with the index (valkey-search).")),
          row(
              "search_vector_externing_generated_value_cnt",
              counter(
                  "search_vector_externing_generated_value_count",
                  "Requests of the server to the module for the value of a shared vector (valkey-search).")),
          row(
              "search_vector_externing_num_lru_entries",
              gauge(
                  "search_vector_externing_num_lru_entries",
                  "Shared vectors whose value is cached in its final form (valkey-search).")),
          row(
              "search_vector_externing_lru_promote_cnt",
              counter(
                  "search_vector_externing_lru_promote_count",
                  "Times a cached value of a shared vector was used again (valkey-search).")),
          row(
              "search_vector_externing_deferred_entry_cnt",
              counter(
                  "search_vector_externing_deferred_entry_count",
                  "Vectors that wait to be shared between hash and index (valkey-search).")),
          // Bloom filters
          row(
              "bf_bloom_total_memory_bytes",
              gauge("bf_bloom_total_memory_bytes", BYTES, "Memory of all bloom filter keys.")),
          row(
              "bf_bloom_num_objects",
              gauge("bf_bloom_num_objects", "Keys that hold a bloom filter.")),
          row(
              "bf_bloom_num_filters_across_objects",
              gauge(
                  "bf_bloom_num_filters_across_objects",
                  "Filters in all bloom filter keys; a key that outgrew its first filter has several.")),
          row(
              "bf_bloom_num_items_across_objects",
              gauge("bf_bloom_num_items_across_objects", "Items added to all bloom filters.")),
          row(
              "bf_bloom_capacity_across_objects",
              gauge("bf_bloom_capacity_across_objects", "Items that all bloom filters can hold.")),
          row(
              "bf_bloom_defrag_hits",
              counter(
                  "bf_bloom_defrag_hits_total",
                  "Allocations of bloom filters that defragmentation moved.")),
          row(
              "bf_bloom_defrag_misses",
              counter(
                  "bf_bloom_defrag_misses_total",
                  "Allocations of bloom filters that defragmentation left in place.")),
          // JSON
          row(
              "json_total_memory_bytes",
              gauge("json_total_memory_bytes", BYTES, "Memory of all JSON documents.")),
          row(
              "json_num_documents",
              gauge("json_num_documents", "Keys that hold a JSON document.")));

  private ModuleRows() {}
}
