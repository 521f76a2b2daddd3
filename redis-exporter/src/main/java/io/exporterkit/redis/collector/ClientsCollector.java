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

/// Each connection of the server, from `CLIENT LIST`: one line a client, `field=value` with blanks between.
///
/// In:  `id=7 addr=127.0.0.1:50188 name=app age=60 idle=2 flags=N db=0 sub=0 ... omem=0 tot-mem=22298 ... user=default resp=2`
/// Out: `redis_connected_client_info{id="7",name="app",flags="N",db="0",host="127.0.0.1",user="default",resp="2"} 1`,
///      `redis_connected_client_total_memory_consumed_bytes{id="7",name="app"} 22298`
///
/// Which fields there are depends on the server; a client holds no sample of a field it lacks, `tot-mem` left out, which is 0 then.
/// At most [#MOST_CLIENTS] are told.
final class ClientsCollector implements RedisCollector {
  /// A server's own limit, unless it was raised; what is over fails the collector, with these delivered.
  static final int MOST_CLIENTS = 10_000;

  static final MetricDef INFO =
      gauge("connected_client_info", "1 for each connection, with what CLIENT LIST says it is.")
          .labels("id", "name", "flags", "db", "host")
          .optionalLabels("port", "user", "resp");
  static final MetricDef CREATED =
      gauge(
              "connected_client_created_at_timestamp",
              TIMESTAMP,
              "When the client connected: now less its age.")
          .labels("id", "name");
  static final MetricDef IDLE_SINCE =
      gauge(
              "connected_client_idle_since_timestamp",
              TIMESTAMP,
              "When the client was last heard of: now less its idle time.")
          .labels("id", "name");
  static final MetricDef TOTAL_MEMORY =
      gauge(
              "connected_client_total_memory_consumed_bytes",
              BYTES,
              "Memory of all buffers of the client; 0 where the server does not tell (before Redis 6.2).")
          .labels("id", "name");

  private static final Command CLIENT_LIST = Command.of("CLIENT", "LIST").everywhere();

  /// Fields that are a number and become a metric as they are.
  private static final List<FieldRow> ROWS =
      List.of(
          row(
              "omem",
              gauge(
                  "connected_client_output_buffer_memory_usage_bytes",
                  BYTES,
                  "Memory of the list of replies that wait for the client.")),
          row(
              "sub",
              gauge(
                  "connected_client_channel_subscriptions_count",
                  "Channels the client is subscribed to.")),
          row(
              "psub",
              gauge(
                  "connected_client_pattern_matching_subscriptions_count",
                  "Patterns of channels the client is subscribed to.")),
          row(
              "ssub",
              gauge(
                  "connected_client_shard_channel_subscriptions_count",
                  "Shard channels the client is subscribed to (Redis 7.0.3+).")),
          row(
              "watch",
              gauge(
                  "connected_client_shard_channel_watched_keys",
                  "Keys the client watches for a transaction (Redis 7.4+, Valkey 8+).")),
          row(
              "qbuf",
              gauge(
                  "connected_client_query_buffer_length_bytes",
                  BYTES,
                  "Bytes of queries not yet executed.")),
          row(
              "qbuf-free",
              gauge(
                  "connected_client_query_buffer_free_space_bytes",
                  BYTES,
                  "Room left in the client's query buffer.")),
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
                  "Replies in the list that takes what the fixed output buffer cannot.")),
          row(
              "read-events",
              counter(
                  "connected_client_read_events_total",
                  "Times the server read from the client (Redis 8.8+).")),
          row(
              "parse-batch-cmd-sum",
              counter(
                  "connected_client_pipeline_commands_total",
                  "Commands parsed from the client's input, in batches (Redis 8.8+).")),
          row(
              "parse-batch-cnt",
              counter(
                  "connected_client_pipeline_batches_total",
                  "Batches in which the client's input was parsed (Redis 8.8+).")));

  /// The field names of CLIENT LIST that Redis and Valkey send. On a server that sends others, too, a name of a client holds no blank.
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

  /// @param port whether clients are told with their port
  ClientsCollector(boolean port, InstantSource clock) {
    this.port = port;
    this.clock = clock;
  }

  /// A field and its metric.
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
      throw new IOException(CLIENT_LIST + " is answered with no text");
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
          throw new IOException("more clients than are told");
        }
        tell(client, now, out);
      }
      from = end + 1;
    }
    if (bulk.isCut()) {
      throw new IOException(CLIENT_LIST + " is too long: only its first part was read");
    }
  }

  /// The known fields of one line. A value reaches up to the next blank behind which a field begins, known or not.
  ///
  /// In: `id=7 name=a=b tid=3 age=5`   Out: `{id=7, name=a=b, age=5}`
  ///
  /// Servers before Redis 6.2, which send no `laddr`, may let a client have a name with blanks: there it reaches up to the next known
  /// field, unless the line holds an unknown one elsewhere.
  static Map<String, String> parse(String text, int from, int end) {
    Map<String, String> fields = new HashMap<>();
    String field = "";
    int value = from;
    // In the name, a word like an unknown field either ends the name or belongs to it.
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

  /// The name in front of a word's equals sign; empty where the word begins no field.
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
