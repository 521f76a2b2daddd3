package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Exposition;
import io.exporterkit.redis.servers.ReplayServer;
import io.exporterkit.redis.servers.RespConnection;
import io.exporterkit.text.GoFloat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of the golden pages against the contract: no metric that the contract lists and the captured server sends is
/// missing or has another type or value.
class ContractTest {
  /// Metrics for which no captured server has data, or which the flags of the golden pages do not enable.
  private static final Pattern NOT_IN_THE_CAPTURES =
      Pattern.compile(
          "key_.*|keys_count|number_of_distinct_.*|stream_.*|connected_client_.*|sentinel_.*"
              + "|module_info|search_.*|script_.*|tile38_.*|rdb_current_size_bytes"
              + "|exporter_last_scrape_ping_time_seconds"
              // KeyDB, Redis 8.8, TLS
              + "|db_keys_cached|commands_slowlog_.*|tls_certificate_info"
              // active I/O threads
              + "|active_time_io_thread_seconds_total");

  static Stream<String> captures() {
    return GoldenPageTest.captures();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void everyFieldThatIsANumberIsThere(String capture) throws IOException {
    Exposition page = GoldenPageTest.golden("config-system-role", capture);
    Map<String, String[]> rows = new HashMap<>();
    for (String[] row : rows("info-fields.tsv")) {
      rows.put(row[0], row);
    }
    Set<String> seen = new HashSet<>();
    info(capture)
        .lines()
        .filter(line -> line.indexOf(':') > 0)
        .forEach(line -> {
          String field = line.substring(0, line.indexOf(':'));
          String[] row = rows.get(field);
          double value = number(line.substring(line.indexOf(':') + 1));
          if (row == null || GoFloat.isNone(value) || !seen.add(field)) {
            return;
          }
          String name = "redis_" + row[1];
          assertThat(page.types()).as(field).containsEntry(name, row[2]);
          assertThat(values(page, name))
              .as(field)
              .hasSize(1)
              .allSatisfy(written ->
                  assertThat(GoFloat.parseOrNone(written))
                      .isEqualTo(value / GoFloat.parseOrNone(row[3])));
        });
    assertThat(seen).hasSizeGreaterThan(capture.endsWith("no-auth") ? -1 : 50);
  }

  @Test
  void everyOtherMetricIsThereForSomeServer() throws IOException {
    Map<String, String> types = new HashMap<>();
    Map<String, Set<String>> labels = new HashMap<>();
    for (String capture : captures().toList()) {
      for (String folder : List.of("default", "config-system-role")) {
        Exposition page = GoldenPageTest.golden(folder, capture);
        types.putAll(page.types());
        for (Exposition.Series series : page.values().keySet()) {
          labels
              .computeIfAbsent(series.family(), _ -> new TreeSet<>())
              .addAll(series.labels().keySet());
        }
      }
    }
    for (String[] row : rows("labelled-metrics.tsv")) {
      String metric = row[0];
      if (NOT_IN_THE_CAPTURES.matcher(metric).matches()) {
        continue;
      }
      if (metric.equals("process_*")) {
        assertThat(types).containsKey("process_resident_memory_bytes");
      } else if (metric.equals("cluster_*")) {
        assertThat(types).containsKeys("redis_cluster_state", "redis_cluster_known_nodes");
      } else {
        String name = "redis_" + metric;
        assertThat(types).as(metric).containsEntry(name, row[1]);
        Set<String> expected = new TreeSet<>(List.of(row[2].replaceAll("[\\[\\]]", "").split(",")));
        // No captured server has availability_zone.
        expected.removeAll(Set.of("", "availability_zone"));
        if (expected.remove("golang_version")) {
          expected.add("java_version");
        }
        Set<String> found = new TreeSet<>(labels.getOrDefault(name, Set.of()));
        found.removeAll(Set.of("instance_role", "le", "quantile"));
        assertThat(found).as(metric).isEqualTo(expected);
      }
    }
  }

  @Test
  void theRoleIsOnAllMetricsOfTheTargetAndOnNoOther() throws IOException {
    Set<String> without = new TreeSet<>();
    GoldenPageTest.golden("config-system-role", "redis-7.0-replica")
        .values()
        .keySet()
        .forEach(series -> {
          if (!series.labels().containsKey("instance_role")) {
            without.add(series.family());
          } else {
            assertThat(series.labels()).containsEntry("instance_role", "slave");
          }
        });
    assertThat(without.stream().filter(name -> !name.startsWith("process_")))
        .containsExactly(
            "redis_exporter_build_info",
            "redis_exporter_collector_duration_seconds",
            "redis_exporter_collector_outcome",
            "redis_exporter_collector_success",
            "redis_exporter_config_last_reload_success_timestamp_seconds",
            "redis_exporter_config_last_reload_successful",
            "redis_exporter_kept_connections",
            "redis_exporter_known_targets",
            "redis_exporter_last_scrape_connect_time_seconds",
            "redis_exporter_probes_refused_total",
            "redis_exporter_samples_dropped_total",
            "redis_exporter_scrape_duration_seconds",
            "redis_exporter_scrapes_in_flight",
            "redis_exporter_scrapes_rejected_total",
            "redis_exporter_scrapes_total",
            "redis_exporter_target_scrapes_total",
            "redis_target_scrape_request_errors_total");
  }

  private static List<String> values(Exposition page, String name) {
    return page.values().entrySet().stream()
        .filter(sample -> sample.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static double number(String value) {
    return switch (value) {
      case "ok", "true" -> 1;
      case "err", "fail", "false" -> 0;
      default -> GoFloat.parseOrNone(value);
    };
  }

  private static String info(String capture) {
    try (ReplayServer server = ReplayServer.of(capture);
        RespConnection connection = RespConnection.open(server.address())) {
      return new String(connection.raw("INFO", "ALL"), StandardCharsets.UTF_8);
    }
  }

  private static List<String[]> rows(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ContractTest.class.getResourceAsStream("/contract/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    }
  }
}
