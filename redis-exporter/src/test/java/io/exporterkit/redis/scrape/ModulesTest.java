package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import org.junit.jupiter.api.Test;

/// Tests of modules, with include-modules-metrics.
class ModulesTest {
  /// The modules' fields in INFO MODULES according to their documentation, because no server with these modules is
  /// available.
  private static final String MODULES =
      """
      # Modules
      module:name=search,ver=21005,api=1,filters=0,usedby=[],using=[ReJSON|bf],options=[handle-io-errors]
      module:name=ReJSON,ver=20609,api=1,filters=0,usedby=[search|graph],using=[],options=[]

      # search_version
      search_version:2.10.5
      search_redis_version:7.4.0  -  oss

      # search_indexes
      search_number_of_indexes:3
      search_used_memory_indexes:1048576
      search_used_memory_indexes_human:1
      search_total_indexing_time:12.5

      # search_dialect_statistics
      search_dialect_1:1
      search_dialect_2:0

      # search_garbage_collector
      search_gc_total_cycles:4
      search_gc_total_ms_run:1e3
      search_gc_bytes_collected:not a number

      # search_queries
      search_total_queries_processed:17
      search_total_active_queries:2

      # bf_bloom_core_metrics
      bf_bloom_total_memory_bytes:2048
      bf_bloom_num_objects:1
      bf_bloom_defrag_hits:5

      # json_core_metrics
      json_total_memory_bytes:123
      json_num_documents:9
      """
          .replace("\n", "\r\n");

  @Test
  void emitsARealServersModules() {
    try (RedisServer server = RedisServer.start(ServerKind.VALKEY_9_1);
        Exporter exporter = Exporter.start("-include-modules-metrics")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("modules")).isEqualTo("ok");
      assertThat(page.label("redis_module_info", "name")).isEqualTo("lua");
    }
  }

  @Test
  void emitsOfModulesWhatTheOriginalEmits() {
    try (ReplayServer server =
            ReplayServer.of(ServerKind.REDIS_8_0).answerBulk("INFO MODULES", MODULES);
        Original original = Original.startForTargets("-include-modules-metrics");
        Exporter exporter = Exporter.start("-include-modules-metrics")) {
      Page page = exporter.scrape(server.uri());
      Comparison.of(
              page,
              original.scrape(server.uri()),
              s ->
                  s.startsWith("redis_module_")
                      || s.startsWith("redis_search_")
                      || s.startsWith("redis_bf_")
                      || s.startsWith("redis_json_"))
          .hasSameSeries()
          .hasValuesWithin(0);
      assertThat(page.series("redis_module_info"))
          .contains(
              "redis_module_info{name=\"search\",ver=\"21005\",api=\"1\",filters=\"0\",usedby=\"[]\",using=\"[ReJSON|bf]\"}");
      assertThat(page.value("redis_search_used_memory_indexes_bytes")).isEqualTo(1048576);
      assertThat(page.value("redis_json_num_documents")).isEqualTo(9);
      assertThat(page.has("redis_search_gc_collected_bytes")).isFalse();
    }
  }

  @Test
  void emitsNothingUnlessAskedTo() {
    try (RedisServer server = RedisServer.start(ServerKind.VALKEY_9_1);
        Exporter exporter = Exporter.start()) {
      assertThat(exporter.scrape(server.uri()).series("redis_module_info")).isEmpty();
    }
  }
}
