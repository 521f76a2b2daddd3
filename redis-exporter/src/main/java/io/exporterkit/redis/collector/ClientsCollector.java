package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.counter;
import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BYTES;
import static io.exporterkit.metric.Unit.TIMESTAMP;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.FieldRow;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.Pace;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A collector of the server's client connections, from `CLIENT LIST`: one line a client, `field=value` with blanks
/// between.
///
/// In:  `id=7 addr=127.0.0.1:50188 name=app age=60 idle=2 flags=N db=0 sub=0 ... omem=0 tot-mem=22298 ... user=default`
/// Out: `redis_connected_client_info{id="7",name="app",flags="N",db="0",host="127.0.0.1",user="default"} 1`,
///      `redis_connected_client_total_memory_consumed_bytes{id="7",name="app"} 22298`
///
/// The server's version decides which fields a client has. A missing field has no sample, except `tot-mem`, which is
/// emitted as 0. At most [#MOST_CLIENTS] clients are emitted.
final class ClientsCollector implements RedisCollector {
  /// The server's default limit of clients. When there are more, the samples of the first ones are delivered and the
  /// collector fails.
  static final int MOST_CLIENTS = 10_000;

  static final MetricDef INFO =
      gauge(
              "connected_client_info",
              "1 for each client connection, described by its labels (CLIENT LIST).")
          .labels("id", "name", "flags", "db", "host")
          .optionalLabels("port", "user", "resp");
  static final MetricDef CREATED =
      gauge(
              "connected_client_created_at_timestamp",
              TIMESTAMP,
              "When the client connected: the current time less the age in CLIENT LIST.")
          .labels("id", "name");
  static final MetricDef IDLE_SINCE =
      gauge(
              "connected_client_idle_since_timestamp",
              TIMESTAMP,
              "When the client last sent a command: the current time less the idle time in CLIENT LIST.")
          .labels("id", "name");
  static final MetricDef TOTAL_MEMORY =
      gauge(
              "connected_client_total_memory_consumed_bytes",
              BYTES,
              "Memory of all buffers of the client, from tot-mem in CLIENT LIST; 0 where the field is missing (before Redis 6.2).")
          .labels("id", "name");

  private static final Command CLIENT_LIST = Command.of("CLIENT", "LIST").everywhere();

  /// The numeric fields that are emitted unchanged.
  private static final List<FieldRow> ROWS =
      List.of(
          row(
              "omem",
              gauge(
                  "connected_client_output_buffer_memory_usage_bytes",
                  BYTES,
                  "Memory of the replies queued for the client beyond its fixed output buffer.")),
          row(
              "sub",
              gauge(
                  "connected_client_channel_subscriptions_count",
                  "Channels to which the client is subscribed.")),
          row(
              "psub",
              gauge(
                  "connected_client_pattern_matching_subscriptions_count",
                  "Channel patterns to which the client is subscribed.")),
          row(
              "ssub",
              gauge(
                  "connected_client_shard_channel_subscriptions_count",
                  "Shard channels to which the client is subscribed (Redis 7.0.3+).")),
          row(
              "watch",
              gauge(
                  "connected_client_shard_channel_watched_keys",
                  "Keys that the client watches for a transaction (Redis 7.4+, Valkey 8+).")),
          row(
              "qbuf",
              gauge(
                  "connected_client_query_buffer_length_bytes",
                  BYTES,
                  "Bytes in the client's query buffer that are not executed yet.")),
          row(
              "qbuf-free",
              gauge(
                  "connected_client_query_buffer_free_space_bytes",
                  BYTES,
                  "Free space in the client's query buffer.")),
          row(
              "obl",
              gauge(
                  "connected_client_output_buffer_length_bytes",
                  BYTES,
                  "Bytes in the client's fixed output buffer.")),
          row(
              "oll",
              gauge(
                  "connected_client_output_list_length",
                  "Replies queued for the client beyond its fixed output buffer.")),
          row(
              "read-events",
              counter(
                  "connected_client_read_events_total",
                  "Times the server read from the client (Redis 8.8+).")),
          row(
              "parse-batch-cmd-sum",
              counter(
                  "connected_client_pipeline_commands_total",
                  "Commands parsed from the client's input (Redis 8.8+).")),
          row(
              "parse-batch-cnt",
              counter(
                  "connected_client_pipeline_batches_total",
                  "Batches in which the server parsed the client's input (Redis 8.8+).")));

  /// The field names that Redis and Valkey send in CLIENT LIST. Servers that also send other fields do not allow blanks
  /// in a client's name.
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "addr",
          "laddr",
          "fd",
          "name",
          "age",
          "idle",
          "flags",
          "capa",
          "db",
          "sub",
          "psub",
          "ssub",
          "multi",
          "watch",
          "qbuf",
          "qbuf-free",
          "argv-mem",
          "multi-mem",
          "rbs",
          "rbp",
          "obl",
          "oll",
          "omem",
          "tot-mem",
          "events",
          "cmd",
          "user",
          "redir",
          "resp",
          "lib-name",
          "lib-ver",
          "io-thread",
          "tot-net-in",
          "tot-net-out",
          "tot-cmds",
          "read-events",
          "parse-batch-cmd-sum",
          "parse-batch-cnt");

  private final boolean port;
  private final InstantSource clock;

  /// @param port whether the info metric has the client's port as a label
  ClientsCollector(boolean port, InstantSource clock) {
    this.port = port;
    this.clock = clock;
  }

  /// Returns a field and its metric, labelled with the client's id and name.
  private static FieldRow row(String field, MetricDef def) {
    return FieldRow.row(field, def.labels("id", "name"));
  }

  @Override
  public String name() {
    return "clients";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> metrics = new ArrayList<>(List.of(INFO, CREATED, IDLE_SINCE, TOTAL_MEMORY));
    ROWS.forEach(row -> metrics.add(row.def()));
    return metrics;
  }

  @Override
  public List<Command> commands() {
    return List.of(CLIENT_LIST);
  }

  @Override
  public Rights rights() {
    return Rights.to("client|list");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    if (!(session.ask(CLIENT_LIST) instanceof Reply.Bulk bulk)) {
      throw new IOException(CLIENT_LIST + " did not return text");
    }
    double now = clock.instant().getEpochSecond();
    String text = bulk.wholeLines();
    int clients = 0;
    int lines = 0;
    for (int from = 0; from < text.length(); ) {
      Pace.keep(session, lines++);
      int newline = text.indexOf('\n', from);
      int end = newline < 0 ? text.length() : newline;
      Map<String, String> client = end == from ? Map.of() : parse(text, from, end);
      if (!client.getOrDefault("id", "").isEmpty()) {
        if (++clients > MOST_CLIENTS) {
          throw new IOException("more clients than can be emitted");
        }
        tell(client, now, out);
      }
      from = end + 1;
    }
    if (bulk.isCut()) {
      throw new IOException(CLIENT_LIST + " is too long: only its first part was read");
    }
  }

  /// Returns the known fields of one line. A value ends at the blank before the next field, whether that field is known
  /// or not.
  ///
  /// In: `id=7 name=a=b tid=3 age=5`   Out: `{id=7, name=a=b, age=5}`
  ///
  /// Servers before Redis 6.2, which send no `laddr`, may allow blanks in a client's name. There, the name ends at the
  /// next known field, unless the line has an unknown field elsewhere.
  static Map<String, String> parse(String text, int from, int end) {
    Map<String, String> fields = new HashMap<>();
    String field = "";
    int value = from;
    // In the name, a word like an unknown field either ends the name or is a part of the name.
    int nameBegin = -1;
    int nameCut = -1;
    boolean foreign = false;
    for (int at = from; at < end; ) {
      int blank = text.indexOf(' ', at, end);
      int wordEnd = blank < 0 ? end : blank;
      String begun = fieldAt(text, at, wordEnd);
      boolean known = FIELDS.contains(begun);
      if (known || (!begun.isEmpty() && !field.equals("name"))) {
        enter(fields, field, text, value, at - 1);
        foreign |= !known;
        field = begun;
        value = at + begun.length() + 1;
        nameBegin = nameBegin < 0 && field.equals("name") ? value : nameBegin;
      } else if (!begun.isEmpty() && value == nameBegin && nameCut < 0) {
        nameCut = at - 1;
      }
      at = wordEnd + 1;
    }
    enter(fields, field, text, value, end);
    boolean mayHoldBlanks = !foreign && !fields.containsKey("laddr") && nameCut > nameBegin;
    if (nameCut >= 0 && !mayHoldBlanks) {
      fields.put("name", text.substring(nameBegin, nameCut));
    }
    return fields;
  }

  private static void enter(
      Map<String, String> fields, String field, String text, int from, int end) {
    if (FIELDS.contains(field)) {
      fields.putIfAbsent(field, text.substring(from, Math.max(from, end)).stripTrailing());
    }
  }

  /// Returns the name before the equals sign of a word; empty where the word does not begin a field.
  private static String fieldAt(String text, int from, int end) {
    int at = from;
    while (at < end && isOfName(text.charAt(at))) {
      at++;
    }
    return at < end && text.charAt(at) == '=' ? text.substring(from, at) : "";
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }

  private void tell(Map<String, String> client, double now, Samples out) {
    String id = client.getOrDefault("id", "");
    String name = client.getOrDefault("name", "");
    // `127.0.0.1:50188`, `[::1]:50188`, `/run/redis.sock:0`
    String address = client.getOrDefault("addr", "");
    int colon = address.lastIndexOf(':');
    out.add(
        INFO,
        1,
        id,
        name,
        client.getOrDefault("flags", ""),
        client.getOrDefault("db", ""),
        colon < 0 ? address : address.substring(0, colon),
        port && colon >= 0 ? address.substring(colon + 1) : "",
        client.getOrDefault("user", ""),
        client.getOrDefault("resp", ""));
    double age = number(client, "age");
    if (!GoFloat.isNone(age)) {
      out.add(CREATED, now - age, id, name);
    }
    double idle = number(client, "idle");
    if (!GoFloat.isNone(idle)) {
      out.add(IDLE_SINCE, now - idle, id, name);
    }
    double memory = number(client, "tot-mem");
    out.add(TOTAL_MEMORY, GoFloat.isNone(memory) ? 0 : memory, id, name);
    for (FieldRow row : ROWS) {
      row.add(number(client, row.field()), out, id, name);
    }
  }

  private static double number(Map<String, String> client, String field) {
    String value = client.get(field);
    return value == null ? GoFloat.NONE : GoFloat.parseOrNone(value);
  }
}
