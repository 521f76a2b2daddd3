package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example of configuration in `mixin/README.md` works, and so do the other labels and names that it mentions.
class MixinReadmeTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```jsonnet\n(.*?)```");

  @Test
  void theExampleChangesTheDashboards() throws IOException, InterruptedException {
    List<Dashboard> dashboards = example();

    assertThat(dashboards).hasSameSizeAs(Dashboard.rendered());
    for (Dashboard dashboard : dashboards) {
      assertThat(Linter.check(dashboard, Catalogue.read().counters())).isEmpty();
      assertThat(dashboard.variables()).anyMatch(v -> v.getString("name").equals("cluster"));
      for (Dashboard.Panel panel : dashboard.panels()) {
        for (String query : panel.queries()) {
          assertThat(Promql.of(query).selectors())
              .as(panel.name())
              .allSatisfy(selector ->
                  assertThat(selector.matchers())
                      .contains("team=\"search\"", "environment=~\"$cluster\""));
        }
      }
    }
    assertThat(dashboards.toString()).contains("0.7 * (redis_memory_max_bytes");
  }

  @Test
  void theNamespaceAndTheLabelsOfJobsAndServersCanBeChanged()
      throws IOException, InterruptedException {
    List<Dashboard> dashboards =
        evaluate(
            "(import 'mixin/mixin.libsonnet') + { _config+:: {"
                + "namespace: 'valkey', jobLabel: 'service', instanceLabel: 'server' } }");

    for (Dashboard dashboard : dashboards) {
      for (Dashboard.Panel panel : dashboard.panels()) {
        for (String query : panel.queries()) {
          assertThat(Promql.of(query).selectors())
              .as(panel.name())
              .allSatisfy(selector -> {
                assertThat(selector.metric()).matches("(valkey|process)_.*|ALERTS");
                assertThat(selector.matchers())
                    .contains("service=~\"$job\"", "server=~\"$instance\"");
              });
          assertThat(Promql.of(query).labels())
              .doesNotContainAnyElementsOf(Set.of("job", "instance"));
        }
      }
    }
  }

  /// Returns the dashboards that the example renders to.
  static List<Dashboard> example() throws IOException, InterruptedException {
    Matcher example = EXAMPLE.matcher(Files.readString(Mixin.DIRECTORY.resolve("README.md")));
    assertThat(example.find()).as("an example in README.md").isTrue();
    return evaluate(example.group(1));
  }

  private static List<Dashboard> evaluate(String mixin) throws IOException, InterruptedException {
    String jsonnet = Installed.program("jsonnet", "jsonnet").toString();
    List<Dashboard> dashboards = new ArrayList<>();
    Dashboard all =
        Dashboard.parse(Mixin.run(jsonnet, "-J", ".", "-e", "(" + mixin + ").grafanaDashboards"));
    for (String file : all.json().keySet()) {
      dashboards.add(new Dashboard(all.json().getObject(file)));
    }
    return dashboards;
  }
}
