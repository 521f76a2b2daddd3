package io.exporterkit.deploy;

import static io.exporterkit.deploy.RedisHaJson.at;
import static io.exporterkit.deploy.RedisHaJson.map;
import static io.exporterkit.deploy.RedisHaJson.objects;
import static io.exporterkit.deploy.RedisHaJson.text;
import static io.exporterkit.deploy.RedisHaJson.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.exporterkit.redis.servers.Installed;
import io.exporterkit.redis.servers.Prometheus;
import io.exporterkit.redis.servers.Promtool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The compose file: its parts agree with each other, and the exporter runs with its flags, variables and secret. No
/// container engine is used.
class ComposeTest {
  private static final Path FOLDER = Installed.root().resolve("deploy/compose");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final JsonObject compose = yaml("compose.yaml");

  @Test
  void filesVolumesSecretsAndServicesExist() {
    JsonObject services = at(compose, "services");
    assertThat(services.keySet())
        .containsExactlyInAnyOrder("redis", "redis-exporter", "prometheus", "grafana");
    for (String name : services.keySet()) {
      JsonObject service = at(services, name);
      for (String volume : texts(service, "volumes")) {
        String source = volume.substring(0, volume.indexOf(':'));
        if (source.startsWith(".")) {
          assertThat(FOLDER.resolve(source)).exists();
        } else {
          assertThat(at(compose, "volumes").keySet()).contains(source);
        }
      }
      assertThat(at(compose, "secrets").keySet()).containsAll(texts(service, "secrets"));
      if (service.has("depends_on")) {
        assertThat(services.keySet()).containsAll(at(service, "depends_on").keySet());
        for (String other : at(service, "depends_on").keySet()) {
          assertThat(at(services, other).has("healthcheck")).as(other).isTrue();
        }
      }
    }
  }

  @Test
  void theSecretsOfTheRepositoryAreIgnoredByGit() throws Exception {
    for (Map.Entry<String, JsonElement> secret : at(compose, "secrets").asMap().entrySet()) {
      String file = text(secret.getValue().getAsJsonObject(), "file");
      assertThat(Path.of(file).normalize().getParent()).isEqualTo(Path.of("secrets"));
    }
    assertThat(Files.readAllLines(FOLDER.resolve("secrets/.gitignore")))
        .containsExactly("*", "!.gitignore");
  }

  @Test
  void prometheusAcceptsItsConfigurationAndRules(@TempDir Path folder) throws IOException {
    for (Mount mount : mounts("prometheus")) {
      if (mount.to().startsWith("/etc/prometheus/")) {
        Files.copy(mount.from(), folder.resolve(mount.to().getFileName().toString()));
      }
    }
    String file = folder.resolve("prometheus.yml").toString();
    Promtool.Verdict verdict = Promtool.run("", "check", "config", file);
    assertThat(verdict.passed()).as(verdict.lines().toString()).isTrue();
    assertThat(verdict.lines().toString()).contains("2 rule files found");
  }

  @Test
  void grafanaFindsTheDashboardsAndTheirDataSource() throws IOException {
    String path =
        text(
            at(
                objects(yaml("grafana/provisioning/dashboards/redis.yaml"), "providers").getFirst(),
                "options"),
            "path");
    Path dashboards =
        mounts("grafana").stream()
            .filter(mount -> mount.to().equals(Path.of(path)))
            .map(Mount::from)
            .findFirst()
            .orElseThrow();
    try (Stream<Path> files = Files.list(dashboards)) {
      assertThat(files.map(Path::toString))
          .hasSizeGreaterThan(3)
          .allMatch(file -> file.endsWith(".json"));
    }
  }

  /// A file or directory of the checkout in a container.
  private record Mount(Path from, Path to) {}

  private List<Mount> mounts(String service) {
    return texts(service(service), "volumes").stream()
        .filter(volume -> volume.startsWith("."))
        .map(volume -> volume.split(":", -1))
        .map(words -> new Mount(FOLDER.resolve(words[0]).normalize(), Path.of(words[1])))
        .toList();
  }

  @Test
  void addressesAreServicesWithTheirPorts() {
    List<String> targets =
        objects(yaml("prometheus/prometheus.yml"), "scrape_configs").stream()
            .flatMap(job -> objects(job, "static_configs").stream())
            .flatMap(config -> texts(config, "targets").stream())
            .toList();
    assertThat(targets).containsExactlyInAnyOrder("redis-exporter:9121", "localhost:9090");
    assertThat(texts(service("redis-exporter"), "command")).contains("-web.listen-address=:9121");
    assertThat(text(at(service("redis-exporter"), "environment"), "REDIS_ADDR"))
        .isEqualTo("redis://redis:6379");
    assertThat(
            objects(yaml("grafana/provisioning/datasources/prometheus.yaml"), "datasources")
                .stream()
                .map(source -> text(source, "url")))
        .containsExactly("http://prometheus:9090");
    assertThat(texts(service("prometheus"), "ports")).containsExactly("127.0.0.1:9090:9090");
    assertThat(text(service("redis-exporter"), "image"))
        .isEqualTo("ghcr.io/exporterkit/redis-exporter:0.1.0");
  }

  /// Runs Redis by the shell command of the compose file, the exporter with its flags and variables, and Prometheus
  /// with its configuration; addresses, ports and the paths of secrets and volumes are replaced.
  @Test
  void whatTheFileStartsIsScraped(@TempDir Path folder) throws Exception {
    String password = "a \"secret\" \\ of Redis";
    Path secret = Files.writeString(folder.resolve("redis_password"), password + "\n");
    int redisPort = freePort();
    int exporterPort = freePort();
    Map<String, String> replaced =
        Map.of(
            "/run/secrets/redis_password",
            secret.toString(),
            "/run/redis",
            folder.toString(),
            "dir /data",
            "dir %s\\nport %d\\nbind 127.0.0.1".formatted(folder, redisPort),
            "redis://redis:6379",
            "redis://127.0.0.1:" + redisPort,
            "-web.listen-address=:9121",
            "-web.listen-address=127.0.0.1:" + exporterPort,
            "redis-exporter:9121",
            "127.0.0.1:" + exporterPort,
            "$$",
            "$");
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", Installed.root().resolve(".servers/redis-8.0/bin") + ":/usr/bin:/bin");
    try (RedisHaProcess redis =
            new RedisHaProcess(
                "redis",
                texts(service("redis"), "command").stream()
                    .map(word -> replaced(word, replaced))
                    .toList(),
                environment,
                folder);
        RedisHaProcess exporter =
            new RedisHaProcess("redis-exporter", exporter(replaced), variables(replaced), folder)) {
      redis.start().awaitReady(() -> redis.log().contains("Ready to accept connections"));
      exporter.start().awaitReady(() -> exporter.log().contains("serving "));
      String config = Files.readString(FOLDER.resolve("prometheus/prometheus.yml"));
      try (Prometheus prometheus =
          Prometheus.start(
              replaced(config.substring(config.indexOf("scrape_configs:")), replaced))) {
        prometheus.await("redis_up{job='redis',instance='redis:6379'} == 1", PATIENCE);
      }
      assertThat(redis.commandLine()).contains("redis-server").doesNotContain("secret\"");
      assertThat(exporter.log()).doesNotContain("WARN", "ERROR");
    }
  }

  private List<String> exporter(Map<String, String> replaced) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        Stream.of(System.getProperty("java.class.path").split(":", -1))
            .map(path -> Path.of(path).toAbsolutePath().toString())
            .collect(Collectors.joining(":")));
    command.add("io.exporterkit.redis.Main");
    texts(service("redis-exporter"), "command")
        .forEach(word -> command.add(replaced(word, replaced)));
    return command;
  }

  private Map<String, String> variables(Map<String, String> replaced) {
    Map<String, String> variables = new HashMap<>();
    map(at(service("redis-exporter"), "environment"))
        .forEach((name, value) -> variables.put(name, replaced(value, replaced)));
    return variables;
  }

  private static String replaced(String text, Map<String, String> replaced) {
    String result = text;
    for (Map.Entry<String, String> each : replaced.entrySet()) {
      result = result.replace(each.getKey(), each.getValue());
    }
    return result;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private JsonObject service(String name) {
    return at(compose, "services", name);
  }

  private static JsonObject yaml(String file) {
    try {
      return Yaml.documents(Files.readString(FOLDER.resolve(file))).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
