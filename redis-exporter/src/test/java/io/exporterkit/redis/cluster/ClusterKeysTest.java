package io.exporterkit.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.scrape.Page;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Certificates;
import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.redis.servers.ServerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Keys, counts, groups and streams of a whole cluster, from any of its nodes.
class ClusterKeysTest {
  private static final int KEYS = 300;
  private static RedisCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start(ServerKind.REDIS_8_0);
    fill(cluster);
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  private static void fill(RedisCluster cluster) {
    for (int i = 0; i < KEYS; i++) {
      cluster.command("SET", "user:" + i, Integer.toString(i));
    }
    cluster.command("RPUSH", "{tag}:list", "a", "b");
    cluster.command("XADD", "st:1", "5-1", "a", "b");
    cluster.command("XADD", "st:2", "6-1", "a", "b");
    cluster.command("XGROUP", "CREATE", "st:2", "readers", "0");
    cluster.command("XADD", "other", "7-1", "a", "b");
  }

  private static Exporter exporter(RedisServer node, String... flags) {
    String[] all = new String[flags.length + 3];
    all[0] = "-redis.addr";
    all[1] = node.uri();
    all[2] = "-is-cluster";
    System.arraycopy(flags, 0, all, 3, flags.length);
    return Exporter.start(all);
  }

  private static long errors(RedisCluster cluster) {
    return cluster.nodes().stream()
        .map(node -> node.info("total_error_replies"))
        .flatMap(Optional::stream)
        .mapToLong(Long::parseLong)
        .sum();
  }

  private static String scan(String what, String check, String key) {
    return "redis_exporter_scan_%s{check=\"%s\",db=\"db0\",key=\"%s\"}".formatted(what, check, key);
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_6_0", "REDIS_EMBEDDED", "VALKEY_9_1"})
  void tellsAllKeysOnEveryKindOfServer(ServerKind kind) {
    try (RedisCluster own = RedisCluster.start(kind)) {
      fill(own);
      tellsAllKeys(own);
    }
  }

  @Test
  void tellsAllKeysFromMasterAndReplicaWithoutAnError() {
    tellsAllKeys(cluster);
  }

  private static void tellsAllKeys(RedisCluster cluster) {
    long errors = errors(cluster);
    for (RedisServer node : List.of(cluster.master(1), cluster.replica(2))) {
      try (Exporter exporter =
          exporter(
              node,
              "-check-keys=user:*,{tag}:list",
              "-check-single-keys=user:7,missing",
              "-count-keys=user:*",
              "-check-streams=st:*",
              "-check-single-streams=other",
              "-check-key-groups=^(user):")) {
        for (int scrape = 0; scrape < 2; scrape++) {
          Page page = exporter.metrics();
          assertThat(page.error()).isEmpty();
          for (String collector : List.of("keys", "count_keys", "streams", "key_groups")) {
            assertThat(page.outcome(collector)).isEqualTo("ok");
          }
          assertThat(page.series("redis_key_size")).hasSize(KEYS + 1);
          assertThat(page.value("redis_key_size{db=\"db0\",key=\"{tag}:list\"}")).isEqualTo(2);
          IntStream.range(0, KEYS)
              .forEach(i ->
                  assertThat(page.value("redis_key_value{db=\"db0\",key=\"user:" + i + "\"}"))
                      .isEqualTo(i));
          assertThat(page.series("redis_key_memory_usage_bytes")).hasSize(KEYS + 1);
          assertThat(page.value("redis_keys_count{db=\"db0\",key=\"user:*\"}")).isEqualTo(KEYS);
          assertThat(page.series("redis_stream_length")).hasSize(3);
          assertThat(
                  page.value(
                      "redis_stream_group_consumers{db=\"db0\",stream=\"st:2\",group=\"readers\"}"))
              .isZero();
          assertThat(page.value("redis_key_group_count{db=\"db0\",key_group=\"user\"}"))
              .isEqualTo(KEYS);
          assertThat(page.value("redis_key_group_count{db=\"db0\",key_group=\"unclassified\"}"))
              .isEqualTo(4);
          assertThat(
                  page.value("redis_key_group_memory_usage_bytes{db=\"db0\",key_group=\"user\"}"))
              .isEqualTo(
                  page.series("redis_key_memory_usage_bytes").stream()
                      .filter(series -> series.contains("user:"))
                      .mapToDouble(page::value)
                      .sum());
          assertThat(page.series("redis_number_of_distinct_key_groups")).hasSize(1);
          for (String check : List.of("check-keys", "count-keys")) {
            assertThat(page.value(scan("complete", check, "user:*"))).isEqualTo(1);
            assertThat(page.value(scan("keys", check, "user:*"))).isEqualTo(KEYS);
            assertThat(page.value(scan("progress_ratio", check, "user:*"))).isEqualTo(1);
          }
          assertThat(page.value(scan("keys", "check-key-groups", "*"))).isEqualTo(KEYS + 4);
        }
      }
    }
    assertThat(errors(cluster)).as("error replies of all nodes").isEqualTo(errors);
  }

  @Test
  void asksWithTheParametersOfARequest() {
    try (Exporter exporter = Exporter.start("-is-cluster", "-redis.addr=")) {
      Page page =
          Page.of(
              exporter.get(
                  Exporter.scrapePath(cluster.master(0).uri())
                      + "&check-keys=user:1*&count-keys=st:*"));
      assertThat(page.series("redis_key_size")).hasSize(111);
      assertThat(page.value("redis_keys_count{db=\"db0\",key=\"st:*\"}")).isEqualTo(2);
    }
  }

  @Test
  void keepsAConnectionToEachMasterBetweenScrapes() {
    try (Exporter exporter = exporter(cluster.replica(0), "-check-keys=user:*")) {
      exporter.metrics();
      long before = connections();
      exporter.metrics();
      exporter.metrics();
      // One more for each node whenever the test itself sends a command.
      assertThat(connections() - before).isLessThanOrEqualTo(cluster.nodes().size());
    }
  }

  private static long connections() {
    return cluster.nodes().stream()
        .mapToLong(node -> Long.parseLong(node.info("total_connections_received").orElseThrow()))
        .sum();
  }

  @Test
  void aServerThatIsInNoClusterIsAskedItself() {
    try (RedisServer alone = RedisServer.start(ServerKind.REDIS_8_0);
        Exporter exporter = exporter(alone, "-check-keys=user:*", "-check-single-keys=missing")) {
      alone.command("SET", "user:1", "5");
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.value("redis_key_value{db=\"db0\",key=\"user:1\"}")).isEqualTo(5);
      assertThat(page.value("redis_key_size{db=\"db0\",key=\"missing\"}")).isZero();
    }
  }

  @Test
  void withoutTheFlagNothingIsAskedThatOtherNodesOwn() {
    // About a third of the key's 300 relatives are on this node.
    try (Exporter master =
            Exporter.start(
                "-redis.addr",
                cluster.master(0).uri(),
                "-check-keys=user:*",
                "-check-single-keys=" + keysOf(2));
        Exporter replica =
            Exporter.start(
                "-redis.addr", cluster.replica(0).uri(), "-check-keys=user:*", "-count-keys=*")) {
      Page page = master.metrics();
      assertThat(page.outcome("keys")).isEqualTo("ok");
      assertThat(page.series("redis_key_size")).hasSizeBetween(50, 150);
      Page skipped = replica.metrics();
      assertThat(skipped.outcome("keys")).isEqualTo("skipped");
      assertThat(skipped.outcome("count_keys")).isEqualTo("ok");
      long errors = errors(cluster);
      master.metrics();
      replica.metrics();
      assertThat(errors(cluster)).isEqualTo(errors);
    }
  }

  /// Returns some keys of one master, separated by commas.
  private static String keysOf(int master) {
    return String.join(
        ",", cluster.master(master).command("KEYS", "user:1*").lines().limit(5).toList());
  }

  @Test
  void aNodeThatIsDownCostsItsOwnKeysAlone() {
    // Without this setting the other nodes would refuse to answer.
    try (RedisCluster own =
        RedisCluster.start(ServerKind.REDIS_8_0, "--cluster-require-full-coverage", "no")) {
      fill(own);
      own.replica(1).close();
      String dead = own.master(1).command("RANDOMKEY");
      own.master(1).kill();
      try (Exporter exporter =
          exporter(
              own.master(0),
              "-check-keys=user:*",
              "-check-single-keys=" + dead + ",{tag}:list",
              "-count-keys=user:*",
              "-check-key-groups=^(user):")) {
        Page page = exporter.metrics();
        assertThat(page.up()).isTrue();
        assertThat(page.error()).isEqualTo("keys: a node of the cluster: connection refused");
        assertThat(page.outcome("keys")).isEqualTo("failed");
        assertThat(page.series("redis_key_size")).hasSizeBetween(150, 250);
        assertThat(page.value(scan("complete", "check-keys", "user:*"))).isZero();
        assertThat(page.value(scan("progress_ratio", "check-keys", "user:*"))).isBetween(0.6, 0.7);
        assertThat(page.series("redis_keys_count")).isEmpty();
        assertThat(page.value(scan("keys", "count-keys", "user:*"))).isBetween(150.0, 250.0);
        assertThat(page.series("redis_key_group_count")).isEmpty();
        assertThat(page.value(scan("complete", "check-key-groups", "*"))).isZero();
        // After the other nodes have noticed the loss, the slots are served by no node, which is
        // reported as well.
        Await.until(
            Duration.ofSeconds(20),
            "the failure",
            () ->
                own.master(0).command("CLUSTER", "INFO").contains("cluster_slots_fail:5462")
                    || own.master(0)
                        .command("CLUSTER", "INFO")
                        .contains("cluster_slots_fail:5461"));
        assertThat(exporter.metrics().value(scan("complete", "check-keys", "user:*"))).isZero();
      }
    }
  }

  @Test
  void aNodeThatHangsLeavesTimeForTheOthers() {
    try (RedisCluster own = RedisCluster.start(ServerKind.REDIS_8_0)) {
      fill(own);
      own.master(1).pause();
      try (Exporter exporter = exporter(own.master(0), "-check-keys=user:*")) {
        Exporter.Answer answer = exporter.fetch("/metrics", 4);
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(4));
        Page page = answer.page();
        assertThat(page.up()).isTrue();
        assertThat(page.outcome("keys")).isEqualTo("timed_out");
        assertThat(page.series("redis_key_size")).hasSizeBetween(150, 250);
        assertThat(page.value(scan("complete", "check-keys", "user:*"))).isZero();
      } finally {
        own.master(1).resume();
      }
    }
  }

  @Test
  void followsKeysWhoseSlotIsOnItsWay() {
    try (RedisCluster own = RedisCluster.start(ServerKind.REDIS_8_0)) {
      RedisServer from = own.master(0);
      RedisServer to = own.master(1);
      for (int i = 0; i < 40; i++) {
        own.command("SET", "{slot}:" + i, Integer.toString(i));
      }
      String slot = from.command("CLUSTER", "KEYSLOT", "{slot}");
      if (from.command("CLUSTER", "COUNTKEYSINSLOT", slot).equals("0")) {
        from =
            own.master(1).command("CLUSTER", "COUNTKEYSINSLOT", slot).equals("0")
                ? own.master(2)
                : own.master(1);
        to = own.master(0);
      }
      to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", RedisCluster.id(from));
      from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", RedisCluster.id(to));
      for (int i = 0; i < 20; i++) {
        from.command(
            "MIGRATE", "127.0.0.1", Integer.toString(to.port()), "{slot}:" + i, "0", "5000");
      }
      try (Exporter exporter =
          exporter(
              own.master(2), "-check-keys={slot}:*", "-check-single-keys={slot}:3,{slot}:33")) {
        // Half of the keys are on each side.
        tellsTheSlot(exporter.metrics());
        for (int i = 20; i < 40; i++) {
          from.command(
              "MIGRATE", "127.0.0.1", Integer.toString(to.port()), "{slot}:" + i, "0", "5000");
        }
        to.command("CLUSTER", "SETSLOT", slot, "NODE", RedisCluster.id(to));
        from.command("CLUSTER", "SETSLOT", slot, "NODE", RedisCluster.id(to));
        // The third master may not know of the change yet.
        tellsTheSlot(exporter.metrics());
      }
    }
  }

  private static void tellsTheSlot(Page page) {
    assertThat(page.error()).isEmpty();
    for (int i = 0; i < 40; i++) {
      assertThat(page.value("redis_key_value{db=\"db0\",key=\"{slot}:" + i + "\"}")).isEqualTo(i);
    }
  }

  @Test
  void looksIntoTheOtherDatabasesOfAClusterThatHasSome() {
    try (RedisCluster own = RedisCluster.start(ServerKind.VALKEY_9_1, "--cluster-databases", "4")) {
      fill(own);
      for (RedisServer master : List.of(own.master(0), own.master(1), own.master(2))) {
        try (RespConnection connection = master.connect()) {
          List<String> own10 = connection.command("KEYS", "user:*").lines().limit(10).toList();
          connection.command("SELECT", "2");
          own10.forEach(key -> connection.command("SET", "{" + key + "}:2", "5"));
        }
      }
      try (Exporter exporter =
          exporter(own.master(0), "-check-keys=db2=*", "-check-key-groups=^({*user)")) {
        for (int scrape = 0; scrape < 2; scrape++) {
          Page page = exporter.metrics();
          assertThat(page.error()).isEmpty();
          assertThat(page.series("redis_key_value")).hasSize(30);
          assertThat(page.value("redis_key_group_count{db=\"db2\",key_group=\"{user\"}"))
              .isEqualTo(30);
          assertThat(page.value("redis_key_group_count{db=\"db0\",key_group=\"user\"}"))
              .isEqualTo(KEYS);
        }
      }
    }
  }

  @Test
  void speaksTlsToAllNodesWhereTheFirstDoes() throws JsonParserException {
    String[] files = {
      "--tls-cert-file", tls("rsa.crt"),
      "--tls-key-file", tls("rsa.pkcs8.key"),
      "--tls-ca-cert-file", tls("ca.crt")
    };
    try (RedisCluster own = RedisCluster.startWithTls(ServerKind.REDIS_8_0, files);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                "rediss://" + own.addresses().getFirst(),
                "-is-cluster",
                "-tls-server-name=localhost",
                "-tls-ca-cert-file",
                tls("ca.crt"),
                "-tls-client-cert-file",
                tls("rsa.crt"),
                "-tls-client-key-file",
                tls("rsa.pkcs8.key"),
                "-check-keys=user:*")) {
      fillEachMaster(own);
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.series("redis_key_size")).hasSize(60);
      String json = exporter.get("/discover-cluster-nodes");
      assertThat(JsonParser.array().from(json).getObject(0).getArray("targets").stream())
          .map(Object::toString)
          .containsExactlyInAnyOrderElementsOf(
              own.addresses().stream().map(address -> "rediss://" + address).toList());
    }
  }

  /// Nodes that listen only with TLS have the port 0 for a client without TLS.
  @Test
  void findsTheTlsPortsOfNodesThatHaveNoOther() throws JsonParserException {
    String[] args = {
      "--tls-cert-file", tls("rsa.crt"),
      "--tls-key-file", tls("rsa.pkcs8.key"),
      "--tls-ca-cert-file", tls("ca.crt"),
      "--tls-auth-clients", "no",
      "--unixsocket", "redis.sock"
    };
    try (RedisCluster own = RedisCluster.startWithTls(ServerKind.REDIS_8_0, args);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                "unix://" + own.master(0).directory().resolve("redis.sock"),
                "-is-cluster",
                "-tls-ca-cert-file",
                tls("ca.crt"),
                "-check-keys=user:*")) {
      fillEachMaster(own);
      own.nodes().forEach(node -> node.command("CONFIG", "SET", "port", "0"));
      List<String> uris = own.addresses().stream().map(one -> "rediss://" + one).sorted().toList();
      Await.until(
          Duration.ofSeconds(20),
          "the news of the ports",
          () -> exporter.get("/discover-cluster-nodes").split("rediss", -1).length == 7);
      assertThat(
              JsonParser.array()
                  .from(exporter.get("/discover-cluster-nodes"))
                  .getObject(0)
                  .getArray("targets"))
          .isEqualTo(uris);
      Page page = exporter.metrics();
      assertThat(page.error()).isEmpty();
      assertThat(page.series("redis_key_size")).hasSize(60);
    }
  }

  @Test
  void aNodeWithoutAPortIsLeftOutWithAReason() {
    try (ReplayServer server = ReplayServer.empty();
        Exporter exporter =
            Exporter.startApart("-redis.addr", server.uri(), "-is-cluster", "-check-keys=*")) {
      server
          .answerBulk("INFO ALL", "redis_version:6.2.1\nrole:master\ncluster_enabled:1\n")
          .answer(
              "CLUSTER SLOTS",
              "*2\r\n" + slots(0, 16000, "null", server.port()) + slots(16001, 16383, "h", 0))
          .answerBulk(
              "CLUSTER NODES",
              "a null:%d@17000 myself,master - 0 0 1 connected 0-16000\n".formatted(server.port())
                  + "b 10.0.0.9:0@17000 master - 0 0 2 connected 16001-16383\n")
          .answerEvery("SCAN", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n")
          .answer("TYPE k", "+string\r\n")
          .answer("STRLEN k", ":3\r\n");
      Page page = exporter.metrics();
      assertThat(page.error())
          .isEqualTo("keys: a node of the cluster: the cluster names no port for plain text");
      assertThat(page.value("redis_key_size{db=\"db0\",key=\"k\"}")).isEqualTo(3);
      assertThat(exporter.get("/discover-cluster-nodes"))
          .isEqualTo("[{\"targets\":[\"" + server.uri() + "\"],\"labels\":{}}]");
      exporter.get("/discover-cluster-nodes");
      assertThat(exporter.log())
          .containsOnlyOnce("node b is left out of the targets: the cluster names no port");
    }
  }

  /// A part of a reply to CLUSTER SLOTS.
  private static String slots(int first, int last, String host, int port) {
    return "*3\r\n:%d\r\n:%d\r\n*2\r\n$%d\r\n%s\r\n:%d\r\n"
        .formatted(first, last, host.length(), host, port);
  }

  /// Sets 60 keys, each at the master that owns it.
  private static void fillEachMaster(RedisCluster own) {
    for (int master = 0; master < 3; master++) {
      try (RespConnection connection = own.master(master).connect()) {
        for (int i = 0; i < 60; i++) {
          // The node refuses the keys of other nodes.
          connection.raw("SET", "user:" + i, "1");
        }
      }
    }
  }

  /// Only the first node has a certificate for the name of the flag; the other nodes have certificates for their
  /// addresses.
  @Test
  void theNameOfTheFlagIsForTheSeedAlone(@TempDir Path directory) {
    Certificates files = new Certificates(directory);
    files.authority("ca");
    files.leaf("seed", "ca", "subjectAltName=DNS:seed.example");
    files.leaf("node", "ca", "subjectAltName=IP:127.0.0.1");
    String[] options = {
      "--tls-cert-file", files.file("node.crt"),
      "--tls-key-file", files.file("node.key"),
      "--tls-ca-cert-file", files.file("ca.crt"),
      "--tls-auth-clients", "no"
    };
    try (RedisCluster own = RedisCluster.startWithTls(ServerKind.REDIS_8_0, options)) {
      fillEachMaster(own);
      showCertificate(own.master(0), files, "seed");
      Page page = pageOfSeed(own, files, "-tls-server-name=seed.example");
      assertThat(page.error()).isEmpty();
      assertThat(page.series("redis_key_size")).hasSize(60);
      String wrongName = "the certificate of the target does not hold the name of the target";
      Page unnamed = pageOfSeed(own, files);
      assertThat(unnamed.up()).isFalse();
      assertThat(unnamed.error()).contains(wrongName);
      showCertificate(own.master(1), files, "seed");
      Page other = pageOfSeed(own, files, "-tls-server-name=seed.example");
      assertThat(other.up()).isTrue();
      assertThat(other.outcome("keys")).isEqualTo("failed");
      assertThat(other.error()).contains(wrongName);
    }
  }

  private static void showCertificate(RedisServer node, Certificates files, String name) {
    String certificate = files.file(name + ".crt");
    node.command(
        "CONFIG", "SET", "tls-cert-file", certificate, "tls-key-file", files.file(name + ".key"));
  }

  private static Page pageOfSeed(RedisCluster own, Certificates files, String... more) {
    List<String> flags = new ArrayList<>();
    flags.add("-redis.addr=rediss://" + own.addresses().getFirst());
    flags.addAll(List.of("-is-cluster", "-check-keys=user:*"));
    flags.add("-tls-ca-cert-file=" + files.file("ca.crt"));
    flags.addAll(List.of(more));
    try (Exporter exporter = Exporter.start(flags.toArray(String[]::new))) {
      return exporter.metrics();
    }
  }

  private static String tls(String name) {
    return Path.of("src/test/resources/tls", name).toAbsolutePath().toString();
  }

  @Test
  void asksTheNewMasterAfterAFailover() {
    try (RedisCluster own = RedisCluster.start(ServerKind.VALKEY_8_1)) {
      fill(own);
      try (Exporter exporter = exporter(own.master(0), "-check-keys=user:*")) {
        assertThat(exporter.metrics().series("redis_key_size")).hasSize(KEYS);
        own.replica(1).command("CLUSTER", "FAILOVER");
        Await.until(
            Duration.ofSeconds(20),
            "the failover",
            () ->
                own.replica(1).info("role").orElseThrow().equals("master")
                    && own.master(1).info("role").orElseThrow().equals("slave"));
        Page page = exporter.metrics();
        assertThat(page.error()).isEmpty();
        assertThat(page.series("redis_key_size")).hasSize(KEYS);
      }
    }
  }

  @Test
  void withoutTheRightToTheSlotsTheChecksAreSkipped() {
    cluster
        .nodes()
        .forEach(node ->
            node.command("ACL", "SETUSER", "few", "on", ">pw", "~*", "+@all", "-cluster|slots"));
    try (Exporter exporter =
        exporter(
            cluster.master(0),
            "-redis.user=few",
            "-redis.password=pw",
            "-check-keys=user:*",
            "-count-keys=user:*")) {
      Page page = exporter.metrics();
      assertThat(page.outcome("keys")).isEqualTo("forbidden");
      assertThat(page.outcome("count_keys")).isEqualTo("forbidden");
      assertThat(page.value(scan("complete", "check-keys", "user:*"))).isZero();
      assertThat(page.outcome("cluster")).isEqualTo("ok");
    }
  }
}
