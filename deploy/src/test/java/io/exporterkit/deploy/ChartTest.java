package io.exporterkit.deploy;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.exporterkit.redis.servers.Installed;
import io.exporterkit.testing.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The chart, rendered for each values file in `values/`. The objects are recorded in `rendered/`; `-Dgolden=write`
/// rewrites them.
class ChartTest {
  private static final Path RESOURCES = Installed.root().resolve("deploy/src/test/resources");

  static Stream<Path> values() throws IOException {
    try (Stream<Path> files = Files.list(RESOURCES.resolve("values"))) {
      return files.map(Path::getFileName).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void theObjectsAreTheRecordedOnes(Path name) throws IOException {
    Tools.Result result = Helm.four(Helm.RELEASE, RESOURCES.resolve("values").resolve(name));
    assertThat(result.exit()).as(result.errors()).isZero();
    GoldenFile.at(RESOURCES.resolve("rendered").resolve(name)).check(result.output());
    assertThat(Manifests.parse(result.output()).objects()).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("values")
  void helm3RendersTheSameObjects(Path name) throws IOException {
    List<JsonObject> recorded =
        Yaml.documents(Files.readString(RESOURCES.resolve("rendered").resolve(name)));
    assertThat(Yaml.documents(Helm.three(RESOURCES.resolve("values").resolve(name))))
        .containsExactlyInAnyOrderElementsOf(recorded);
  }

  @ParameterizedTest
  @MethodSource("values")
  void theExporterAcceptsTheContainer(Path name, @TempDir Path folder) throws IOException {
    String recorded = Files.readString(RESOURCES.resolve("rendered").resolve(name));
    assertThat(container(recorded).refusal(folder)).isEmpty();
  }

  private static RenderedContainer container(String yaml) {
    return Yaml.documents(yaml).stream()
        .filter(object -> object.get("kind").getAsString().equals("Deployment"))
        .map(RenderedContainer::of)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aContainerWithAWrongFlagIsRefused(@TempDir Path folder) throws IOException {
    assertThat(refusal(folder, "extraArgs: {check-keyz: a}"))
        .contains("there is no flag -check-keyz; did you mean -check-keys?");
    assertThat(refusal(folder, "redisAddress: http://cache")).contains("unknown scheme http");
    assertThat(refusal(folder, "{env: [{name: REDIS_EXPORTER_CONNECTION_TIMEOUT, value: soon}]}"))
        .contains("REDIS_EXPORTER_CONNECTION_TIMEOUT");
  }

  private static String refusal(Path folder, String values) throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    return container(Helm.four(Helm.RELEASE, file).output()).refusal(folder).orElse("accepted");
  }

  @Test
  void lintIsContent() throws IOException {
    Tools.Result four =
        Tools.result(
            new ProcessBuilder(Tools.program("helm"), "lint", "--strict", Helm.CHART.toString()));
    assertThat(four.exit()).as(four.output() + four.errors()).isZero();
    var three = new com.marcnuri.helm.Helm(Helm.CHART).lint().strict().call();
    assertThat(three.isFailed()).as("%s", three.getMessages()).isFalse();
  }

  /// Selectors are immutable: an upgrade from the community's chart works only with its names and selectors.
  @ParameterizedTest
  @CsvSource({
    "cache,                        ,    cache-prometheus-redis-exporter, prometheus-redis-exporter",
    "prometheus-redis-exporter,    ,    prometheus-redis-exporter, prometheus-redis-exporter",
    "my-prometheus-redis-exporter, ,    my-prometheus-redis-exporter, prometheus-redis-exporter",
    "cache, nameOverride: metrics,      cache-metrics, metrics",
    "cache, nameOverride: ach,          cache, ach",
    "cache, fullnameOverride: metrics,  metrics, prometheus-redis-exporter",
    "a-release-with-a-long-name-of-fifty-characters-total, ,"
        + " a-release-with-a-long-name-of-fifty-characters-total-prometheus, prometheus-redis-exporter",
  })
  void namesAndSelectorsAreThoseOfTheCommunitysChart(
      String release, String values, String name, String application, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values == null ? "" : values);
    Manifests manifests = Manifests.parse(Helm.four(release, file).output());
    assertThat(manifests.names())
        .containsExactly("ServiceAccount/" + name, "Service/" + name, "Deployment/" + name);
    assertThat(manifests.get("Deployment", name).getAsJsonObject("spec").get("selector"))
        .hasToString(
            "{\"matchLabels\":{\"app.kubernetes.io/name\":\"%s\",\"app.kubernetes.io/instance\":\"%s\"}}"
                .formatted(application, release));
  }

  /// Mistakes in values files: values, the path that both versions of Helm report, and the reason that Helm 4 reports.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          replicas: 2                                | replicas                | additional properties 'replicas' not allowed
          redisAdress: redis://cache                 | redisAdress             | additional properties 'redisAdress' not allowed
          image: {name: exporter}                    | image                   | additional properties 'name' not allowed
          image: {tag: 1.5}                          | image                   | got number, want string
          image: {repository: "exporter:1.0"}        | image                   | does not match pattern
          image: {pullPolicy: Allways}               | image                   | value must be one of
          replicaCount: two                          | replicaCount            | does not match pattern
          replicaCount: -1                           | replicaCount            | minimum: got -1, want 0
          service: {port: 91210}                     | service                 | maximum: got 91,210, want 65,535
          service: {type: Loadbalancer}              | service                 | value must be one of
          extraArgs: [--debug]                       | extraArgs               | got array, want object
          extraArgs: {--debug: true}                 | --debug                 | does not match pattern
          extraArgs: {check-keys: [a, b]}            | extraArgs               | got array, want
          env: {REDIS_USER: exporter}                | env                     | got object, want array
          env: [{name: REDIS_USER, value: 5}]        | env                     | got number, want string
          env: [{value: exporter}]                   | env                     | missing property 'name'
          auth: {enabled: "true"}                    | auth                    | got string, want boolean
          auth: {secret: {name: cache, key: ""}}     | auth                    | minLength: got 0, want 1
          auth: {password: secret}                   | auth                    | additional properties 'password' not allowed
          auth: {redisPasswordFile: {mountPath: a}}  | auth                    | does not match pattern
          redisTlsConfig: {caCertFile: ca.crt}       | redisTlsConfig          | got string, want object
          redisAddressConfig: {enabled: true}        | redisAddressConfig      | minLength: got 0, want 1
          script: {configmap: a}                     | script                  | missing property 'keyname'
          resources: {limit: {memory: 96Mi}}         | resources               | additional properties 'limit' not allowed
          serviceMonitor: {interval: 30}             | serviceMonitor          | got number, want string
          serviceMonitor: {interval: 30 s}           | serviceMonitor          | does not match pattern
          serviceMonitor: {targets: [{name: a}]}     | serviceMonitor          | missing property 'url'
          serviceMonitor: {enabled: true, multipleTarget: true} | serviceMonitor | minItems: got 0, want 1
          probe: {enabled: true}                     | probe                   | minItems: got 0, want 1
          prometheusRule: {enabled: true}            | prometheusRule          | minItems: got 0, want 1
          podDisruptionBudget: {maxUnavailable: half} | podDisruptionBudget    | does not match pattern
          networkPolicy: {ingress: []}               | networkPolicy           | additional properties 'ingress' not allowed
          """)
  void aMistakeIsRefused(String values, String path, String reason, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    Tools.Result four = Helm.four(Helm.RELEASE, file);
    assertThat(four.exit()).isNotZero();
    assertThat(four.errors()).contains(path).contains(reason);
    assertThatThrownBy(() -> Helm.three(file)).hasMessageContaining(path);
  }

  /// With `--reuse-values`, Helm renders the chart with the defaults of the former chart in place of its own.
  @Test
  void theFormerDefaultsAreSufficient(@TempDir Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(Helm.CHART)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(Helm.CHART.relativize(file)), REPLACE_EXISTING);
      }
    }
    String former = Files.readString(RESOURCES.resolve("values/defaults-of-the-community.yaml"));
    Files.writeString(
        folder.resolve("values.yaml"),
        former.replace("\nimage:", "\nimage:\n  repository: ghcr.io/exporterkit/redis-exporter"));
    Tools.Result result = Tools.result(render(folder));
    assertThat(result.errors()).isEmpty();
    assertThat(result.output())
        .isEqualTo(Files.readString(RESOURCES.resolve("rendered/defaults.yaml")));
    Files.writeString(
        folder.resolve("values.yaml"),
        former
            .replace("\nimage:", "\nimage:\n  repository: oliver006/redis_exporter")
            .replace("redisTlsConfig:\n  enabled: false", "redisTlsConfig:\n  enabled: true"));
    assertThat(Tools.result(render(folder)).errors())
        .contains("is the image of the original exporter");
  }

  private static ProcessBuilder render(Path chart) {
    return new ProcessBuilder(
        Tools.program("helm"), "template", Helm.RELEASE, chart.toString(), "-n", Helm.NAMESPACE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {repository: oliver006/redis_exporter} | image.repository: oliver006/redis_exporter is the image of the \
          original exporter. Remove image.repository, or set image.tag to a tag of that image.
          {tag: v1.67.0} | image.tag: v1.67.0 is a version of the original exporter. Remove image.tag.
          """)
  void theImageOfTheOriginalIsRefused(String image, String reason, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), "image: " + image);
    assertThat(Helm.four(Helm.RELEASE, file).errors()).contains(reason);
    assertThatThrownBy(() -> Helm.three(file)).hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "defaults, curl http://localhost:9121/metrics, set redisAddress to the address of your server.",
    "https, curl --insecure https://localhost:9121/metrics, The target is redis://myredis:6379",
    "multiple-targets, port 9121., Prometheus scrapes 2 targets through this Service.",
    "address, curl http://localhost:9121/metrics, NOTES:",
  })
  void theNotesFitTheValues(String name, String first, String second) throws IOException {
    String values = RESOURCES.resolve("values").resolve(name + ".yaml").toString();
    String output =
        Tools.run(
            new ProcessBuilder(
                Tools.program("helm"),
                "install",
                Helm.RELEASE,
                Helm.CHART.toString(),
                "--dry-run=client",
                "--values",
                values));
    assertThat(output).contains(first).contains(second);
  }

  @Test
  void theVersionsAreThoseOfTheBuild() throws IOException {
    String pom = Files.readString(Installed.root().resolve("pom.xml"));
    String version = pom.split("<version>", 2)[1].split("</version>", 2)[0];
    JsonObject chart =
        Yaml.documents(Files.readString(Helm.CHART.resolve("Chart.yaml"))).getFirst();
    assertThat(chart.get("appVersion").getAsString()).isEqualTo(version);
    assertThat(chart.get("version").getAsString()).isEqualTo(version);
  }
}
