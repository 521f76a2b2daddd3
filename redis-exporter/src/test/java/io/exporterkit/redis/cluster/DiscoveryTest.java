package io.exporterkit.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.servers.Await;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.Prometheus;
import io.exporterkit.redis.servers.RedisCluster;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ServerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `/discover-cluster-nodes` on real clusters.
class DiscoveryTest {
  private static final String PATH = "/discover-cluster-nodes";
  private static RedisCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start(ServerKind.REDIS_8_0);
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  private static List<String> targets(String json) throws JsonParserException {
    JsonArray groups = JsonParser.array().from(json);
    assertThat(groups).hasSize(1);
    assertThat(groups.getObject(0).getObject("labels")).isEmpty();
    return groups.getObject(0).getArray("targets").stream().map(Object::toString).toList();
  }

  private static List<String> uris(List<RedisServer> nodes) {
    return nodes.stream().map(RedisServer::uri).sorted().toList();
  }

  @Test
  void tellsAllNodesAsTheOriginalDoes() throws JsonParserException {
    String[] flags = {"-redis.addr", cluster.replica(1).uri() + "/0", "-is-cluster"};
    try (Exporter ours = Exporter.start(flags);
        Original original = Original.start(flags)) {
      Exporter.Answer answer = ours.fetch(PATH);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
      assertThat(targets(answer.body())).isEqualTo(uris(cluster.nodes()));
      assertThat(targets(original.fetch(PATH).body()))
          .containsExactlyInAnyOrderElementsOf(targets(answer.body()));
    }
  }

  /// The set-up of docs/migrating.md: each node is a target, and one node reports the keys of all nodes.
  @Test
  void prometheusFindsAllNodesAndScrapesThem() {
    String seed = cluster.master(0).uri();
    cluster.command("SET", "jobs", "12");
    try (Exporter exporter = Exporter.start("-redis.addr", seed, "-is-cluster");
        Prometheus prometheus =
            Prometheus.start(
                """
                scrape_configs:
                  - job_name: nodes
                    metrics_path: /scrape
                    http_sd_configs:
                      - url: 'http://%1$s/discover-cluster-nodes'
                        refresh_interval: 1s
                    relabel_configs: &probe
                      - {source_labels: [__address__], target_label: __param_target}
                      - {source_labels: [__param_target], target_label: instance}
                      - {target_label: __address__, replacement: '%1$s'}
                  - job_name: keys
                    metrics_path: /scrape
                    params: {check-single-keys: [jobs]}
                    static_configs:
                      - targets: ['%2$s']
                    relabel_configs: *probe
                """
                    .formatted("127.0.0.1:" + exporter.port(), seed))) {
      prometheus.await("count(redis_up{job=\"nodes\"} == 1) == 6", Duration.ofSeconds(40));
      assertThat(prometheus.query("redis_cluster_state{job=\"nodes\"} == 1")).hasSize(6);
      assertThat(prometheus.query("redis_instance_info{job=\"nodes\",role=\"master\"}")).hasSize(3);
      assertThat(prometheus.await("redis_key_value{key=\"jobs\"}", Duration.ofSeconds(40)))
          .singleElement()
          .satisfies(sample -> assertThat(sample.value()).isEqualTo(12));
    }
  }

  @Test
  void takesNoPartInTheScrapesOfItsTarget() {
    try (Exporter exporter =
        Exporter.start("-redis.addr", cluster.master(0).uri(), "-is-cluster")) {
      exporter.metrics();
      exporter.get(PATH);
      long config = cluster.master(0).calls("config|get");
      exporter.get(PATH);
      assertThat(cluster.master(0).calls("config|get")).isEqualTo(config);
      exporter.metrics();
      assertThat(cluster.master(0).calls("config|get")).isEqualTo(config + 1);
    }
  }

  @Test
  void isA400WithoutTheFlagAndA500WithoutACluster() {
    try (RedisServer alone = RedisServer.start(ServerKind.REDIS_8_0)) {
      alone.command("ACL", "SETUSER", "default", "-cluster|nodes");
      try (Exporter without = Exporter.start("-redis.addr", cluster.master(0).uri());
          Exporter none = Exporter.start("-redis.addr", alone.uri(), "-is-cluster");
          Exporter unnamed = Exporter.start("-redis.addr=", "-is-cluster")) {
        assertThat(without.fetch(PATH).status()).isEqualTo(400);
        assertThat(without.fetch(PATH).body()).contains("is-cluster");
        assertThat(none.fetch(PATH).status()).isEqualTo(500);
        assertThat(none.fetch(PATH).body()).contains("CLUSTER NODES");
        assertThat(unnamed.fetch(PATH).status()).isEqualTo(500);
        alone.kill();
        assertThat(none.fetch(PATH).status()).isEqualTo(500);
        assertThat(none.fetch(PATH).body()).contains("connection refused");
      }
    }
  }

  @Test
  void endsInTimeWhenTheNodeHangs() {
    try (RedisServer hanging = RedisServer.start(ServerKind.REDIS_8_0);
        Exporter exporter = Exporter.start("-redis.addr", hanging.uri(), "-is-cluster")) {
      hanging.pause();
      Exporter.Answer answer = exporter.fetch(PATH, 2);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.took()).isLessThan(Duration.ofSeconds(2));
      hanging.resume();
    }
  }

  @Test
  void tellsHostNamesWhereNodesAnnounceThem() throws JsonParserException {
    try (RedisCluster named =
            RedisCluster.start(
                ServerKind.VALKEY_9_1, "--cluster-announce-hostname", "node.example.org");
        Exporter names =
            Exporter.start(
                "-redis.addr",
                named.master(0).uri(),
                "-is-cluster",
                "-cluster-discover-hostnames");
        Exporter addresses = Exporter.start("-redis.addr", named.master(0).uri(), "-is-cluster")) {
      Await.until(
          Duration.ofSeconds(10),
          "the names of all nodes",
          () -> RedisCluster.lines(named.master(0), "node.example.org").size() == 6);
      List<String> expected = new ArrayList<>();
      named.nodes().forEach(node -> expected.add("redis://node.example.org:" + node.port()));
      assertThat(targets(names.get(PATH))).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(targets(addresses.get(PATH))).isEqualTo(uris(named.nodes()));
    }
  }

  @Test
  void leavesOutNodesThatHaveFailedOrNeverAnswered() throws JsonParserException {
    try (RedisCluster own = RedisCluster.start(ServerKind.REDIS_8_0);
        Exporter exporter = Exporter.start("-redis.addr", own.master(0).uri(), "-is-cluster")) {
      // No server listens there, so the node stays in the handshake for a while.
      own.master(0).command("CLUSTER", "MEET", "127.0.0.1", "1");
      assertThat(RedisCluster.lines(own.master(0), "handshake")).hasSize(1);
      assertThat(targets(exporter.get(PATH))).isEqualTo(uris(own.nodes()));
      own.replica(2).kill();
      Await.until(
          Duration.ofSeconds(20),
          "the failure",
          () -> RedisCluster.lines(own.master(0), "slave,fail ").size() == 1);
      List<RedisServer> left = new ArrayList<>(own.nodes());
      left.remove(own.replica(2));
      assertThat(targets(exporter.get(PATH))).isEqualTo(uris(left));
    }
  }
}
