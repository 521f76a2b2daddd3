package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.exporterkit.Exporter;
import io.exporterkit.RunningExporter;
import io.exporterkit.Sessions;
import io.exporterkit.Start;
import io.exporterkit.metric.Distribution;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.NativeHistogram;
import io.exporterkit.metric.NativeHistogram.Buckets;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Unit;
import io.exporterkit.options.Option;
import io.exporterkit.redis.servers.Prometheus;
import io.exporterkit.scrape.Collector;
import io.exporterkit.time.Deadline;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.StateSet;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Pages of an exporter of the kit, with every type of metric, as a real Prometheus reads them: in OpenMetrics, which
/// Prometheus prefers, and in protobuf, which it prefers with native histograms.
@Timeout(120)
final class KitPagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final MetricDef TOOK =
      MetricDef.histogram("took_seconds", Unit.SECONDS, "Times \"of\" the\\ target.").labels("cmd");
  private static final MetricDef FACTS = MetricDef.info("server_info", "Facts.").labels("version");
  private static final MetricDef CALLS = MetricDef.counter("calls", "A name without _total.");
  private static final Option<String> ADDRESS = Option.text("zoo.address", null, "x", "Zoo.");

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private record Zoo() implements AutoCloseable {
    @Override
    public void close() {}
  }

  private record Animals() implements Collector<Zoo> {
    @Override
    public String name() {
      return "animals";
    }

    @Override
    public List<MetricDef> metrics() {
      return List.of(TOOK, FACTS, CALLS);
    }

    @Override
    public void collect(Zoo zoo, Samples out) {
      double[] bounds = {0.5, 1, Double.POSITIVE_INFINITY};
      Distribution classic = Distribution.perBucket(bounds, new double[] {1, 2, 3}, 9);
      // With schema 0: 3 observations up to 1, 2 up to 2, none up to 4, and 1 up to 8.
      Buckets buckets = new Buckets(new int[] {0, 1, 3}, new long[] {3, 2, 1});
      out.add(
          TOOK,
          classic.withNative(NativeHistogram.of(0, 1e-9, 0, buckets, Buckets.NONE)),
          "a\"b\\c\nd");
      out.info(FACTS, "7.0");
      out.add(CALLS, 5);
    }
  }

  private static final class Zoos implements Sessions<String, Zoo> {
    @Override
    public Zoo open(String address, Deadline deadline) {
      return new Zoo();
    }

    @Override
    public void close() {}
  }

  private RunningExporter exporter() {
    Counter.builder()
        .name("jobs")
        .help("Jobs.")
        .register(registry)
        .incWithExemplar(3, Labels.of("trace_id", "4bf9"));
    Histogram.builder()
        .name("waited")
        .help("Times.")
        .nativeInitialSchema(3)
        .classicUpperBounds(1, 2)
        .register(registry)
        .observe(1.5);
    Info.builder()
        .name("build_info")
        .help("B.")
        .labelNames("v")
        .register(registry)
        .setLabelValues("1");
    StateSet.builder()
        .name("mode")
        .help("Mode.")
        .states("on", "off")
        .register(registry)
        .setTrue("on");
    Start start =
        Exporter.named("zoo")
            .options(ADDRESS)
            .sessions(_ -> new Zoos())
            .collector(new Animals())
            .target(ADDRESS)
            .registry(registry)
            .start(
                List.of("--web.listen-address=127.0.0.1:0", "--web.enable-openmetrics"),
                Map.of(),
                System.out,
                System.err);
    return ((Start.Serving) start).exporter();
  }

  private static String scraped(RunningExporter exporter) {
    return "scrape_configs:\n- job_name: zoo\n  static_configs:\n  - targets: ['127.0.0.1:%d']\n"
        .formatted(exporter.port());
  }

  @Test
  void prometheusReadsOpenMetrics() {
    try (RunningExporter exporter = exporter();
        Prometheus prometheus =
            Prometheus.start(scraped(exporter), "--enable-feature=exemplar-storage")) {
      prometheus.await("up == 1", PATIENCE);
      assertThat(lastError(prometheus)).isEmpty();
      assertThat(values(prometheus, "zoo_took_seconds_bucket{le=\"1.0\"}")).containsExactly(3.0);
      assertThat(prometheus.query("zoo_took_seconds_count").getFirst().labels())
          .containsEntry("cmd", "a\"b\\c\nd");
      assertThat(values(prometheus, "zoo_server_info{version=\"7.0\"}")).containsExactly(1.0);
      assertThat(values(prometheus, "zoo_calls")).containsExactly(5.0);
      assertThat(values(prometheus, "jobs_total")).containsExactly(3.0);
      assertThat(values(prometheus, "jobs_created > 1e9")).hasSize(1);
      assertThat(values(prometheus, "sum(mode)")).containsExactly(1.0);
      assertThat(type(prometheus, "zoo_calls")).isEqualTo("unknown");
      assertThat(type(prometheus, "zoo_took_seconds")).isEqualTo("histogram");
      assertThat(type(prometheus, "zoo_server")).isEqualTo("info");
      assertThat(type(prometheus, "mode")).isEqualTo("stateset");
      JsonArray exemplars =
          prometheus
              .json("/api/v1/query_exemplars?query=jobs_total&start=0&end=9999999999")
              .getArray("data");
      assertThat(exemplars.getObject(0).getArray("exemplars").getObject(0).getObject("labels"))
          .containsEntry("trace_id", "4bf9");
    }
  }

  @Test
  void prometheusReadsNativeHistograms() {
    try (RunningExporter exporter = exporter();
        Prometheus prometheus =
            Prometheus.start(scraped(exporter), "--enable-feature=native-histograms")) {
      prometheus.await("up == 1", PATIENCE);
      assertThat(lastError(prometheus)).isEmpty();
      assertThat(values(prometheus, "histogram_count(zoo_took_seconds)")).containsExactly(6.0);
      assertThat(values(prometheus, "histogram_sum(zoo_took_seconds)")).containsExactly(9.0);
      // The upper end of the fifth of six observations is that of the bucket from 1 to 2.
      assertThat(values(prometheus, "histogram_quantile(5/6, zoo_took_seconds)"))
          .containsExactly(2.0);
      assertThat(values(prometheus, "histogram_quantile(1, zoo_took_seconds)"))
          .containsExactly(8.0);
      assertThat(values(prometheus, "histogram_count(waited)")).containsExactly(1.0);
      assertThat(values(prometheus, "histogram_fraction(1.4, 1.6, waited) > 0.5")).hasSize(1);
      assertThat(values(prometheus, "zoo_calls")).containsExactly(5.0);
    }
  }

  private static List<Double> values(Prometheus prometheus, String promql) {
    return prometheus.query(promql).stream().map(Prometheus.Sample::value).toList();
  }

  private static String lastError(Prometheus prometheus) {
    JsonObject target =
        prometheus.json("/api/v1/targets").getObject("data").getArray("activeTargets").getObject(0);
    return target.getString("lastError");
  }

  private static String type(Prometheus prometheus, String metric) {
    return prometheus
        .json("/api/v1/metadata?metric=" + metric)
        .getObject("data")
        .getArray(metric)
        .getObject(0)
        .getString("type");
  }
}
