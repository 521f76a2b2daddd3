package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.scrape.Exporter;
import io.exporterkit.redis.servers.Exposition;
import io.exporterkit.redis.servers.Prometheus;
import io.exporterkit.redis.servers.Promtool;
import io.exporterkit.redis.servers.RedisServer;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.ServerKind;
import io.exporterkit.redis.servers.Tap;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Tests of the whole path: a real Redis, the exporter, a real Prometheus that scrapes it in both ways, and typical
/// queries.
class EndToEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Test
  void prometheusAnswersQuestionsAboutRedis() {
    try (RedisServer server = RedisServer.start(ServerKind.REDIS_7_0);
        RedisServer other = RedisServer.start(ServerKind.VALKEY_8_1, "--maxmemory", "100mb");
        Exporter exporter = Exporter.start("-redis.addr", server.uri());
        Prometheus prometheus =
            Prometheus.start(
                """
                scrape_configs:
                  - job_name: direct
                    static_configs:
                      - targets: ['%1$s']
                  - job_name: probe
                    metrics_path: /scrape
                    static_configs:
                      - targets: ['%2$s', '%3$s', 'redis://127.0.0.1:1']
                    relabel_configs:
                      - source_labels: [__address__]
                        target_label: __param_target
                      - source_labels: [__param_target]
                        target_label: instance
                      - target_label: __address__
                        replacement: '%1$s'
                """
                    .formatted("127.0.0.1:" + exporter.port(), server.uri(), other.uri()))) {
      for (int i = 0; i < 10; i++) {
        server.command("SET", "k" + i, "v");
        other.command("SET", "k" + i, "v", "EX", "1000");
      }
      String valkey = "{job=\"probe\",instance=\"" + other.uri() + "\"}";

      // Each target has been scraped twice, so that rates can be computed.
      prometheus.await("count(count_over_time(redis_up[1m]) >= 3) == 4", PATIENCE);
      assertThat(value(prometheus, "sum(up)")).isEqualTo(4);
      assertThat(value(prometheus, "sum(redis_up)")).isEqualTo(3);
      assertThat(value(prometheus, "redis_up == 0")).isZero();
      assertThat(prometheus.query("redis_exporter_last_scrape_error == 1"))
          .singleElement()
          .satisfies(sample ->
              assertThat(sample.labels())
                  .containsEntry("instance", "redis://127.0.0.1:1")
                  .containsEntry("err", "connection refused"));

      assertThat(value(prometheus, "redis_memory_used_bytes{job=\"direct\"}"))
          .isGreaterThan(100_000);
      assertThat(
              value(
                  prometheus,
                  "redis_memory_used_bytes%1$s / redis_memory_max_bytes%1$s".formatted(valkey)))
          .isBetween(0.001, 0.5);
      assertThat(value(prometheus, "redis_db_keys{job=\"direct\",db=\"db0\"}")).isEqualTo(10);
      assertThat(value(prometheus, "sum(redis_db_keys_expiring%s)".formatted(valkey)))
          .isEqualTo(10);
      assertThat(value(prometheus, "sum(redis_db_keys{job=\"direct\"})")).isEqualTo(10);

      // The exporter's own scrapes are commands, once a second.
      assertThat(
              prometheus
                  .await(
                      "sum(rate(redis_commands_processed_total{job=\"direct\"}[10s])) > 0",
                      PATIENCE)
                  .getFirst()
                  .value())
          .isPositive();
      assertThat(
              prometheus
                  .await(
                      "rate(redis_commands_total{job=\"direct\",cmd=\"info\"}[10s]) > 0", PATIENCE)
                  .getFirst()
                  .value())
          .isBetween(0.1, 10.0);
      assertThat(
              prometheus
                  .await(
                      "histogram_quantile(0.9, sum by (le) (rate(redis_commands_latencies_usec_bucket{job=\"direct\",cmd=\"info\"}[10s]))) > 0",
                      PATIENCE)
                  .getFirst()
                  .value())
          .isBetween(1.0, 1e6);
      assertThat(
              value(
                  prometheus,
                  "redis_latency_percentiles_usec{job=\"direct\",cmd=\"info\",quantile=\"99.9\"}"))
          .isPositive();

      assertThat(value(prometheus, "min(redis_exporter_collector_success)")).isEqualTo(1);
      assertThat(
              prometheus.query(
                  "redis_exporter_collector_outcome{outcome=\"skipped\",job=\"direct\"}"))
          .singleElement()
          .satisfies(
              sample -> assertThat(sample.labels()).containsEntry("collector", "commandlog"));
      assertThat(value(prometheus, "count(redis_instance_info{role=\"master\"})")).isEqualTo(3);
      assertThat(
              value(
                  prometheus,
                  "redis_connected_clients{job=\"direct\"} / redis_config_maxclients{job=\"direct\"}"))
          .isBetween(0.0, 0.01);
      assertThat(value(prometheus, "time() - redis_start_time_seconds{job=\"direct\"}"))
          .isBetween(0.0, 300.0);
      // Prometheus dropped no samples.
      assertThat(value(prometheus, "min(scrape_samples_scraped{job=\"direct\"})"))
          .isEqualTo(
              value(prometheus, "min(scrape_samples_post_metric_relabeling{job=\"direct\"})"))
          .isGreaterThan(300);
      assertThat(prometheus.log()).doesNotContain("Error on ingesting");
    }
  }

  /// With `native-histograms` Prometheus requests protobuf. The stored samples are the same, except for the labels `le`
  /// and `quantile`, which Prometheus writes itself: whole numbers with a decimal, `le="16.0"` instead of `le="16"`.
  @Test
  void prometheusStoresTheSameFromTextAndFromProtobuf() {
    try (ReplayServer server = ReplayServer.of(ServerKind.REDIS_7_0);
        Exporter exporter = Exporter.start("-redis.addr", server.uri());
        Tap textTap = Tap.to("127.0.0.1:" + exporter.port());
        Tap protobufTap = Tap.to("127.0.0.1:" + exporter.port());
        Prometheus text = Prometheus.start(oneTarget(textTap.address()));
        Prometheus protobuf =
            Prometheus.start(
                oneTarget(protobufTap.address()), "--enable-feature=native-histograms")) {
      for (Prometheus each : List.of(text, protobuf)) {
        each.await("count_over_time(redis_up[1m]) >= 3", PATIENCE);
        assertThat(each.log()).doesNotContain("Error on ingesting");
      }
      assertThat(protobufTap.toServer()).contains("Accept: " + ProtobufExposition.ACCEPT);
      assertThat(protobufTap.toClient().toLowerCase(Locale.ROOT))
          .contains("content-type: " + ProtobufExposition.CONTENT_TYPE.toLowerCase(Locale.ROOT))
          .doesNotContain("content-type: text/plain");
      assertThat(textTap.toServer()).doesNotContain("protobuf");
      assertThat(textTap.toClient()).doesNotContain("protobuf");

      Map<Map<String, String>, Double> fromText = new HashMap<>();
      for (Prometheus.Sample sample : text.query("{job='exporter'}")) {
        Map<String, String> labels = new HashMap<>(sample.labels());
        labels.computeIfPresent("le", (_, bound) -> withDecimal(bound));
        labels.computeIfPresent("quantile", (_, quantile) -> withDecimal(quantile));
        fromText.put(labels, sample.value());
      }
      Map<Map<String, String>, Double> fromProtobuf = new HashMap<>();
      protobuf
          .query("{job='exporter'}")
          .forEach(sample -> fromProtobuf.put(sample.labels(), sample.value()));
      assertThat(fromProtobuf.keySet()).isEqualTo(fromText.keySet()).hasSizeGreaterThan(300);
      // The other metrics describe the exporter itself, the scrape, and the time.
      Predicate<Map<String, String>> moves =
          labels ->
              labels
                  .getOrDefault("__name__", "")
                  .matches(
                      "(redis_exporter|redis_target|process)_.*|scrape_.*|redis_start_time_seconds");
      fromText.keySet().removeIf(moves);
      fromProtobuf.keySet().removeIf(moves);
      assertThat(fromProtobuf).isEqualTo(fromText).hasSizeGreaterThan(300);

      for (String name : List.of("redis_latency_percentiles_usec", "redis_up")) {
        String path = "/api/v1/metadata?metric=" + name;
        assertThat(protobuf.json(path)).isEqualTo(text.json(path));
      }
      for (String selector :
          List.of(
              "redis_commands_latencies_usec_bucket{le='16%s'}",
              "redis_latency_percentiles_usec{quantile='50%s'}")) {
        assertThat(text.query(selector.formatted(""))).isNotEmpty();
        assertThat(text.query(selector.formatted(".0"))).isEmpty();
        assertThat(protobuf.query(selector.formatted(""))).isEmpty();
        assertThat(protobuf.query(selector.formatted(".0"))).isNotEmpty();
      }
      String fraction = "redis_latency_percentiles_usec{quantile='99.9'}";
      assertThat(protobuf.query(fraction)).isNotEmpty();
    }
  }

  private static String oneTarget(String address) {
    return """
    scrape_configs:
      - job_name: exporter
        static_configs:
          - targets: ['%s']
            labels: {instance: one}
    """
        .formatted(address);
  }

  private static String withDecimal(String number) {
    return number.matches("-?[0-9]+") ? number + ".0" : number;
  }

  @Test
  void promtoolFindsNothingWrongWithOurOwnMetrics() {
    try (RedisServer server = RedisServer.start(ServerKind.VALKEY_9_1);
        Exporter exporter =
            Exporter.start(
                "-redis.addr",
                server.uri(),
                "-include-config-metrics",
                "-include-go-runtime-metrics",
                "-ping-on-connect")) {
      String page = exporter.get("/metrics");
      Exposition.parse(page);
      String own =
          page.lines()
              .filter(line ->
                  line.matches("(# (HELP|TYPE) )?(redis_exporter_|redis_target_|jvm_|process_).*"))
              .collect(Collectors.joining("\n", "", "\n"));
      assertThat(Promtool.checkMetrics(own)).isEmpty();
      // On the whole page promtool reports only names, which the contract does not allow to change.
      List<String> remarks =
          Promtool.checkMetrics(page).stream()
              .filter(line ->
                  !line.matches(
                      "redis_\\S+ (counter metrics should have \"_total\" suffix"
                          + "|non-counter metrics should not have \"_total\" suffix"
                          + "|non-histogram and non-summary metrics should not have \"_count\" suffix"
                          + "|use base unit .*|metric names should not contain abbreviated units)"))
              .toList();
      assertThat(remarks).isEmpty();
    }
  }

  private static double value(Prometheus prometheus, String query) {
    List<Prometheus.Sample> samples = prometheus.query(query);
    assertThat(samples).as(query).hasSize(1);
    return samples.getFirst().value();
  }
}
