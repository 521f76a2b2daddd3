package io.exporterkit.redis.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.RunningExporter;
import io.exporterkit.Start;
import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.options.Completions;
import io.exporterkit.options.OptionDocs;
import io.exporterkit.process.ProcessMetrics;
import io.exporterkit.redis.Main;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.servers.Exposition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that compare the catalogue of metrics with the metrics on the pages, and the documents generated from the
/// catalogue.
class CatalogueTest {
  private static final Catalogue CATALOGUE = catalogue();
  private static final MetricDef CLUSTER_MESSAGES =
      MetricDef.gauge("cluster_stats_messages", "Not in the catalogue.");

  static List<String> captures() {
    return GoldenPageTest.captures().toList();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void holdsEveryMetricOfEveryPage(String capture) throws IOException {
    Map<String, MetricDef> defs = new HashMap<>();
    CATALOGUE.metrics().forEach(def -> defs.put("redis_" + def.name(), def));
    ProcessMetrics.ALL.forEach(def -> defs.put(def.name(), def));
    Exposition page = GoldenPageTest.golden("config-system-role", capture);
    page.types()
        .forEach(
            (name, type) -> assertThat(def(defs, name).type().word()).as(name).isEqualTo(type));
    for (Exposition.Series series : page.values().keySet()) {
      MetricDef def = def(defs, series.family());
      Set<String> labels = new HashSet<>(series.labels().keySet());
      labels.removeAll(Set.of("le", "quantile"));
      if (def.hasTargetLabels()) {
        labels.remove("instance_role");
      }
      assertThat(def.labels()).as(series.family()).containsAll(labels);
      for (int i = 0; i < def.labels().size(); i++) {
        if (!def.isOptionalLabel(i)) {
          assertThat(labels).as(series.family()).contains(def.labels().get(i));
        }
      }
    }
  }

  @Test
  void everyHelpSaysMoreThanTheName() {
    assertThat(CATALOGUE.metrics())
        .allSatisfy(
            def -> assertThat(def.help()).hasSizeGreaterThan(15).matches("(?s)[A-Z0-9].*[.]"));
  }

  @Test
  void theMetricsAreDocumented() {
    Golden.check(
        "docs/metrics.md",
        """
        # Metrics

        Every metric that the exporter can emit, under the default namespace, which `-namespace` changes. A label in brackets
        is present only if the server sends its value. The server's version and the exporter's flags decide which metrics are on
        a page: see [options](options.md). With `-append-instance-role-label`, the metrics of the target also have the label
        `instance_role`. In cluster mode, each further number in CLUSTER INFO, such as the messages of each kind, is one more
        `redis_cluster_...`.

        Written by `make docs` from the definitions in the code.

        ## Of the target and its scrapes

        %s
        ## Of the exporter's own process

        On the telemetry path only, and not with `-redis-only-metrics`. `-include-go-runtime-metrics` adds the usual `jvm_`
        metrics.

        %s\
        """
            .formatted(CATALOGUE.markdown("redis"), Catalogue.of(ProcessMetrics.ALL).markdown("")));
  }

  @Test
  void theOptionsAreDocumented() {
    Golden.check("docs/options.md", OptionDocs.markdown(RedisOptions.TABLE));
  }

  @Test
  void theManualPageIsWritten() {
    Golden.check("packaging/man/redis-exporter.1", Manual.page());
  }

  @Test
  void theCompletionsAreWritten() {
    String alias = "prometheus-redis-exporter";
    String folder = "packaging/completion/";
    Golden.check(folder + "redis-exporter.bash", Completions.bash(RedisOptions.TABLE, alias));
    Golden.check(folder + "_redis-exporter", Completions.zsh(RedisOptions.TABLE, alias));
    Golden.check(folder + "redis-exporter.fish", Completions.fish(RedisOptions.TABLE, alias));
  }

  private static MetricDef def(Map<String, MetricDef> defs, String name) {
    MetricDef def = defs.get(name);
    if (def == null && name.matches("redis_cluster_stats_messages_[a-z_]+")) {
      return CLUSTER_MESSAGES; // metrics by kind of message, of which each version has more
    }
    if (def == null) {
      throw new AssertionError(name + " is not in the catalogue");
    }
    return def;
  }

  private static Catalogue catalogue() {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-web.listen-address=127.0.0.1:0",
                "-include-system-metrics",
                "-include-sentinel-peer-info",
                "-export-client-port",
                "-check-key-groups=a",
                "-web.config.file=src/test/resources/empty-web-config.yml"));
    flags.addAll(CollectorNamesTest.everything().args());
    Start start = Main.exporter().start(flags, Map.of(), System.out, System.err);
    if (!(start instanceof Start.Serving(RunningExporter exporter))) {
      throw new AssertionError("the exporter does not start");
    }
    try (exporter) {
      return exporter.catalogue();
    }
  }
}
