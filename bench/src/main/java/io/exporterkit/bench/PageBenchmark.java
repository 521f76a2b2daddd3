package io.exporterkit.bench;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.exposition.TextFormat;
import io.exporterkit.metric.Section;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmarks of writing a page of 1000 series as text, by the kit and by the official client's writer, from samples
/// that are in memory. A score is the time of one series.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PageBenchmark.SERIES)
@Fork(
    value = 2,
    jvmArgs = {"-XX:+UseSerialGC", "-Xmx64m"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PageBenchmark {
  static final int SERIES = 1000;
  private static final int METRICS = 20;

  private final ExpositionFormatWriter official = PrometheusTextFormatWriter.create();
  private MetricSnapshots snapshots = MetricSnapshots.of();
  private Section page = Section.of("", List.of());

  /// Makes ten counters with whole numbers and ten gauges with fractions, of 50 series with two labels each.
  @Setup
  public void fill() {
    PrometheusRegistry registry = new PrometheusRegistry();
    for (int m = 0; m < METRICS / 2; m++) {
      Counter counter =
          Counter.builder()
              .name("queue_messages_" + m + "_total")
              .help("Messages.")
              .labelNames("queue", "state")
              .register(registry);
      Gauge gauge =
          Gauge.builder()
              .name("queue_age_" + m + "_seconds")
              .help("Age.")
              .labelNames("queue", "state")
              .register(registry);
      for (int i = 0; i < SERIES / METRICS; i++) {
        counter.labelValues("queue-" + i, "delivered").inc(1_000_003L * i);
        gauge.labelValues("queue-" + i, "waiting").set(i * 0.123);
      }
    }
    snapshots = registry.scrape();
    page = Section.of("", RegistryFamilies.of(registry));
  }

  /// Writes the page with the kit.
  @Benchmark
  public void kit() throws IOException {
    TextFormat.write(List.of(page), OutputStream.nullOutputStream());
  }

  /// Writes the page with the official client.
  @Benchmark
  public void official() throws IOException {
    official.write(OutputStream.nullOutputStream(), snapshots);
  }
}
