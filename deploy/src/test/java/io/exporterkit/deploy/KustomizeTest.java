package io.exporterkit.deploy;

import static io.exporterkit.deploy.RedisHaJson.at;
import static io.exporterkit.deploy.RedisHaJson.objects;
import static io.exporterkit.deploy.RedisHaJson.text;
import static io.exporterkit.deploy.RedisHaJson.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.exporterkit.redis.servers.ExporterProcess;
import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kustomizations: the objects that they consist of, and properties of all of their containers. An API server would
/// accept them, as [Manifests] describes.
class KustomizeTest {
  private static final String IMAGE = "ghcr.io/exporterkit/redis-exporter:";

  @Test
  void base() throws Exception {
    assertThat(Kustomize.build("base").names())
        .containsExactlyInAnyOrder("Deployment/redis-exporter", "Service/redis-exporter");
  }

  @Test
  void multiTarget() throws Exception {
    Manifests manifests = Kustomize.build("overlays/multi-target");
    assertThat(withoutMixin(manifests))
        .containsExactlyInAnyOrder(
            "Deployment/redis-exporter",
            "Service/redis-exporter",
            "PodDisruptionBudget/redis-exporter",
            "Probe/redis",
            "ServiceMonitor/redis-exporter");
    JsonObject deployment = at(manifests.get("Deployment", "redis-exporter"), "spec");
    assertThat(text(deployment, "replicas")).isEqualTo("2");
    assertThat(objects(at(deployment, "template", "spec"), "topologySpreadConstraints")).hasSize(1);
    JsonObject service = manifests.get("Service", "redis-exporter");
    JsonObject prober = at(manifests.get("Probe", "redis"), "spec", "prober");
    assertThat(text(prober, "url"))
        .isEqualTo(
            "%s.%s.svc:%s"
                .formatted(
                    text(at(service, "metadata"), "name"),
                    text(at(service, "metadata"), "namespace"),
                    text(objects(at(service, "spec"), "ports").getFirst(), "port")));
    assertThat(text(prober, "path")).isEqualTo("/scrape");
  }

  @Test
  void sidecar() throws Exception {
    Manifests manifests = Kustomize.build("overlays/sidecar");
    assertThat(withoutMixin(manifests))
        .containsExactlyInAnyOrder("Service/redis", "StatefulSet/redis", "PodMonitor/redis");
    assertThat(containers(manifests).map(container -> text(container, "name")))
        .containsExactlyInAnyOrder("redis", "redis-exporter");
  }

  @Test
  void redisHa() throws Exception {
    Manifests manifests = Kustomize.build("overlays/redis-ha");
    assertThat(withoutMixin(manifests).stream().map(name -> name.replaceAll("-[a-z0-9]{10}$", "")))
        .containsExactlyInAnyOrder(
            "ConfigMap/redis-ha-configmap",
            "ConfigMap/redis-ha-health-configmap",
            "ConfigMap/redis-ha-haproxy-configmap",
            "StatefulSet/redis-ha-server",
            "Deployment/redis-ha-haproxy",
            "Service/redis-ha",
            "Service/redis-ha-announce-0",
            "Service/redis-ha-announce-1",
            "Service/redis-ha-announce-2",
            "Service/redis-ha-haproxy",
            "PodDisruptionBudget/redis-ha",
            "PodDisruptionBudget/redis-ha-haproxy",
            "PodMonitor/redis",
            "PodMonitor/redis-sentinel",
            "ServiceMonitor/redis-ha-haproxy");
    assertThat(
            containers(manifests)
                .filter(container -> container.has("ports"))
                .flatMap(container -> objects(container, "ports").stream())
                .map(port -> port.get("containerPort").getAsInt()))
        .containsExactlyInAnyOrder(6379, 26379, 9121, 6379, 9101, 8888);
  }

  /// Returns the names of the objects that are not of the mixin, which every overlay must contain.
  private static List<String> withoutMixin(Manifests manifests) throws IOException {
    List<String> mixin = Kustomize.build("../../mixin/rendered").names();
    assertThat(manifests.names()).containsAll(mixin);
    return manifests.names().stream().filter(name -> !mixin.contains(name)).toList();
  }

  @Test
  void theMixinHasItsRulesAndAllDashboards() throws IOException {
    Manifests manifests = Kustomize.build("../../mixin/rendered");
    List<String> names = new ArrayList<>(List.of("PrometheusRule/redis-exporter"));
    Path directory = Installed.root().resolve("mixin/rendered/dashboards");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = "dashboard-" + file.getFileName().toString().replace(".json", "");
        names.add("ConfigMap/" + name);
        JsonObject map = manifests.get("ConfigMap", name);
        assertThat(text(at(map, "data"), file.getFileName().toString()))
            .isEqualTo(Files.readString(file));
        assertThat(text(at(map, "metadata", "labels"), "grafana_dashboard")).isEqualTo("1");
      }
    }
    assertThat(manifests.names()).containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/multi-target", "overlays/sidecar", "overlays/redis-ha"})
  void containersAreHardenedAndHaveProbesAndLimits(String folder) throws Exception {
    Manifests manifests = Kustomize.build(folder);
    String version = version();
    assertThat(containers(manifests)).isNotEmpty();
    for (JsonObject pod : pods(manifests).toList()) {
      assertThat(text(pod, "automountServiceAccountToken")).isEqualTo("false");
      assertThat(text(at(pod, "securityContext"), "runAsNonRoot")).isEqualTo("true");
      assertThat(text(at(pod, "securityContext", "seccompProfile"), "type"))
          .isEqualTo("RuntimeDefault");
    }
    for (JsonObject container : containers(manifests).toList()) {
      JsonObject security = at(container, "securityContext");
      assertThat(text(security, "allowPrivilegeEscalation")).isEqualTo("false");
      assertThat(text(security, "readOnlyRootFilesystem")).isEqualTo("true");
      assertThat(texts(at(security, "capabilities"), "drop")).containsExactly("ALL");
      assertThat(text(at(container, "resources", "limits"), "memory")).isNotEmpty();
      assertThat(text(at(container, "resources", "requests"), "cpu")).isNotEmpty();
      assertThat(container.has("livenessProbe"))
          .as(text(container, "name"))
          .isNotEqualTo(text(container, "name").equals("config-init"));
      String image = text(container, "image");
      if (image.startsWith(IMAGE)) {
        assertThat(image).isEqualTo(IMAGE + version);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/multi-target", "overlays/sidecar", "overlays/redis-ha"})
  void theExporterAcceptsItsArguments(String folder, @TempDir Path directory) throws Exception {
    List<JsonObject> exporters =
        containers(Kustomize.build(folder))
            .filter(container -> text(container, "image").startsWith(IMAGE))
            .toList();
    assertThat(exporters).hasSize(1);
    Path file = directory.resolve("passwords.json");
    Files.writeString(file, "{\"redis://localhost:6379\": \"secret\"}");
    List<String> args = texts(exporters.getFirst(), "args");
    assertThat(args).contains("-web.listen-address=:9121");
    try (ExporterProcess exporter =
        ExporterProcess.start(
            args.stream()
                .filter(arg -> !arg.startsWith("-web.listen-address="))
                .map(arg ->
                    arg.replaceAll("(-redis.password-file=)/etc/redis-exporter/.*", "$1" + file))
                .toArray(String[]::new))) {
      assertThat(exporter.log()).contains("serving ").doesNotContain("WARN", "ERROR");
    }
  }

  @Test
  void aServiceOfAPodThatNoStatefulSetHasIsRefused() throws Exception {
    String yaml =
        Tools.run(
            new ProcessBuilder(
                Tools.program("kubectl"),
                "kustomize",
                Installed.root().resolve("deploy/kustomize/overlays/redis-ha").toString()));
    assertThatThrownBy(() ->
            Manifests.parse(
                yaml.replace("pod-name: redis-ha-server-1", "pod-name: redis-ha-servers-1")))
        .hasMessage("Service/redis-ha-announce-1: no StatefulSet has the pod redis-ha-servers-1");
  }

  private static Stream<JsonObject> pods(Manifests manifests) {
    return manifests.objects().stream()
        .filter(object -> List.of("Deployment", "StatefulSet").contains(text(object, "kind")))
        .map(object -> at(object, "spec", "template", "spec"));
  }

  private static Stream<JsonObject> containers(Manifests manifests) {
    return pods(manifests)
        .flatMap(pod ->
            Stream.of("initContainers", "containers").flatMap(list -> objects(pod, list).stream()));
  }

  /// Returns the version of the build.
  private static String version() throws IOException {
    String pom = Files.readString(Installed.root().resolve("pom.xml"));
    return pom.substring(pom.indexOf("<version>") + 9, pom.indexOf("</version>"));
  }
}
