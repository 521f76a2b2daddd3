package io.exporterkit.redis.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests of search indexes, with include-search-indexes-metrics and check-search-indexes. The replies are written from
/// the module's documentation because no server with the module is available.
class SearchIndexesTest {
  private static final String[] FIELDS = {
    "num_docs", "42",
    "max_doc_id", "57",
    "num_terms", "7",
    "num_records", "300",
    "inverted_sz_mb", "0.5",
    "vector_index_sz_mb", "1.25",
    "total_inverted_index_blocks", "9",
    "offset_vectors_sz_mb", "9.5367431640625e-07",
    "doc_table_size_mb", "0.25",
    "sortable_values_size_mb", "0",
    "key_table_size_mb", "0.125",
    "tag_overhead_sz_mb", "2",
    "text_overhead_sz_mb", "3",
    "total_index_memory_sz_mb", "4",
    "geoshapes_sz_mb", "5",
    "records_per_doc_avg", "7.1428570747375488",
    "bytes_per_record_avg", "1747.6266666666666",
    "offsets_per_term_avg", "1",
    "offset_bits_per_record_avg", "8",
    "hash_indexing_failures", "1",
    "total_indexing_time", "1.5",
    "indexing", "0",
    "percent_indexed", "0.75"
  };

  /// Returns a reply to FT.INFO: strings, nested lists, and two numbers at the end.
  private static String reply(String index) {
    StringBuilder reply = new StringBuilder("*%d\r\n".formatted(6 + FIELDS.length + 4));
    bulk(reply, "index_name");
    bulk(reply, index);
    bulk(reply, "index_options");
    reply.append("*0\r\n");
    bulk(reply, "attributes");
    reply.append("*1\r\n*4\r\n");
    for (String word : List.of("identifier", "title", "type", "TEXT")) {
      bulk(reply, word);
    }
    for (String field : FIELDS) {
      bulk(reply, field);
    }
    bulk(reply, "number_of_uses");
    reply.append(":12\r\n");
    bulk(reply, "cleaning");
    reply.append(":1\r\n");
    return reply.toString();
  }

  private static void bulk(StringBuilder out, String text) {
    out.append("$%d\r\n%s\r\n".formatted(text.length(), text));
  }

  private static ReplayServer search(String... indexes) {
    ReplayServer server = ReplayServer.of(ServerKind.REDIS_8_0);
    StringBuilder list = new StringBuilder("*%d\r\n".formatted(indexes.length));
    for (String index : indexes) {
      bulk(list, index);
      server.answer("FT.INFO " + index, reply(index));
    }
    return server.answer("FT._LIST", list.toString());
  }

  @Test
  void emitsWhatTheOriginalEmits() {
    try (ReplayServer server = search("idx:users", "idx:shops");
        Original original = Original.startForTargets("-include-search-indexes-metrics");
        Exporter exporter = Exporter.start("-include-search-indexes-metrics")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("search_indexes")).isEqualTo("ok");
      Comparison.of(page, original.scrape(server.uri()), s -> s.startsWith("redis_search_index_"))
          .hasSameSeries()
          .hasValuesWithin(1e-9);
      String index = "{index_name=\"idx:users\"}";
      assertThat(page.value("redis_search_index_inverted_size_bytes" + index)).isEqualTo(524288);
      assertThat(page.value("redis_search_index_number_of_uses_total" + index)).isEqualTo(12);
      assertThat(page.value("redis_search_index_cleaning" + index)).isOne();
    }
  }

  /// The replaying server reads bytes that are not valid UTF-8 as U+FFFD, and the four characters of an escape as
  /// themselves.
  @Test
  void anIndexIsAskedAboutByTheBytesOfItsName() {
    try (ReplayServer server = search();
        Exporter exporter = Exporter.start("-include-search-indexes-metrics")) {
      server.answer("FT._LIST", "*1\r\n$3\r\ni\u00ff1\r\n".getBytes(StandardCharsets.ISO_8859_1));
      server.answer("FT.INFO i\ufffd1", reply("i"));
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("search_indexes")).isEqualTo("ok");
      assertThat(page.series("redis_search_index_num_docs"))
          .containsExactly("redis_search_index_num_docs{index_name=\"i\\\\xff1\"}");
    }
  }

  @Test
  void choosesIndexesByAnExpressionFoundAnywhereInTheName() {
    try (ReplayServer server = search("users", "shop-users", "shops");
        Exporter exporter =
            Exporter.start("-include-search-indexes-metrics", "-check-search-indexes", "use?rs$")) {
      Page page = exporter.scrape(server.uri());
      assertThat(page.series("redis_search_index_num_docs"))
          .containsExactly(
              "redis_search_index_num_docs{index_name=\"users\"}",
              "redis_search_index_num_docs{index_name=\"shop-users\"}");
      assertThat(server.commandLines()).doesNotContain("FT.INFO shops");
    }
  }

  /// A backtracking engine would need longer than the age of the universe for this expression.
  @Test
  void noExpressionRunsForever() {
    try (ReplayServer server = search("a".repeat(200) + "!");
        Exporter exporter =
            Exporter.start(
                "-include-search-indexes-metrics", "-check-search-indexes", "^(a|aa|a*)*$")) {
      Exporter.Answer answer = exporter.fetch(Exporter.scrapePath(server.uri()), 2);
      assertThat(answer.page().outcome("search_indexes")).isEqualTo("ok");
      assertThat(answer.page().series("redis_search_index_num_docs")).isEmpty();
    }
  }

  @Test
  void anIndexThatIsGoneIsLeftOut() {
    try (ReplayServer server = search("one", "two", "three");
        Exporter exporter = Exporter.start("-include-search-indexes-metrics")) {
      server.answer("FT.INFO two", "-Unknown index name\r\n");
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("search_indexes")).isEqualTo("ok");
      assertThat(page.series("redis_search_index_num_docs"))
          .containsExactly(
              "redis_search_index_num_docs{index_name=\"one\"}",
              "redis_search_index_num_docs{index_name=\"three\"}");
    }
  }

  @Test
  void anInfoThatFailsDoesNotEndTheRest() {
    try (ReplayServer server = search("one", "two", "three");
        Exporter exporter = Exporter.start("-include-search-indexes-metrics")) {
      server.answer("FT.INFO one", "-ERR out of sorts\r\n");
      Page page = exporter.scrape(server.uri());
      assertThat(page.up()).isTrue();
      assertThat(page.outcome("search_indexes")).isEqualTo("failed");
      assertThat(page.series("redis_search_index_num_docs"))
          .containsExactly(
              "redis_search_index_num_docs{index_name=\"two\"}",
              "redis_search_index_num_docs{index_name=\"three\"}");
    }
  }

  @Test
  void whatIsNoNumberIsLeftOut() {
    try (ReplayServer server = search("one");
        Exporter exporter = Exporter.start("-include-search-indexes-metrics")) {
      server.answer(
          "FT.INFO one",
          "*6\r\n$8\r\nnum_docs\r\n$1\r\n0\r\n$19\r\nrecords_per_doc_avg\r\n$4\r\n-nan\r\n$8\r\nindexing\r\n$-1\r\n");
      Page page = exporter.scrape(server.uri());
      assertThat(page.outcome("search_indexes")).isEqualTo("ok");
      assertThat(page.series())
          .filteredOn(s -> s.startsWith("redis_search_index_"))
          .containsExactly("redis_search_index_num_docs{index_name=\"one\"}");
    }
  }

  @Test
  void aForbiddenInfoIsTriedOnce() {
    try (ReplayServer server = search("one", "two", "three").forbid("FT.INFO");
        Exporter exporter = Exporter.start("-include-search-indexes-metrics")) {
      server.answer(
          "FT.INFO one",
          "-NOPERM User default has no permissions to run the 'ft.info' command\r\n");
      for (int i = 0; i < 3; i++) {
        Page page = exporter.scrape(server.uri());
        assertThat(page.outcome("search_indexes")).isEqualTo("forbidden");
        assertThat(page.error()).isEmpty();
      }
      assertThat(server.commandLines().stream().filter(line -> line.startsWith("FT.INFO")))
          .containsExactly("FT.INFO one");
    }
  }

  @Test
  void aServerWithoutSearchIsNotAsked() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-include-search-indexes-metrics")) {
      assertThat(exporter.scrape(server.uri()).outcome("search_indexes")).isEqualTo("skipped");
      assertThat(server.info("total_error_replies").orElse("")).isEqualTo("0");
    }
  }

  @Test
  void aBadExpressionIsRefusedAtStartWhereItWouldBeUsed() {
    ExporterProcess.Refusal refusal =
        ExporterProcess.refused("-include-search-indexes-metrics", "-check-search-indexes", "idx(");
    assertThat(refusal.code()).isEqualTo(1);
    assertThat(refusal.lines())
        .singleElement()
        .asString()
        .contains("check-search-indexes")
        .doesNotContain("idx(")
        .contains("missing closing )");
    // This expression is valid only in Java.
    assertThat(
            ExporterProcess.refused(
                    "-include-search-indexes-metrics", "-check-search-indexes", "(?=a)b")
                .code())
        .isEqualTo(1);
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-check-search-indexes", "idx(")) {
      assertThat(exporter.scrape(server.uri()).up()).isTrue();
    }
  }
}
