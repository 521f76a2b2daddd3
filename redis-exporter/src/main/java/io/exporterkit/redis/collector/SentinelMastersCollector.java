package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BOOLEAN;
import static io.exporterkit.metric.Unit.MILLISECONDS;
import static io.exporterkit.metric.Unit.SECONDS;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.FieldRow;
import io.exporterkit.redis.info.Info;
import io.exporterkit.redis.info.ServerIdentity;
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
import io.exporterkit.text.GoFloat;
import io.exporterkit.text.LosslessUtf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A collector of a sentinel's view of each master. The master's settings come from `SENTINEL MASTERS`, its sentinels
/// and replicas from `SENTINEL SENTINELS m` and `SENTINEL SLAVES m` (`REPLICAS` where that is refused), and the
/// quorum's state from `SENTINEL CKQUORUM m`.
///
/// In:  `1) 1) "name" 2) "mymaster" 3) "ip" 4) "10.0.0.7" 5) "port" 6) "6379" ... "quorum" "2"`
/// Out: `redis_sentinel_master_setting_ckquorum{master_name="mymaster",master_address="10.0.0.7:6379"} 2`
///
/// When a subcommand is refused, only its own samples are missing. CKQUORUM is sent only where [#usable] sentinels are
/// enough, because with too few its reply is an error, which the sentinel would count at each scrape.
final class SentinelMastersCollector implements RedisCollector {
  static final MetricDef CKQUORUM =
      gauge(
              "sentinel_master_ckquorum_status",
              BOOLEAN,
              "Whether enough sentinels are reachable for a failover; the label message has the reason.")
          .labels("master_name", "message");
  static final MetricDef OK_SENTINELS =
      ofMaster(
          gauge(
              "sentinel_master_ok_sentinels",
              "Sentinels of the master that are not down, including the scraped one."));
  static final MetricDef OK_SLAVES =
      ofMaster(gauge("sentinel_master_ok_slaves", "Replicas of the master that are not down."));
  static final MetricDef PEER =
      gauge("sentinel_peer_info", "1 for each other sentinel that monitors a master.")
          .labels("master_name", "master_address", "name", "ip", "port", "runid", "flags");

  /// The numeric fields of `SENTINEL MASTERS`.
  private static final List<FieldRow> ROWS =
      List.of(
          row(
              "quorum",
              gauge(
                  "sentinel_master_setting_ckquorum",
                  "Number of sentinels that must agree that the master is down."),
              1),
          row(
              "failover-timeout",
              gauge(
                  "sentinel_master_setting_failover_timeout",
                  MILLISECONDS,
                  "Time after which the sentinel aborts a failover and starts a new one."),
              1),
          row(
              "parallel-syncs",
              gauge(
                  "sentinel_master_setting_parallel_syncs",
                  "Number of replicas that may synchronize with a new master at the same time."),
              1),
          row(
              "down-after-milliseconds",
              gauge(
                  "sentinel_master_setting_down_after_milliseconds",
                  MILLISECONDS,
                  "Time without a valid reply after which the sentinel considers the master down."),
              1),
          row(
              "config-epoch",
              gauge(
                  "sentinel_master_config_epoch",
                  "Epoch of the master's configuration; each failover increments it."),
              1),
          row(
              "last-ok-ping-reply",
              gauge(
                  "sentinel_master_last_ok_ping_reply_seconds",
                  SECONDS,
                  "Time since the master last replied correctly to a ping of the sentinel."),
              1e3));

  /// The number of masters queried in one write.
  private static final int ROUND = 64;

  private static final Command MASTERS =
      Command.of("SENTINEL", "MASTERS").expectedWhere(ServerIdentity::isSentinel);
  private static final Command SENTINELS =
      Command.of("SENTINEL", "SENTINELS").expectedWhere(ServerIdentity::isSentinel);
  private static final Command SLAVES =
      Command.of("SENTINEL", "SLAVES").expectedWhere(ServerIdentity::isSentinel);
  private static final Command REPLICAS =
      Command.of("SENTINEL", "REPLICAS").expectedWhere(ServerIdentity::isSentinel);
  private static final Command CHECK =
      Command.of("SENTINEL", "CKQUORUM").expectedWhere(ServerIdentity::isSentinel);

  private final boolean peers;

  /// @param peers whether each other sentinel is emitted
  SentinelMastersCollector(boolean peers) {
    this.peers = peers;
  }

  /// Returns a field, its metric, and the number of the field's units in one of the metric's units.
  private static FieldRow row(String field, MetricDef def, double divisor) {
    return new FieldRow(field, ofMaster(def), divisor);
  }

  /// The bytes of a master's name.
  private static final class Key {
    final byte[] bytes;

    Key(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /// A master.
  ///
  /// @param key its name as the sentinel sent it, which may be invalid UTF-8
  /// @param quorum number of sentinels that must agree; NaN where unknown
  /// @param usable number of sentinels that are not down; NaN where unknown
  /// @param voters number of all sentinels; NaN where unknown
  private record Master(
      Key key, String name, String address, double quorum, double usable, double voters) {
    Master withSentinels(int newUsable, int newVoters) {
      return new Master(key, name, address, quorum, newUsable, newVoters);
    }

    /// Returns why no failover could be agreed on; null where one could be, or where too little is known. The text is
    /// the same as CKQUORUM's because users match it.
    @Nullable String obstacle() {
      List<String> reasons = new ArrayList<>();
      if (usable < quorum) {
        reasons.add("Not enough available Sentinels to reach the specified quorum for this master");
      }
      if (usable < Math.floor(voters / 2) + 1) {
        reasons.add(
            "Not enough available Sentinels to reach the majority and authorize a failover");
      }
      return reasons.isEmpty()
          ? null
          : "NOQUORUM " + (long) usable + " usable Sentinels. " + String.join(". ", reasons);
    }
  }

  @Override
  public String name() {
    return "sentinel_masters";
  }

  @Override
  public List<MetricDef> metrics() {
    List<MetricDef> metrics = new ArrayList<>();
    ROWS.forEach(row -> metrics.add(row.def()));
    metrics.addAll(List.of(CKQUORUM, OK_SENTINELS, OK_SLAVES, PEER));
    return metrics;
  }

  @Override
  public List<Command> commands() {
    return List.of(MASTERS);
  }

  @Override
  public List<Command> commands(ServerIdentity server) {
    return server.isSentinel() ? commands() : List.of();
  }

  @Override
  public Rights rights() {
    return Rights.on(
        Rights.Where.SENTINEL,
        "sentinel|masters",
        "sentinel|sentinels",
        "sentinel|slaves",
        "sentinel|ckquorum");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    if (!session.server().isSentinel()) {
      return;
    }
    Parts parts = new Parts();
    List<Master> masters;
    try {
      masters = masters(session.ask(MASTERS), out);
    } catch (SkippedException e) {
      parts.refused.put(MASTERS.toString(), e);
      masters = fromInfo(session.info());
    }
    Command slaves = session.standing(SLAVES) == Standing.REFUSED ? REPLICAS : SLAVES;
    List<Master> counted = new ArrayList<>(masters);
    Taker taker =
        (kind, at, reply) -> {
          List<Map<String, String>> entries = entries(reply, kind);
          Master master = counted.get(at);
          if (kind.equals(SENTINELS)) {
            counted.set(at, sentinels(master, entries, out));
          } else {
            out.add(OK_SLAVES, usable(entries), master.name, master.address);
          }
        };
    ask(session, parts, List.of(SENTINELS, slaves), masters, taker);
    if (slaves.equals(SLAVES) && parts.refused.remove(SLAVES.toString()) != null) {
      ask(session, parts, List.of(REPLICAS), masters, taker);
    }
    List<Master> able = new ArrayList<>();
    for (Master master : counted) {
      String obstacle = master.obstacle();
      if (obstacle == null) {
        able.add(master);
      } else {
        out.add(CKQUORUM, 0, master.name, obstacle);
      }
    }
    ask(
        session,
        parts,
        List.of(CHECK),
        able,
        (kind, at, reply) -> {
          switch (reply) {
            case Reply.Error(String message) -> out.add(CKQUORUM, 0, able.get(at).name, message);
            default -> out.add(CKQUORUM, 1, able.get(at).name, Replies.text(reply));
          }
        });
    parts.check();
  }

  /// The refusals and failures that determine the outcome.
  private static final class Parts {
    final Map<String, SkippedException> refused = new TreeMap<>();
    final Set<String> failed = new TreeSet<>();

    void check() throws IOException, SkippedException {
      if (!failed.isEmpty()) {
        throw new IOException("the sentinel cannot answer " + String.join(", ", failed));
      }
      if (!refused.isEmpty()) {
        throw refused.values().iterator().next();
      }
    }
  }

  /// A reader of the replies to one kind of command, with the master's position in the list.
  @FunctionalInterface
  private interface Taker {
    void take(Command kind, int at, Reply reply) throws IOException;
  }

  /// Sends each of these kinds of command for each master, many in one round. A kind without a known standing is sent
  /// for the first master only, so that a denial is logged once.
  private static void ask(
      RedisSession session, Parts parts, List<Command> kinds, List<Master> masters, Taker taker)
      throws IOException, InterruptedException {
    for (int from = 0; from < masters.size(); ) {
      List<Command> asked = new ArrayList<>();
      List<Command> untried = new ArrayList<>();
      for (Command kind : kinds) {
        switch (session.standing(kind)) {
          case REFUSED -> parts.refused.put(kind.toString(), session.refusal(kind));
          case UNTRIED -> untried.add(kind);
          case WORKS -> {}
        }
        if (!parts.refused.containsKey(kind.toString())) {
          asked.add(kind);
        }
      }
      int to = Math.min(masters.size(), from + (untried.isEmpty() ? ROUND : 1));
      if (!asked.isEmpty()) {
        Batch batch = new Batch();
        for (Master master : masters.subList(from, to)) {
          for (Command kind : asked) {
            batch.commandWith(1, kind.toString().split(" ")).with(master.key.bytes);
          }
        }
        Round round = session.round(batch);
        List<Reply> replies = round.arrived();
        for (int i = 0; i < replies.size(); i++) {
          Command kind = asked.get(i % asked.size());
          Reply reply = replies.get(i);
          if (untried.contains(kind)) {
            session.tried(kind, reply);
          }
          if (session.standing(kind) == Standing.REFUSED) {
            parts.refused.put(kind.toString(), session.refusal(kind));
          } else if (reply instanceof Reply.Error && !kind.equals(CHECK)) {
            parts.failed.add(kind.toString());
          } else {
            taker.take(kind, from + i / asked.size(), reply);
          }
        }
        round.check();
      }
      from = to;
    }
  }

  private static List<Master> masters(Reply reply, Samples out) throws IOException {
    List<Master> masters = new ArrayList<>();
    for (Reply element : Replies.list(reply, MASTERS)) {
      Map<String, String> entry = Replies.pairs(element, MASTERS);
      Function<String, String> field = name -> entry.getOrDefault(name, "");
      String name = field.apply("name");
      String address = field.apply("ip") + ":" + field.apply("port");
      for (FieldRow row : ROWS) {
        row.add(GoFloat.parseOrNone(field.apply(row.field())), out, name, address);
      }
      double quorum = GoFloat.parseOrNone(field.apply("quorum"));
      Key key = new Key(Replies.bytes(element, "name"));
      masters.add(new Master(key, name, address, quorum, Double.NaN, Double.NaN));
    }
    return masters;
  }

  /// Returns the masters that INFO lists, for use where MASTERS is refused.
  private static List<Master> fromInfo(Info info) {
    List<Master> masters = new ArrayList<>();
    SentinelCollector.masters(info)
        .forEach((name, address) -> {
          Key key = new Key(LosslessUtf8.encode(name));
          masters.add(new Master(key, name, address, Double.NaN, Double.NaN, Double.NaN));
        });
    return masters;
  }

  private Master sentinels(Master master, List<Map<String, String>> entries, Samples out) {
    int usable = usable(entries) + 1;
    out.add(OK_SENTINELS, usable, master.name, master.address);
    if (peers) {
      for (Map<String, String> entry : entries) {
        out.add(
            PEER,
            1,
            master.name,
            master.address,
            entry.getOrDefault("name", ""),
            entry.getOrDefault("ip", ""),
            entry.getOrDefault("port", ""),
            entry.getOrDefault("runid", ""),
            entry.getOrDefault("flags", ""));
      }
    }
    return master.withSentinels(usable, entries.size() + 1);
  }

  /// Returns the number of entries that neither this sentinel nor the quorum considers down.
  private static int usable(List<Map<String, String>> entries) {
    int usable = 0;
    for (Map<String, String> entry : entries) {
      List<String> flags = List.of(entry.getOrDefault("flags", "").split(",", -1));
      if (!flags.contains("s_down") && !flags.contains("o_down")) {
        usable++;
      }
    }
    return usable;
  }

  private static List<Map<String, String>> entries(Reply reply, Command asked) throws IOException {
    List<Map<String, String>> entries = new ArrayList<>();
    for (Reply element : Replies.list(reply, asked)) {
      entries.add(Replies.pairs(element, asked));
    }
    return entries;
  }

  private static MetricDef ofMaster(MetricDef def) {
    return def.labels("master_name", "master_address");
  }
}
