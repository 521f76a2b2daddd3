package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.cluster.ClusterDiscovery;
import io.exporterkit.redis.cluster.Keyspace;
import io.exporterkit.redis.page.AccessLists.Kind;
import io.exporterkit.redis.page.AccessLists.Switch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.Sentinel;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.Rights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of the access lists in docs/acl.md on real servers: with a list no command is refused, and without any one of
/// its rights a command is refused.
class AccessListTest {
  private static final List<String> SESSION = List.of("+info", "+command|info", "+client|setname");

  @Test
  void theAccessListsAreDocumented() {
    Golden.check("docs/acl.md", AccessLists.markdown());
  }

  @Test
  void everyCollectorIsLookedAt() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("target/classes/io/exporterkit/redis"))) {
      List<String> all =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class"))
              .map(name -> name.replace(".class", ""))
              .filter(name -> name.endsWith("Collector") && !name.equals("RedisCollector"))
              .toList();
      assertThat(all).hasSizeGreaterThan(20);
      List<Switch> switches = new ArrayList<>(List.of(AccessLists.DEFAULT, AccessLists.ALL));
      switches.addAll(List.of(AccessLists.SEARCH, AccessLists.TILE38));
      assertThat(switches.stream().flatMap(one -> one.collectors().stream()))
          .extracting(collector -> collector.getClass().getSimpleName())
          .containsAll(all);
    }
  }

  /// [Command#hasSubcommand] knows each command of which an access list grants a subcommand, such as `config|get`.
  @Test
  void everyContainerCommandIsKnown() {
    Set<String> containers = new TreeSet<>();
    for (String rule : everyRule()) {
      int bar = rule.indexOf('|');
      if (bar > 0) {
        String container = rule.substring(1, bar);
        containers.add(container);
        Command command = Command.of(container, rule.substring(bar + 1));
        assertThat(command.hasSubcommand()).as("container command of %s", rule).isTrue();
      }
    }
    assertThat(containers).contains("client", "command", "config", "memory", "sentinel", "xinfo");
    for (Command command : everyCommandOfTheFirstRound()) {
      assertThat(command.hasSubcommand())
          .as("subcommand of %s", command)
          .isEqualTo(containers.contains(command.name().toLowerCase(Locale.ROOT)));
    }
  }

  private static List<String> everyRule() {
    List<Rights> rights = new ArrayList<>(List.of(Keyspace.RIGHTS, ClusterDiscovery.RIGHTS));
    everySwitch().forEach(flags -> rights.add(flags.rights()));
    return rights.stream()
        .flatMap(some -> some.rules(EnumSet.allOf(Rights.Where.class)).stream())
        .distinct()
        .toList();
  }

  private static List<Command> everyCommandOfTheFirstRound() {
    return everySwitch()
        .flatMap(flags -> flags.collectors().stream())
        .flatMap(collector -> collector.commands().stream())
        .distinct()
        .toList();
  }

  private static Stream<Switch> everySwitch() {
    return Stream.concat(switches(), Stream.of(AccessLists.SEARCH, AccessLists.TILE38));
  }

  private static Stream<Switch> switches() {
    Stream<Switch> single = Stream.of(AccessLists.DEFAULT, AccessLists.ALL);
    return Stream.of(
            single,
            AccessLists.MORE.stream(),
            AccessLists.NO_MORE.stream(),
            AccessLists.LESS.stream())
        .flatMap(all -> all);
  }

  private static Kind kind(ServerKind server) {
    return switch (server) {
      case REDIS_6_0 -> Kind.REDIS_6;
      case VALKEY_8_1, VALKEY_9_1 -> Kind.VALKEY_8_1;
      default -> Kind.REDIS_7;
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_7_0", "REDIS_8_0", "VALKEY_9_1"})
  void withTheLineNothingIsRefused(ServerKind kind) {
    try (RedisServer server = filled(kind);
        RespConnection admin = server.connect()) {
      switches()
          .forEach(flags -> {
            setUser(admin, flags.rules(kind(kind)));
            Page page = scrapeTwice(server.uri(), flags.args());
            assertAllAreOk(page, flags, kind(kind));
            assertThat(refused(admin)).as("%s", flags).isEmpty();
          });
      assertThat(admin.command("INFO", "EVERYTHING")).doesNotContain("errorstat_NOPERM");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_7_0", "REDIS_8_0", "VALKEY_9_1"})
  void withoutAnyOneOfTheRightsSomethingIsRefused(ServerKind kind) {
    try (RedisServer server = filled(kind);
        RespConnection admin = server.connect()) {
      assertAllAreNeeded(
          admin,
          server.uri(),
          AccessLists.DEFAULT,
          kind(kind),
          AccessLists.DEFAULT.rules(kind(kind)));
      for (Switch flags : AccessLists.MORE) {
        List<String> rules = flags.rules(kind(kind));
        List<String> more = flags.moreThanDefault().stream().filter(rules::contains).toList();
        assertAllAreNeeded(admin, server.uri(), flags, kind(kind), more);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0"})
  void aNodeOfAClusterNeedsOneMore(ServerKind server) {
    try (RedisServer node = RedisServer.start(server, "--cluster-enabled", "yes");
        RespConnection admin = node.connect()) {
      assertIsExact(admin, node.uri(), AccessLists.DEFAULT, Kind.CLUSTER_NODE);
    }
  }

  @Test
  void aWholeClusterNeedsTwoMoreAndDiscoveryOne() {
    try (RedisCluster cluster = RedisCluster.start(ServerKind.REDIS_7_0)) {
      for (int i = 0; i < 30; i++) {
        cluster.command("SET", "k" + i, "x".repeat(i * 100));
      }
      List<String> rules = AccessLists.CLUSTER.rules(Kind.CLUSTER_NODE);
      assertThat(rules).contains("+cluster|slots", "+asking");
      cluster.nodes().forEach(node -> setUser(node, rules));
      String seed = cluster.replica(0).uri();
      Page page = scrapeTwice(seed, AccessLists.CLUSTER.args());
      assertAllAreOk(page, AccessLists.CLUSTER, Kind.CLUSTER_NODE);
      assertThat(page.series("redis_key_size")).hasSize(30);
      assertThat(cluster.nodes()).allSatisfy(node -> assertThat(refused(node)).isEmpty());

      setUser(cluster.replica(0), without(rules, "+cluster|slots"));
      scrapeTwice(seed, AccessLists.CLUSTER.args());
      assertThat(refused(cluster.replica(0))).isNotEmpty();

      List<String> discovery = new ArrayList<>(rules.stream().filter(SESSION::contains).toList());
      assertThat(discovery).hasSize(3);
      setUser(cluster.replica(0), discovery);
      assertThat(discover(seed).status()).isEqualTo(500);
      discovery.add("+cluster|nodes");
      setUser(cluster.replica(0), discovery);
      assertThat(discover(seed).status()).isEqualTo(200);
      assertThat(refused(cluster.replica(0))).isEmpty();
    }
  }

  private static Exporter.Answer discover(String seed) {
    try (Exporter exporter =
        Exporter.start(
            "-is-cluster",
            "-redis.addr",
            seed,
            "-redis.user",
            "exporter",
            "-redis.password",
            "password")) {
      return exporter.fetch("/discover-cluster-nodes");
    }
  }

  private static void setUser(RedisServer node, List<String> rules) {
    try (RespConnection admin = node.connect()) {
      setUser(admin, rules);
    }
  }

  private static String refused(RedisServer node) {
    return node.command("ACL", "LOG");
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9_1"})
  void aSentinelNeedsOthers(ServerKind server) {
    try (RedisServer master = RedisServer.start(server);
        Sentinel sentinel = Sentinel.start(master);
        RespConnection admin = RespConnection.open(sentinel.address())) {
      assertIsExact(admin, sentinel.uri(), AccessLists.DEFAULT, Kind.SENTINEL);
      assertIsExact(admin, sentinel.uri(), AccessLists.NO_MORE.getFirst(), Kind.SENTINEL);
      Switch peers = new Switch("", "-include-sentinel-peer-info");
      assertIsExact(admin, sentinel.uri(), peers, Kind.SENTINEL);
    }
  }

  @Test
  void anotherDatabaseNeedsSelect() {
    try (RedisServer server = filled(ServerKind.REDIS_7_0);
        RespConnection admin = server.connect()) {
      String address = "-redis.addr=" + server.uri() + "/3";
      for (String flag :
          List.of(
              address,
              "-check-keys=db3=*",
              "-check-single-keys=db3=b",
              "-count-keys=db3=*",
              "-check-streams=db3=*",
              "-check-single-streams=db3=b")) {
        Switch flags = new Switch("", flag);
        assertThat(flags.moreThanDefault()).contains("+select");
        setUser(admin, flags.rules(Kind.REDIS_7));
        String target = server.uri() + (flag.equals(address) ? "/3" : "");
        assertAllAreOk(scrapeTwice(target, flags.args()), flags, Kind.REDIS_7);
        assertThat(refused(admin)).as(flag).isEmpty();
        // Without `+select`, an address with another database cannot be scraped at all.
        setUser(admin, without(flags.rules(Kind.REDIS_7), "+select"));
        scrapeTwice(target, flags.args());
        assertThat(refused(admin)).as(flag).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_7_0", "REDIS_8_0", "VALKEY_9_1"})
  void theRightToReadKeysIsEnough(ServerKind server) {
    try (RedisServer redis = filled(server);
        RespConnection admin = redis.connect()) {
      List<String> rules = new ArrayList<>(AccessLists.ALL.rules(kind(server)));
      rules.replaceAll(rule -> rule.equals("~*") ? "%R~*" : rule);
      setUser(admin, rules);
      Page page = scrapeTwice(redis.uri(), AccessLists.ALL.args());
      assertAllAreOk(page, AccessLists.ALL, kind(server));
      assertThat(page.value("redis_key_size{db=\"db0\",key=\"hll\"}")).isEqualTo(1);
      assertThat(refused(admin)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_7_0", "VALKEY_9_1"})
  void aRenamedCommandIsGrantedByItsFirstName(ServerKind kind) {
    try (RedisServer server = RedisServer.start(kind, "--rename-command", "CONFIG", "SETTINGS");
        RespConnection admin = server.connect()) {
      Switch flags = new Switch("", "-config-command=SETTINGS");
      setUser(admin, flags.rules(kind(kind)));
      Page page = scrapeTwice(server.uri(), flags.args());
      assertThat(page.outcome("config")).isEqualTo("ok");
      assertThat(refused(admin)).isEmpty();
    }
  }

  @Test
  void aForbiddenPingIsTriedOnce() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        RespConnection admin = server.connect()) {
      setUser(admin, AccessLists.DEFAULT.rules(Kind.REDIS_7));
      scrapeTwice(server.uri(), List.of("-ping-on-connect"));
      assertThat(admin.command("INFO", "EVERYTHING")).contains("errorstat_NOPERM:count=1\r");
    }
  }

  /// Returns a server with keys of every type, and a key in another database.
  private static RedisServer filled(ServerKind kind) {
    RedisServer server = RedisServer.start(kind);
    try (RespConnection redis = server.connect()) {
      redis.command("SET", "string", "x".repeat(3000));
      redis.command("PFADD", "hll", "a");
      redis.command("RPUSH", "list", "a");
      redis.command("SADD", "set", "a");
      redis.command("ZADD", "zset", "1", "a");
      redis.command("HSET", "hash", "a", "1");
      redis.command("XGROUP", "CREATE", "stream", "g", "0", "MKSTREAM");
      redis.command("SET", "a", "1");
      redis.command("SELECT", "3");
      redis.command("SET", "b", "1");
    }
    return server;
  }

  /// Fails unless no command is refused with the list, and some command is refused without each of its rights.
  private static void assertIsExact(RespConnection admin, String uri, Switch flags, Kind kind) {
    setUser(admin, flags.rules(kind));
    assertAllAreOk(scrapeTwice(uri, flags.args()), flags, kind);
    assertThat(refused(admin)).as("%s", flags).isEmpty();
    assertAllAreNeeded(admin, uri, flags, kind, flags.rules(kind));
  }

  private static void assertAllAreNeeded(
      RespConnection admin, String uri, Switch flags, Kind kind, List<String> rules) {
    for (String rule : rules) {
      setUser(admin, without(flags.rules(kind), rule));
      scrapeTwice(uri, flags.args());
      assertThat(refused(admin)).as("%s without %s", flags, rule).isNotEmpty();
    }
  }

  /// Fails unless every collector that sends commands is ok.
  private static void assertAllAreOk(Page page, Switch flags, Kind kind) {
    assertThat(page.up()).as("%s", flags).isTrue();
    assertThat(page.error()).as("%s", flags).isEmpty();
    for (RedisCollector collector : flags.collectors()) {
      boolean lacking =
          !collector.rights().all().isEmpty() && kind.rules(collector.rights()).isEmpty();
      if (!lacking) {
        assertThat(page.outcome(collector.name()))
            .as("%s of %s", collector.name(), flags)
            .isEqualTo(isSwitchedOff(collector, flags) ? "skipped" : "ok");
      }
    }
  }

  private static boolean isSwitchedOff(RedisCollector collector, Switch flags) {
    return collector.name().equals("config") && flags.args().contains("-config-command=-");
  }

  private static List<String> without(List<String> rules, String rule) {
    return rules.stream().filter(one -> !one.equals(rule)).toList();
  }

  private static void setUser(RespConnection admin, List<String> rules) {
    admin.command("ACL", "SETUSER", "exporter", "reset");
    admin.command(AccessLists.line(rules).split(" ", -1));
    admin.command("ACL", "LOG", "RESET");
  }

  private static Page scrapeTwice(String uri, List<String> args) {
    List<String> all = new ArrayList<>(args);
    all.addAll(
        List.of("-redis.addr", uri, "-redis.user", "exporter", "-redis.password", "password"));
    try (Exporter exporter = Exporter.start(all.toArray(String[]::new))) {
      exporter.metrics();
      return exporter.metrics();
    }
  }

  private static String refused(RespConnection admin) {
    return admin.command("ACL", "LOG");
  }
}
