package io.exporterkit.redis.keys;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.Fields;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.text.GoFloat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// The metrics of a stream, by the fields of `XINFO STREAM`, `XINFO GROUPS` and `XINFO CONSUMERS`
/// ([documentation](https://redis.io/docs/latest/commands/xinfo-stream/)).
///
/// In:  `length 2 last-generated-id 1700000000000-1 first-entry (nil)`
/// Out: `redis_stream_length 2`, `redis_stream_last_generated_id 1.7e+12`, `redis_stream_first_entry_id 0`
final class StreamMetrics {
  /// A field and its metric.
  ///
  /// @param otherwise the value where the server does not send the field; NaN for none. A field sent as nil is absent,
  /// unless it is an id
  /// @param divisor number of the field's units in one of the metric's units
  private record Row(String field, MetricDef def, double otherwise, double divisor) {
    static Row of(String field, MetricDef def) {
      return new Row(field, def, Double.NaN, 1);
    }

    static Row orZero(String field, MetricDef def) {
      return new Row(field, def, 0, 1);
    }
  }

  private static final List<Row> STREAM =
      List.of(
          Row.of("length", stream("stream_length", "Entries in a stream.")),
          Row.of(
              "radix-tree-keys",
              stream("stream_radix_tree_keys", "Keys in the radix tree that holds a stream.")),
          Row.of(
              "radix-tree-nodes",
              stream("stream_radix_tree_nodes", "Nodes in the radix tree that holds a stream.")),
          Row.of(
              "last-generated-id",
              stream(
                  "stream_last_generated_id",
                  "Time in the id most recently generated in a stream, in milliseconds.")),
          Row.of("groups", stream("stream_groups", "Consumer groups of a stream.")),
          Row.orZero(
              "max-deleted-entry-id",
              stream(
                  "stream_max_deleted_entry_id",
                  "Time in the highest id deleted from a stream, in milliseconds; 0 when there is none, and before Redis 7.0.")),
          Row.orZero(
              "first-entry",
              stream(
                  "stream_first_entry_id",
                  "Time in the id of a stream's first entry, in milliseconds; 0 when the stream is empty.")),
          Row.orZero(
              "last-entry",
              stream(
                  "stream_last_entry_id",
                  "Time in the id of a stream's last entry, in milliseconds; 0 when the stream is empty.")),
          Row.orZero(
              "entries-added",
              streamCounter(
                  "stream_entries_added_total",
                  "Entries added to a stream since its creation; 0 before Redis 7.0.")),
          Row.of(
              "iids-duplicates",
              streamCounter(
                  "stream_idmp_duplicates_total",
                  "Entries rejected by a stream because it had already received their idempotent id (Redis 8.6+).")),
          Row.of(
              "iids-added",
              streamCounter(
                  "stream_idmp_entries_added_total",
                  "Entries added to a stream with an idempotent id (Redis 8.6+).")),
          Row.of(
              "idmp-duration",
              gauge(
                      "stream_idmp_duration_seconds",
                      SECONDS,
                      "Time for which a stream remembers an idempotent id (Redis 8.6+).")
                  .labels("db", "stream")),
          Row.of(
              "idmp-maxsize",
              stream(
                  "stream_idmp_max_size",
                  "Maximum number of idempotent ids that a stream remembers for a producer (Redis 8.6+).")),
          Row.of(
              "pids-tracked",
              stream(
                  "stream_idmp_producer_ids_tracked",
                  "Producers whose idempotent ids a stream remembers (Redis 8.6+).")),
          Row.of(
              "iids-tracked",
              stream(
                  "stream_idmp_idempotent_ids_tracked",
                  "Idempotent ids that a stream remembers (Redis 8.6+).")));

  private static final List<Row> GROUP =
      List.of(
          Row.of("consumers", group("stream_group_consumers", "Consumers of a group.")),
          Row.of(
              "pending",
              group(
                  "stream_group_messages_pending",
                  "Entries delivered to a group and not acknowledged yet.")),
          Row.of(
              "nacked-count",
              group(
                  "stream_group_messages_nacked",
                  "Pending entries that consumers of a group returned without acknowledging them (Redis 8.8+).")),
          Row.of(
              "last-delivered-id",
              group(
                  "stream_group_last_delivered_id",
                  "Time in the id of the entry last delivered to a group, in milliseconds.")),
          Row.orZero(
              "entries-read",
              group(
                  "stream_group_entries_read",
                  "Entries read by a group, as the server counts them; absent where the server does not know, 0 before Redis 7.0.")),
          Row.orZero(
              "lag",
              group(
                  "stream_group_lag",
                  "Entries not delivered to a group yet; absent where the server does not know, 0 before Redis 7.0.")));

  private static final List<Row> CONSUMER =
      List.of(
          Row.of(
              "pending",
              consumer(
                  gauge(
                      "stream_group_consumer_messages_pending",
                      "Entries delivered to a consumer and not acknowledged yet."))),
          new Row(
              "idle",
              consumer(
                  gauge(
                      "stream_group_consumer_idle_seconds",
                      SECONDS,
                      "Time since a consumer's last attempt to read or claim entries.")),
              Double.NaN,
              1e3));

  /// The metrics of all rows.
  static final List<MetricDef> ALL =
      Stream.of(STREAM, GROUP, CONSUMER).flatMap(List::stream).map(Row::def).toList();

  private StreamMetrics() {}

  private static MetricDef stream(String name, String help) {
    return gauge(name, help).labels("db", "stream");
  }

  private static MetricDef streamCounter(String name, String help) {
    return counter(name, help).labels("db", "stream");
  }

  private static MetricDef group(String name, String help) {
    return gauge(name, help).labels("db", "stream", "group");
  }

  private static MetricDef consumer(MetricDef def) {
    return def.labels("db", "stream", "group", "consumer");
  }

  static void stream(List<Reply> fields, Samples out, String db, String stream) {
    add(STREAM, fields, out, db, stream);
  }

  static void group(List<Reply> fields, Samples out, String db, String stream, String group) {
    add(GROUP, fields, out, db, stream, group);
  }

  static void consumer(
      List<Reply> fields, Samples out, String db, String stream, String group, String consumer) {
    add(CONSUMER, fields, out, db, stream, group, consumer);
  }

  /// Returns the bytes of the field `name`; empty where the field is missing.
  static byte[] name(List<Reply> fields) {
    return Replies.find(fields, "name") instanceof Reply.Bulk name ? name.bytes() : new byte[0];
  }

  private static void add(List<Row> rows, List<Reply> fields, Samples out, String... labels) {
    for (Row row : rows) {
      double value = value(row, fields);
      if (!Double.isNaN(value)) {
        out.add(row.def, value / row.divisor, labels);
      }
    }
  }

  private static double value(Row row, List<Reply> fields) {
    return switch (Replies.find(fields, row.field)) {
      case null -> row.otherwise;
      case Reply.Int(long number) -> number;
      case Reply.Bulk id -> millis(id);
      case Reply.Array(List<Reply> entry)
          when !entry.isEmpty() && entry.getFirst() instanceof Reply.Bulk id ->
          millis(id);
      case Reply.Nil() when row.field.endsWith("-entry") -> 0;
      case Reply.Array _ -> 0;
      case Reply.Nil(), Reply.Status _, Reply.Error _ -> Double.NaN;
    };
  }

  /// Returns the time in an id; NaN where the id is not valid, whose parts are unsigned 64-bit numbers.
  ///
  /// In: `1700000000000-1`   Out: 1700000000000
  private static double millis(Reply.Bulk id) {
    String text = new String(id.bytes(), StandardCharsets.ISO_8859_1);
    int dash = text.indexOf('-');
    String millis = dash < 0 ? text : text.substring(0, dash);
    boolean fits = Fields.isUnsignedLong(millis);
    return fits && (dash < 0 || Fields.isUnsignedLong(text.substring(dash + 1)))
        ? GoFloat.parseOrNone(millis)
        : Double.NaN;
  }
}
