package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.Original;
import io.exporterkit.redis.servers.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Dashboards and alerts that people already have show the same with our exporter as with the original. The queries are
/// in `known-dashboards.tsv`; a Prometheus scrapes the same servers through both exporters.
@ExtendWith(LandscapeExtension.class)
class KnownDashboardsTest {
  private static final String OURS = "ours";
  private static final String ORIGINAL = "original";
  private static final String FLAGS = "-include-config-metrics -include-system-metrics";

  /// The time within which both exporters must have shown the same value: some scrapes.
  private static final Duration RANGE = Duration.ofSeconds(12);

  /// A query of a dashboard, or of an alert.
  ///
  /// @param apart the difference up to which values count as equal: each exporter also counts the connections of both,
  ///     and some microseconds are the resolution of the server's percentiles
  private record Row(String dashboard, String panel, double apart, String query) {
    static List<Row> read() throws IOException {
      return Files.readAllLines(Mixin.DIRECTORY.resolve("src/test/resources/known-dashboards.tsv"))
          .stream()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .map(cells -> new Row(cells[0], cells[1], Double.parseDouble(cells[2]), cells[3]))
          .toList();
    }

    /// Returns the part by which values may differ. A rate depends on the moments of the two to six scrapes of which it
    /// is made; the table has the counters themselves, too.
    double tolerance() {
      return query.contains("rate(") ? 0.5 : 0.02;
    }

    @Override
    public String toString() {
      return dashboard + " / " + panel + ": " + query;
    }
  }

  /// The lowest and the highest value of a series within the range. Both are NaN if the series has no number, such as a
  /// quotient of rates while nothing happens.
  private record Band(double low, double high) {
    static Band of(List<Double> values) {
      DoubleSummaryStatistics numbers =
          values.stream()
              .filter(value -> !value.isNaN())
              .mapToDouble(Double::doubleValue)
              .summaryStatistics();
      return numbers.getCount() == 0
          ? new Band(Double.NaN, Double.NaN)
          : new Band(numbers.getMin(), numbers.getMax());
    }

    boolean meets(Band other, Row row) {
      double highest =
          DoubleStream.of(low, high, other.low, other.high).map(Math::abs).max().orElseThrow();
      double slack = row.apart() + row.tolerance() * highest;
      return Double.isNaN(slack) || (low <= other.high + slack && other.low <= high + slack);
    }
  }

  @Test
  void showTheSameWithOursAsWithTheOriginal(Landscape landscape) throws IOException {
    List<String> targets = landscape.examples();
    try (Original original = Original.startForTargets(FLAGS.split(" ", -1));
        ExporterProcess ours = ExporterProcess.start(("-redis.addr= " + FLAGS).split(" ", -1));
        Prometheus prometheus =
            Prometheus.start(
                "scrape_configs:\n"
                    + job(ORIGINAL, original.port(), targets)
                    + job(OURS, ours.port(), targets))) {
      for (String job : List.of(OURS, ORIGINAL)) {
        prometheus.await(
            "min(count_over_time(redis_up{job='%s'}[5m])) >= 12 and count(redis_up{job='%s'} == 1) == %d"
                .formatted(job, job, targets.size()),
            Duration.ofMinutes(2));
      }
      Instant now = Instant.now();
      Grafana grafana = new Grafana(prometheus, now.minus(RANGE), now);
      List<String> differences = new ArrayList<>();
      for (Row row : Row.read()) {
        compare(grafana, row, differences);
      }
      assertThat(differences).isEmpty();
    }
  }

  /// Returns a job with the labels that the dashboards select by.
  private static String job(String name, int port, List<String> targets) {
    StringBuilder targetsWithLabels = new StringBuilder();
    for (int i = 0; i < targets.size(); i++) {
      targetsWithLabels.append(
          "      - {targets: ['%s'], labels: {namespace: shop, node_name: node-%d, service_name: service-%d}}\n"
              .formatted(targets.get(i), i, i));
    }
    return """
      - job_name: %s
        scrape_interval: 2s
        scrape_timeout: 2s
        metrics_path: /scrape
        static_configs:
    %s    relabel_configs:
          - {source_labels: [__address__], target_label: __param_target}
          - {source_labels: [__param_target], target_label: instance}
          - {target_label: __address__, replacement: '127.0.0.1:%d'}
    """
        .formatted(name, targetsWithLabels, port);
  }

  private static void compare(Grafana grafana, Row row, List<String> differences) {
    if (row.query().startsWith("label_values(")) {
      List<String> ours = grafana.labelValues(ofJob(row, OURS));
      if (ours.isEmpty() || !ours.equals(grafana.labelValues(ofJob(row, ORIGINAL)))) {
        differences.add(row + " has the values " + ours);
      }
      return;
    }
    Map<Map<String, String>, Band> ours = bands(grafana, ofJob(row, OURS));
    Map<Map<String, String>, Band> original = bands(grafana, ofJob(row, ORIGINAL));
    if (original.isEmpty()) {
      differences.add(row + " shows nothing with the original");
    }
    if (!ours.keySet().equals(original.keySet())) {
      differences.add(
          row
              + " shows only with ours "
              + without(ours, original)
              + ", only with the original "
              + without(original, ours));
      return;
    }
    ours.forEach((labels, band) -> {
      Band other = original.getOrDefault(labels, band);
      if (!band.meets(other, row)) {
        differences.add(
            row + " shows for " + labels + " with ours " + band + ", with the original " + other);
      }
    });
  }

  private static List<Map<String, String>> without(
      Map<Map<String, String>, Band> some, Map<Map<String, String>, Band> others) {
    return some.keySet().stream().filter(labels -> !others.containsKey(labels)).limit(5).toList();
  }

  /// Returns a row's query with the variables at All, for the series of one job.
  private static String ofJob(Row row, String job) {
    return row.query()
        .replace("$__rate_interval", "10s")
        .replace("$__interval", "10s")
        .replaceAll("\\$[a-z_]+", ".*")
        .replace("{", "{job=\"%s\",".formatted(job));
  }

  private static Map<Map<String, String>, Band> bands(Grafana grafana, String query) {
    Map<Map<String, String>, Band> bands = new HashMap<>();
    for (Prometheus.Series series : grafana.series(query)) {
      Map<String, String> labels = new TreeMap<>(series.labels());
      labels.remove("job");
      // The original 1.86 leaves it empty for Valkey; newer versions do not.
      labels.remove("redis_mode");
      // A password of Valkey: ours does not emit whether it is set.
      if (!"primaryauth".equals(labels.get("key"))) {
        bands.put(labels, Band.of(series.values()));
      }
    }
    return bands;
  }
}
