package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.RATIO;

import com.google.re2j.Pattern;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.FieldRow;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.redis.session.Standing;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A collector of the search indexes, from `FT._LIST` and `FT.INFO index`. The reply to FT.INFO is a list of names and
/// values alternately; the fields in the table below are numbers.
///
/// In:  `1) "index_name" 2) "idx" ... 9) "num_docs" 10) "42" 11) "inverted_sz_mb" 12) "0.5"`
/// Out: `redis_search_index_num_docs{index_name="idx"} 42`,
///      `redis_search_index_inverted_size_bytes{index_name="idx"} 524288`
///
/// An index that is dropped between the two commands is left out.
final class SearchIndexesCollector implements RedisCollector {
  private static final double MEBIBYTE = 1 << 20;
  private static final int ROUND = 64;

  private static final Command LIST = Command.of("FT._LIST");
  private static final Command INDEX_INFO = Command.of("FT.INFO");

  private static final List<FieldRow> ROWS =
      List.of(
          count("num_docs", gauge("search_index_num_docs", "Documents in the index.")),
          count(
              "max_doc_id",
              gauge(
                  "search_index_max_doc_id",
                  "Highest internal id of a document in the index; each change of a document increments it.")),
          count("num_terms", gauge("search_index_num_terms", "Distinct terms in the index.")),
          count("num_records", gauge("search_index_num_records", "Records in the inverted index.")),
          size(
              "inverted_sz_mb",
              gauge("search_index_inverted_size_bytes", BYTES, "Memory of the inverted index.")),
          count(
              "total_inverted_index_blocks",
              gauge(
                  "search_index_total_inverted_index_blocks",
                  "Blocks of the inverted index, including those of other indexes.")),
          size(
              "vector_index_sz_mb",
              gauge("search_index_vector_index_size_bytes", BYTES, "Memory of the vectors.")),
          size(
              "offset_vectors_sz_mb",
              gauge(
                  "search_index_offset_vectors_size_bytes",
                  BYTES,
                  "Memory of the positions of terms in documents.")),
          size(
              "doc_table_size_mb",
              gauge("search_index_doc_table_size_bytes", BYTES, "Memory of the document table.")),
          size(
              "sortable_values_size_mb",
              gauge(
                  "search_index_sortable_values_size_bytes",
                  BYTES,
                  "Memory of the values kept for sorting.")),
          size(
              "key_table_size_mb",
              gauge(
                  "search_index_key_table_size_bytes",
                  BYTES,
                  "Memory of the table that maps keys to documents.")),
          size(
              "tag_overhead_sz_mb",
              gauge(
                  "search_index_tag_overhead_size_bytes",
                  BYTES,
                  "Memory of the internal structures of tag fields.")),
          size(
              "text_overhead_sz_mb",
              gauge(
                  "search_index_text_overhead_size_bytes",
                  BYTES,
                  "Memory of the internal structures of text fields.")),
          size(
              "total_index_memory_sz_mb",
              gauge(
                  "search_index_total_index_memory_size_bytes",
                  BYTES,
                  "Total memory of the index.")),
          size(
              "geoshapes_sz_mb",
              gauge("search_index_geoshapes_size_bytes", BYTES, "Memory of the geometric shapes.")),
          count(
              "records_per_doc_avg",
              gauge("search_index_avg_per_doc_records", "Average number of records per document.")),
          count(
              "bytes_per_record_avg",
              gauge("search_index_avg_per_record_bytes", BYTES, "Average size of a record.")),
          count(
              "offsets_per_term_avg",
              gauge("search_index_avg_per_term_offsets", "Average number of positions per term.")),
          count(
              "offset_bits_per_record_avg",
              gauge(
                  "search_index_avg_per_record_offset_bits",
                  "Average number of bits that hold the positions of a record.")),
          count(
              "indexing",
              gauge(
                  "search_index_indexing",
                  BOOLEAN,
                  "Whether the index is scanning existing keys.")),
          count(
              "percent_indexed",
              gauge(
                  "search_index_percent_indexed",
                  RATIO,
                  "Fraction of the existing keys that is indexed; 1 means all.")),
          count(
              "hash_indexing_failures",
              gauge("search_index_hash_indexing_failures", "Documents that could not be indexed.")),
          count(
              "number_of_uses",
              counter("search_index_number_of_uses_total", "Number of uses of the index.")),
          count(
              "cleaning",
              gauge(
                  "search_index_cleaning",
                  BOOLEAN,
                  "Whether the deletion of the index is in progress.")));

  private static final Map<String, FieldRow> BY_FIELD = byField();

  private final Pattern names;

  /// @param names a pattern found in the names of the indexes to emit
  SearchIndexesCollector(Pattern names) {
    this.names = names;
  }

  @Override
  public String name() {
    return "search_indexes";
  }

  @Override
  public List<MetricDef> metrics() {
    return ROWS.stream().map(FieldRow::def).toList();
  }

  @Override
  public List<Command> commands() {
    return List.of(LIST);
  }

  @Override
  public Rights rights() {
    return Rights.on(Rights.Where.SEARCH, "ft._list", "ft.info");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    List<Reply.Bulk> indexes = new ArrayList<>();
    for (Reply element : Replies.list(session.ask(LIST), LIST)) {
      if (element instanceof Reply.Bulk name && names.matcher(name.text()).find()) {
        indexes.add(name);
      }
    }
    boolean failed = false;
    for (int from = 0; from < indexes.size(); ) {
      Standing standing = session.standing(INDEX_INFO);
      if (standing == Standing.REFUSED) {
        throw session.refusal(INDEX_INFO);
      }
      int to = Math.min(indexes.size(), from + (standing == Standing.WORKS ? ROUND : 1));
      Batch batch = new Batch();
      for (Reply.Bulk index : indexes.subList(from, to)) {
        batch.commandWith(1, INDEX_INFO.toString()).with(index.bytes());
      }
      Round round = session.round(batch);
      List<Reply> replies = round.arrived();
      if (standing == Standing.UNTRIED && !replies.isEmpty()) {
        session.tried(INDEX_INFO, replies.getFirst());
      }
      for (int i = 0; i < replies.size(); i++) {
        failed |= !add(indexes.get(from + i).text(), replies.get(i), out);
      }
      round.check();
      from = to;
    }
    if (failed && session.standing(INDEX_INFO) == Standing.REFUSED) {
      throw session.refusal(INDEX_INFO);
    }
    if (failed) {
      throw new IOException(INDEX_INFO + " failed for some indexes");
    }
  }

  /// Emits the samples of an index. Returns whether the reply is as expected, which includes the error for an index
  /// that was dropped.
  private static boolean add(String index, Reply reply, Samples out) {
    if (!(reply instanceof Reply.Array(List<Reply> elements))) {
      return reply instanceof Reply.Error error && isGone(error);
    }
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      FieldRow row = BY_FIELD.get(Replies.text(elements.get(i)));
      if (row != null) {
        row.add(Replies.plainNumber(elements.get(i + 1)), out, index);
      }
    }
    return true;
  }

  /// Whether an error says that there is no such index, in the words of RediSearch, of RediSearch 8 and of
  /// valkey-search.
  private static boolean isGone(Reply.Error error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return message.contains("unknown index")
        || message.contains("no such index")
        || message.contains("not found");
  }

  private static FieldRow count(String field, MetricDef def) {
    return FieldRow.row(field, def.labels("index_name"));
  }

  private static FieldRow size(String field, MetricDef def) {
    return new FieldRow(field, def.labels("index_name"), 1 / MEBIBYTE);
  }

  private static Map<String, FieldRow> byField() {
    Map<String, FieldRow> byField = HashMap.newHashMap(ROWS.size());
    ROWS.forEach(row -> byField.put(row.field(), row));
    return byField;
  }
}
