package io.exporterkit.deploy;

import static io.exporterkit.deploy.RedisHaJson.at;
import static io.exporterkit.deploy.RedisHaJson.objects;
import static io.exporterkit.deploy.RedisHaJson.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The alerts, recording rules and dashboards of the mixin in the chart, rendered by Helm 3 and Helm 4.
class ChartMixinTest {
  private static final Path MIXIN = Installed.root().resolve("mixin/rendered");

  @Test
  void theRulesAreThoseOfTheMixinAfterOnesOwn(@TempDir Path folder) throws IOException {
    String values =
        """
        prometheusRule:
          enabled: true
          mixin: true
          rules: [{record: own, expr: redis_up}]
        """;
    JsonObject mixin =
        Yaml.documents(Files.readString(MIXIN.resolve("prometheusrule.yaml"))).getFirst();
    for (Manifests manifests : rendered(values, folder)) {
      JsonObject rule = manifests.get("PrometheusRule", "cache-prometheus-redis-exporter");
      List<JsonObject> groups = objects(at(rule, "spec"), "groups");
      assertThat(text(objects(groups.getFirst(), "rules").getFirst(), "record")).isEqualTo("own");
      assertThat(groups.subList(1, groups.size()))
          .isEqualTo(objects(at(mixin, "spec"), "groups"))
          .hasSizeGreaterThan(5);
    }
  }

  @Test
  void theRulesOfTheMixinNeedNoOthers(@TempDir Path folder) throws IOException {
    for (Manifests manifests : rendered("prometheusRule: {enabled: true, mixin: true}", folder)) {
      JsonObject rule = manifests.get("PrometheusRule", "cache-prometheus-redis-exporter");
      assertThat(objects(at(rule, "spec"), "groups")).hasSizeGreaterThan(5);
    }
  }

  @Test
  void eachDashboardIsAConfigMap(@TempDir Path folder) throws IOException {
    String values =
        """
        dashboards:
          enabled: true
          namespace: grafana
          labels: {team: cache}
          annotations: {grafana_folder: Redis}
        """;
    for (Manifests manifests : rendered(values, folder)) {
      try (Stream<Path> files = Files.list(MIXIN.resolve("dashboards"))) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          JsonObject map =
              manifests.get(
                  "ConfigMap", "cache-prometheus-redis-exporter-" + name.replace(".json", ""));
          assertThat(text(at(map, "metadata"), "namespace")).isEqualTo("grafana");
          assertThat(text(at(map, "metadata", "labels"), "grafana_dashboard")).isEqualTo("1");
          assertThat(text(at(map, "metadata", "labels"), "team")).isEqualTo("cache");
          assertThat(text(at(map, "metadata", "annotations"), "grafana_folder")).isEqualTo("Redis");
          assertThat(JsonParser.parseString(text(at(map, "data"), name)))
              .isEqualTo(JsonParser.parseString(Files.readString(file)));
        }
      }
    }
  }

  private static List<Manifests> rendered(String values, Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    return List.of(
        Manifests.parse(Helm.three(file)), Manifests.parse(Helm.four(Helm.RELEASE, file).output()));
  }
}
