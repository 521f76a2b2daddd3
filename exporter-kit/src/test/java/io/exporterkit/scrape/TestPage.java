package io.exporterkit.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.exporterkit.exposition.RegistryFamilies;
import io.exporterkit.exposition.TextFormat;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.metric.Section;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Small collectors, and the lines of pages, for the tests of this package.
final class TestPage {
  private TestPage() {}

  /// The body of a collector.
  interface Body {
    void collect(Samples out) throws Exception;
  }

  /// A session without any content.
  static final class Session implements AutoCloseable {
    @Override
    public void close() {}
  }

  /// A collector without metrics.
  interface SessionCollector extends Collector<Session> {}

  /// Returns a collector made of these parts.
  record TestCollector(String name, List<MetricDef> metrics, Body body)
      implements SessionCollector {
    @Override
    public void collect(Session session, Samples out) throws Exception {
      body.collect(out);
    }
  }

  static SessionCollector collector(String name, Body body, MetricDef... metrics) {
    return new TestCollector(name, List.of(metrics), body);
  }

  static List<String> samples(PrometheusRegistry registry) {
    return samples(Section.of("", RegistryFamilies.of(registry)));
  }

  static List<String> samples(ScrapeResult result) {
    return samples(result.section());
  }

  static List<String> samples(Section section) {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      TextFormat.write(List.of(section), page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toString(UTF_8).lines().filter(line -> !line.startsWith("#")).toList();
  }
}
