package io.exporterkit.redis.page;

import io.exporterkit.options.ParseResult;
import io.exporterkit.redis.cluster.ClusterDiscovery;
import io.exporterkit.redis.cluster.Keyspace;
import io.exporterkit.redis.collector.Collectors;
import io.exporterkit.redis.keys.SeriesMemory;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.protocol.TargetAddress;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.redis.session.Rights.Where;
import io.exporterkit.redis.session.SessionOpener;
import io.exporterkit.time.Ticker;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The access lists that the flags need, made from the declarations of session and collectors, and the page that
/// documents them.
public final class AccessLists {
  static final Switch DEFAULT = new Switch("");

  /// Flags that need further rights.
  static final List<Switch> MORE =
      List.of(
          new Switch(
              "`-check-keys`, `-check-single-keys`", "-check-keys=*", "-check-single-keys=a"),
          new Switch("`-count-keys`", "-count-keys=*"),
          new Switch("`-check-key-groups`", "-check-key-groups=^(.)"),
          new Switch(
              "`-check-streams`, `-check-single-streams`",
              "-check-streams=*",
              "-check-single-streams=a"),
          new Switch("`-script`", "-script=src/test/resources/scripts/one.lua"),
          new Switch(
              "`-script` with `-lua-script-read-only`",
              "-script=src/test/resources/scripts/one.lua",
              "-lua-script-read-only"),
          new Switch("`-export-client-list`", "-export-client-list"),
          new Switch("`-ping-on-connect`", "-ping-on-connect"));

  /// Flags that need no further rights than a default scrape.
  static final List<Switch> NO_MORE =
      List.of(
          new Switch("`-include-config-metrics`", "-include-config-metrics"),
          new Switch("`-include-system-metrics`", "-include-system-metrics"),
          new Switch("`-include-rdb-file-size-metric`", "-include-rdb-file-size-metric"),
          new Switch("`-include-modules-metrics`", "-include-modules-metrics"),
          new Switch("`-scan.max-share`", "-scan.max-share=0.5"));

  /// Flags that need fewer rights.
  static final List<Switch> LESS =
      List.of(
          new Switch("`-set-client-name=false`", "-set-client-name=false"),
          new Switch("`-config-command=-`", "-config-command=-"),
          new Switch("`-exclude-latency-histogram-metrics`", "-exclude-latency-histogram-metrics"));

  /// All flags that need rights, on one server.
  static final Switch ALL =
      new Switch(
          "",
          Stream.concat(MORE.stream(), NO_MORE.stream())
              .flatMap(one -> one.args().stream())
              .filter(arg -> !arg.equals("-lua-script-read-only"))
              .distinct()
              .toArray(String[]::new));

  /// The flags that read the other nodes of a cluster.
  static final Switch CLUSTER =
      new Switch(
          "`-is-cluster`",
          "-is-cluster",
          "-check-keys=*",
          "-check-single-keys=a",
          "-count-keys=*",
          "-check-key-groups=^(.)",
          "-check-streams=*",
          "-check-single-streams=a");

  /// The flags that need a search module.
  static final Switch SEARCH =
      new Switch("`-include-search-indexes-metrics`", "-include-search-indexes-metrics");

  /// The flags that need a server without access lists.
  static final Switch TILE38 = new Switch("`-is-tile38`", "-is-tile38");

  private AccessLists() {}

  /// Returns the rules that a default scrape of Valkey 8.1 and later needs, such as `+slowlog|len`.
  public static List<String> ofADefaultScrapeOfValkey() {
    return DEFAULT.rules(Kind.VALKEY_8_1);
  }

  /// The kinds of server that need different access lists.
  enum Kind {
    REDIS_7("Redis 7.0 and later, Redict, Valkey up to 8.0"),
    REDIS_8_8("Redis 8.8 and later"),
    VALKEY_8_1("Valkey 8.1 and later"),
    REDIS_6("Redis 6.0 and 6.2"),
    CLUSTER_NODE("A node of a cluster"),
    SENTINEL("A sentinel"),
    SEARCHING("A server with a search module");

    static final List<Kind> SERVERS = List.of(REDIS_7, REDIS_8_8, VALKEY_8_1, REDIS_6);

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    private Set<Where> has() {
      Set<Where> redis7 = EnumSet.of(Where.ANYWHERE, Where.SERVER, Where.REDIS_7);
      switch (this) {
        case REDIS_7 -> {}
        case REDIS_6 -> redis7.remove(Where.REDIS_7);
        case REDIS_8_8 -> redis7.add(Where.REDIS_8_8);
        case VALKEY_8_1 -> redis7.add(Where.VALKEY_8_1);
        case CLUSTER_NODE -> redis7.add(Where.CLUSTER);
        case SEARCHING -> redis7.add(Where.SEARCH);
        case SENTINEL -> {
          return EnumSet.of(Where.ANYWHERE, Where.SENTINEL);
        }
      }
      return redis7;
    }

    List<String> rules(Rights rights) {
      return rights.rules(has());
    }
  }

  /// Flags that change the commands that are sent.
  ///
  /// @param shown the flags as the page names them
  record Switch(String shown, List<String> args) {
    Switch(String shown, String... args) {
      this(shown, List.of(args));
    }

    private ExporterConfig config() {
      if (RedisOptions.TABLE.parse(args, Map.of()) instanceof ParseResult.Parsed parsed) {
        return ExporterConfig.of(parsed.values());
      }
      throw new IllegalArgumentException("flags are refused: " + args);
    }

    List<RedisCollector> collectors() {
      ExporterConfig config = config();
      return Collectors.of(
          config,
          config.features().scripts()::files,
          SeriesMemory.ofHeap(),
          InstantSource.system(),
          Ticker.system());
    }

    /// Returns the collectors that the default flags do not have, or that need further rights with these flags.
    List<RedisCollector> added() {
      Map<String, Rights> usual = new LinkedHashMap<>();
      DEFAULT.collectors().forEach(one -> usual.put(one.name(), one.rights()));
      return collectors().stream()
          .filter(one -> !one.rights().equals(usual.get(one.name())))
          .toList();
    }

    /// Returns the rights that the session and all collectors need.
    Rights rights() {
      ExporterConfig config = config();
      int database = config.target().map(TargetAddress::database).orElse(0);
      Rights rights = SessionOpener.rights(config.connection(), database);
      for (RedisCollector collector : collectors()) {
        rights = rights.and(collector.rights());
      }
      return rights;
    }

    List<String> rules(Kind kind) {
      return kind.rules(rights());
    }

    /// Returns the rules that a default scrape does not need, on any server.
    List<String> moreThanDefault() {
      List<String> usual = DEFAULT.rules(Kind.REDIS_7);
      return rules(Kind.REDIS_7).stream().filter(rule -> !usual.contains(rule)).toList();
    }

    /// Returns the rules that only a default scrape needs.
    List<String> lessThanDefault() {
      List<String> here = rules(Kind.REDIS_7);
      return DEFAULT.rules(Kind.REDIS_7).stream().filter(rule -> !here.contains(rule)).toList();
    }
  }

  /// Returns the command that creates the user.
  static String line(List<String> rules) {
    return "ACL SETUSER exporter on >password " + String.join(" ", rules);
  }

  static String markdown() {
    return """
    # Access lists

    The rights that a user of the exporter needs, so that the exporter can read everything and no command is refused.
    Servers have access lists from Redis 6.0 on, sentinels from 6.2 on.

    Create the user with one of these lines, with a better password, and start the exporter with `-redis.user exporter` and
    `-redis.password`, or with a password file. Each line contains only what its flags need: without any one of its rights,
    the server would refuse a command. `ACL SETUSER` adds to the existing rights of a user. For several flags, run their
    lines one after the other. To remove other rights of the user, write `reset` behind the name.

    A command that is refused nevertheless is sent once in five minutes, and the refusal is logged once. The metric
    `redis_exporter_collector_outcome` reports the outcome `forbidden`, and the rest of the page is complete.

    Written by `make docs` from the declarations in the code. Each line is tested on Redis 6.0, 7.0 and 8.0 and Valkey 9.1,
    and on sentinels of the last three.

    ## A default scrape

    %s
    Add `+select` if the address or a flag names a database other than 0, as in `redis://host/3` or `db3=user:*`. A node of
    a cluster also needs %s.

    | collector | needs |
    |---|---|
    | every scrape, by itself | %s |
    %s
    All other collectors need only INFO. With these flags, fewer rights are needed:

    | flag | not needed |
    |---|---|
    %s
    ## Everything

    All of the flags below at once, on a server without modules.

    %s
    ## By flag

    The following flags need no more rights than a default scrape:

    %s
    The flag `-export-client-port` needs the same rights as `-export-client-list`.

    %s\
    ## Sentinels

    A default scrape, with or without `-include-sentinel-peer-info`:

    %s
    With `-include-config-metrics`:

    %s
    ## Clusters

    With `-is-cluster`, the flags for keys, counts, groups and streams also need
    %s.
    Every node must have the user. The command of `+asking` is sent only while slots move. Add `+cluster|shards` (Redis 7.0
    and later), also for `/discover-cluster-nodes`, if the nodes listen with TLS only and `redis.addr` is an address without
    TLS. All of these flags together:

    %s
    For `/discover-cluster-nodes`, the node in `redis.addr` needs
    %s.

    ## Search indexes and Tile38

    This section, and `+arcount` above, are based on the servers' documentation and are not tested.
    `-include-search-indexes-metrics` needs the following line on a server with a search module; other servers refuse the
    line:

    %s
    Tile38 has no access lists, and needs only a password.

    ## Notes

    **Redis 6.** As in later versions, `+config|get` grants one subcommand of a command that is not granted as a whole. But
    `-config|set` does not exist, and `+config|get` is an error for a user who already has `+config`. In the ACL log, a
    refused command is named without its subcommand: `config`.

    **Read-only access.** From Redis 7.0 on, `%%R~*` may replace `~*`: no command is refused with it.

    **Access to some keys.** With `~user:*` in place of `~*`, other keys have no series, and the exporter tries to read each
    of them once in five minutes. To avoid these attempts, check only `user:*`. SCAN needs no right to keys, and returns all
    names.

    **Scripts.** The commands that a script calls and the keys that a script reads must be granted as well, because `EVAL`
    runs with the rights of its user.

    **Renamed commands.** Access lists contain the original name of a command: `+config|get`, whatever `-config-command`
    says.
    """
        .formatted(
            lines(DEFAULT, Kind.SERVERS),
            code(more(Kind.CLUSTER_NODE)),
            cell(Kind.REDIS_7.rules(session())),
            defaultRows(),
            lessRows(),
            lines(ALL, Kind.SERVERS),
            shown(NO_MORE),
            sections(),
            lines(DEFAULT, List.of(Kind.SENTINEL)),
            lines(NO_MORE.getFirst(), List.of(Kind.SENTINEL)),
            code(Kind.CLUSTER_NODE.rules(Keyspace.RIGHTS)),
            lines(CLUSTER, List.of(Kind.CLUSTER_NODE)),
            code(Kind.CLUSTER_NODE.rules(session().and(ClusterDiscovery.RIGHTS))),
            lines(SEARCH, List.of(Kind.SEARCHING)));
  }

  private static Rights session() {
    return SessionOpener.rights(DEFAULT.config().connection(), 0);
  }

  private static List<String> more(Kind kind) {
    List<String> usual = DEFAULT.rules(Kind.REDIS_7);
    return DEFAULT.rules(kind).stream().filter(rule -> !usual.contains(rule)).toList();
  }

  private static String defaultRows() {
    StringBuilder rows = new StringBuilder();
    for (RedisCollector collector : DEFAULT.collectors()) {
      for (Kind kind : List.of(Kind.REDIS_7, Kind.VALKEY_8_1, Kind.CLUSTER_NODE)) {
        List<String> rules = kind.rules(collector.rights());
        if (!rules.isEmpty()) {
          String where = kind == Kind.REDIS_7 ? "" : " (" + kind.words + ")";
          rows.append("| `%s`%s | %s |\n".formatted(collector.name(), where, cell(rules)));
          break;
        }
      }
    }
    return rows.toString();
  }

  private static String lessRows() {
    StringBuilder rows = new StringBuilder();
    for (Switch less : LESS) {
      rows.append("| %s | %s |\n".formatted(less.shown, cell(less.lessThanDefault())));
    }
    return rows.toString();
  }

  private static String sections() {
    StringBuilder sections = new StringBuilder();
    for (Switch more : MORE) {
      List<String> names = more.added().stream().map(one -> "`" + one.name() + "`").toList();
      sections.append("### ").append(more.shown).append("\n\n");
      sections
          .append(names.isEmpty() ? "The session" : "The collector " + String.join(", ", names))
          .append(" needs\n%s.\n\n".formatted(code(more.moreThanDefault())))
          .append(lines(more, Kind.SERVERS))
          .append('\n');
    }
    return sections.toString();
  }

  /// Returns the command for each of these kinds of server, as a block of code. A kind is left out when its command
  /// equals another one's, or when it lacks the commands that the flags need.
  private static String lines(Switch flags, List<Kind> kinds) {
    Map<String, Kind> lines = new LinkedHashMap<>();
    for (Kind kind : kinds) {
      List<Rights> own =
          flags.added().stream()
              .map(RedisCollector::rights)
              .filter(rights -> !rights.all().isEmpty())
              .toList();
      boolean lacking =
          !own.isEmpty() && own.stream().allMatch(rights -> kind.rules(rights).isEmpty());
      if (!lacking) {
        lines.putIfAbsent(line(flags.rules(kind)), kind);
      }
    }
    StringBuilder block = new StringBuilder();
    lines.forEach((line, kind) -> {
      if (lines.size() > 1) {
        block.append("    # ").append(kind.words).append('\n');
      }
      block.append("    ").append(line).append('\n');
    });
    return block.toString();
  }

  private static String code(List<String> rules) {
    return "`" + String.join(" ", rules) + "`";
  }

  /// Returns the rules as a cell of a table.
  private static String cell(List<String> rules) {
    return code(rules).replace("|", "\\|");
  }

  /// Returns the flags as a list in Markdown.
  private static String shown(List<Switch> switches) {
    return String.join("", switches.stream().map(one -> "- " + one.shown + "\n").toList());
  }
}
