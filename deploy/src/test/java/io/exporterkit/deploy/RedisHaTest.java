package io.exporterkit.deploy;

import static io.exporterkit.deploy.RedisHaJson.at;
import static io.exporterkit.deploy.RedisHaJson.map;
import static io.exporterkit.deploy.RedisHaJson.objects;
import static io.exporterkit.deploy.RedisHaJson.text;
import static io.exporterkit.deploy.RedisHaJson.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.exporterkit.redis.servers.Prometheus;
import io.exporterkit.redis.servers.RespConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The overlay `redis-ha` on this machine, as [RedisHaMachine] describes: Prometheus scrapes what its monitors select,
/// and its metrics show a failover.
class RedisHaTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String AUTH = "Secret0fRedis";
  // Characters that the configuration of a sentinel and JSON need to have quoted.
  private static final String SENTINEL_AUTH = "of \"the\" \\sentinels";

  @Test
  void metricsShowThatTheMasterDiedAndWhichServerFollows(@TempDir Path folder) throws Exception {
    Manifests manifests = Kustomize.build("overlays/redis-ha");
    try (RedisHaMachine machine =
        new RedisHaMachine(
            manifests, Map.of("auth", AUTH, "sentinel-auth", SENTINEL_AUTH), folder)) {
      machine.start();
      try (Prometheus prometheus = Prometheus.start(scrapeConfigs(manifests, machine))) {
        RedisHaMachine.Pod first = machine.pod("redis-ha-server-0");
        awaitMaster(prometheus, machine, first);
        prometheus.await("count(up == 1) == 9", PATIENCE);
        prometheus.await("count(redis_up{job='redis'} == 1) == 3", PATIENCE);
        prometheus.await("count(redis_up{job='redis-sentinel'} == 1) == 3", PATIENCE);
        prometheus.await("count(redis_sentinel_master_ok_sentinels == 3) == 3", PATIENCE);
        prometheus.await("count(redis_sentinel_master_ok_slaves == 2) == 3", PATIENCE);
        prometheus.await(
            "redis_connected_slaves{instance='redis-ha-server-0:6379'} == 2", PATIENCE);
        checkLiveness(machine);
        checkCommandLines(machine);
        assertThat(throughHaproxy(machine, "SET", "key", "value")).isEqualTo("OK");
        assertThat(throughHaproxy(machine, "WAIT", "2", "10000")).isEqualTo("2");

        first.process("redis").kill();

        prometheus.await("redis_up{instance='redis-ha-server-0:6379'} == 0", PATIENCE);
        // The exporter and the sentinel of the pod still run.
        prometheus.await("up{instance='redis-ha-server-0:6379'} == 1", PATIENCE);
        prometheus.await("redis_up{instance='redis-ha-server-0:26379'} == 1", PATIENCE);
        String instance =
            prometheus
                .await(
                    "redis_instance_info{role='master',instance!='redis-ha-server-0:6379'}",
                    PATIENCE)
                .getFirst()
                .labels()
                .getOrDefault("instance", "");
        RedisHaMachine.Pod second = machine.pod(instance.replace(":6379", ""));
        awaitMaster(prometheus, machine, second);
        assertThat(throughHaproxy(machine, "GET", "key")).isEqualTo("value");

        // Kubernetes restarts the container, and its Redis follows the new master.
        first.process("redis").start();
        machine.awaitReady(first);
        prometheus.await(
            "redis_instance_info{role='slave',instance='redis-ha-server-0:6379'}", PATIENCE);
        prometheus.await("redis_connected_slaves{instance='" + instance + "'} == 2", PATIENCE);
        awaitMaster(prometheus, machine, second);
      }
    }
  }

  /// Returns when all metrics name this pod as the only master.
  private static void awaitMaster(
      Prometheus prometheus, RedisHaMachine machine, RedisHaMachine.Pod pod) {
    prometheus.await("count(redis_instance_info{role='master'}) == 1", PATIENCE);
    prometheus.await(
        "redis_instance_info{role='master',instance='%s:6379'}".formatted(pod.name()), PATIENCE);
    String address = pod.address() + ":" + machine.port(6379);
    prometheus.await(
        "count(redis_sentinel_master_status{master_name='mymaster',master_status='ok',master_address='%s'} == 1) == 3"
            .formatted(address),
        PATIENCE);
    String server = pod.name().replace("redis-ha-server-", "R");
    prometheus.await(
        "count(haproxy_server_status{proxy='bk_redis_master',state='UP'} == 1) == 3", PATIENCE);
    prometheus.await(
        "count(haproxy_server_status{proxy='bk_redis_master',state='UP',server='%s'} == 1) == 3"
            .formatted(server),
        PATIENCE);
  }

  private static String throughHaproxy(RedisHaMachine machine, String... command) {
    try (RespConnection connection =
        RespConnection.open(
            machine.pod("redis-ha-haproxy-0").address() + ":" + machine.port(6379))) {
      connection.command("AUTH", AUTH);
      return connection.command(command);
    }
  }

  private static void checkLiveness(RedisHaMachine machine) throws Exception {
    for (RedisHaMachine.Pod pod : machine.pods()) {
      for (JsonObject container : pod.containers()) {
        assertThat(machine.succeeds(pod, container, "livenessProbe"))
            .as("%s, %s", pod.name(), text(container, "name"))
            .isTrue();
      }
    }
  }

  private static void checkCommandLines(RedisHaMachine machine) throws Exception {
    for (RedisHaProcess process : machine.processes()) {
      if (process.isAlive()) {
        assertThat(process.commandLine()).isNotEmpty().doesNotContain(AUTH, SENTINEL_AUTH);
      }
      assertThat(process.log()).doesNotContain(AUTH, SENTINEL_AUTH);
    }
  }

  /// Returns a configuration of Prometheus as the operator generates it from the monitors: a job for each endpoint of
  /// each selected pod, with the label `__meta_kubernetes_pod_name`. Prometheus scrapes every second.
  private static String scrapeConfigs(Manifests manifests, RedisHaMachine machine) {
    JsonArray jobs = new JsonArray();
    for (JsonObject monitor : manifests.objects()) {
      String endpoints =
          switch (text(monitor, "kind")) {
            case "PodMonitor" -> "podMetricsEndpoints";
            case "ServiceMonitor" -> "endpoints";
            default -> "";
          };
      if (endpoints.isEmpty()) {
        continue;
      }
      for (JsonObject endpoint : objects(at(monitor, "spec"), endpoints)) {
        Selection selection = selection(manifests, machine, monitor, endpoint);
        for (RedisHaMachine.Pod pod : selection.pods()) {
          String name = Manifests.name(monitor) + "/" + jobs.size();
          int port = machine.port(pod, selection.port());
          jobs.add(job(name, machine, pod, port, endpoint));
        }
      }
    }
    return "scrape_configs: " + jobs + "\n";
  }

  private static JsonArray relabelConfigs(JsonObject endpoint) {
    JsonArray relabelings = new JsonArray();
    for (JsonObject element : objects(endpoint, "relabelings")) {
      JsonObject relabeling = new JsonObject();
      element.asMap().forEach((name, value) -> relabeling.add(snakeCase(name), value));
      relabelings.add(relabeling);
    }
    return relabelings;
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static JsonObject job(
      String name, RedisHaMachine machine, RedisHaMachine.Pod pod, int port, JsonObject endpoint) {
    JsonObject job = new JsonObject();
    job.addProperty("job_name", name);
    job.add("metrics_path", endpoint.get("path"));
    if (endpoint.has("params")) {
      JsonArray values = new JsonArray();
      texts(at(endpoint, "params"), "target")
          .forEach(value -> values.add(machine.replaced(pod, value)));
      JsonObject params = new JsonObject();
      params.add("target", values);
      job.add("params", params);
    }
    job.add("relabel_configs", relabelConfigs(endpoint));
    JsonArray addresses = new JsonArray();
    addresses.add(pod.address() + ":" + port);
    JsonObject labels = new JsonObject();
    labels.addProperty("__meta_kubernetes_pod_name", pod.name());
    JsonObject target = new JsonObject();
    target.add("targets", addresses);
    target.add("labels", labels);
    JsonArray targets = new JsonArray();
    targets.add(target);
    job.add("static_configs", targets);
    return job;
  }

  /// Pods, and the name of the port of a container that is scraped.
  private record Selection(List<RedisHaMachine.Pod> pods, String port) {}

  /// Returns the pods that a PodMonitor selects, or the pods of the Service that a ServiceMonitor selects.
  private static Selection selection(
      Manifests manifests, RedisHaMachine machine, JsonObject monitor, JsonObject endpoint) {
    Map<String, String> labels = map(at(monitor, "spec", "selector", "matchLabels"));
    String port = text(endpoint, "port");
    if (text(monitor, "kind").equals("PodMonitor")) {
      return new Selection(pods(machine, labels), port);
    }
    List<JsonObject> services =
        manifests.objects().stream()
            .filter(object -> text(object, "kind").equals("Service"))
            .filter(service -> selects(labels, map(at(service, "metadata", "labels"))))
            .toList();
    assertThat(services).hasSize(1);
    JsonObject service = at(services.getFirst(), "spec");
    String target =
        objects(service, "ports").stream()
            .filter(found -> text(found, "name").equals(port))
            .map(found -> text(found, "targetPort"))
            .findFirst()
            .orElseThrow();
    return new Selection(pods(machine, map(at(service, "selector"))), target);
  }

  private static List<RedisHaMachine.Pod> pods(RedisHaMachine machine, Map<String, String> labels) {
    return machine.pods().stream().filter(pod -> selects(labels, pod.labels())).toList();
  }

  private static boolean selects(Map<String, String> wanted, Map<String, String> labels) {
    return labels.entrySet().containsAll(wanted.entrySet());
  }
}
