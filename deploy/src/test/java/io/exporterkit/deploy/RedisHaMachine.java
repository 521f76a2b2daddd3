package io.exporterkit.deploy;

import static io.exporterkit.deploy.RedisHaJson.at;
import static io.exporterkit.deploy.RedisHaJson.map;
import static io.exporterkit.deploy.RedisHaJson.objects;
import static io.exporterkit.deploy.RedisHaJson.text;
import static io.exporterkit.deploy.RedisHaJson.texts;

import com.google.gson.JsonObject;
import io.exporterkit.redis.servers.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pods of the overlay `redis-ha`, run as processes of this machine. Commands, arguments, variables, files and
/// probes are those of the manifests, with the following replacements, and no others:
///
/// - The image is a program that is installed here: Redis 8.0 and haproxy 2.6 by the path of programs, and the entry
///   point of the exporter's image is the exporter of this build.
/// - Each pod has an address of its own, such as 127.38.7.1, in place of the names of its Services and of `localhost`.
///   Servers that listen on all addresses listen on this address.
/// - Each port is replaced by a free port, the same one in all pods.
/// - The sentinels regard a server as down after 2 s instead of 10 s.
/// - Volumes are folders: the paths of the mounts are replaced by theirs.
final class RedisHaMachine implements AutoCloseable {
  private static final Map<String, String> PROGRAMS =
      Map.of(
          "docker.io/library/redis:8.0-alpine",
          "redis-8.0",
          "docker.io/library/haproxy:2.6-alpine",
          "haproxy");
  private static final String EXPORTER = "ghcr.io/exporterkit/redis-exporter:0.1.0";

  private final Manifests manifests;
  private final Map<String, String> secret;
  private final Path folder;
  private final Map<Integer, Integer> ports = new LinkedHashMap<>();
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final List<RedisHaProcess> processes = new ArrayList<>();
  private final String network =
      "127.%d.%d."
          .formatted(
              ThreadLocalRandom.current().nextInt(1, 255),
              ThreadLocalRandom.current().nextInt(0, 255));
  private final HttpClient http = HttpClient.newHttpClient();

  /// A pod of a workload, with the processes of its containers by name.
  record Pod(
      String name, String address, JsonObject workload, Map<String, RedisHaProcess> processes) {
    Map<String, String> labels() {
      return map(at(workload, "spec", "template", "metadata", "labels"));
    }

    /// Returns the containers except the init containers.
    List<JsonObject> containers() {
      return objects(spec(), "containers");
    }

    /// Returns the process of a container.
    ///
    /// @throws IllegalArgumentException when there is no such container
    RedisHaProcess process(String container) {
      RedisHaProcess process = processes.get(container);
      if (process == null) {
        throw new IllegalArgumentException("no container " + container + " in " + name);
      }
      return process;
    }

    private JsonObject spec() {
      return at(workload, "spec", "template", "spec");
    }
  }

  /// @param secret the contents of the Secret that the manifests refer to
  /// @param folder an empty folder
  RedisHaMachine(Manifests manifests, Map<String, String> secret, Path folder) {
    this.manifests = manifests;
    this.secret = Map.copyOf(secret);
    this.folder = folder;
  }

  /// Starts all pods in the order in which Kubernetes starts them: a pod of Redis after its predecessor is ready.
  void start() throws IOException {
    add(manifests.get("StatefulSet", "redis-ha-server"));
    add(manifests.get("Deployment", "redis-ha-haproxy"));
    for (Pod pod : pods.values()) {
      for (JsonObject container : pod.containers()) {
        for (JsonObject port : objects(container, "ports")) {
          ports.computeIfAbsent(port.get("containerPort").getAsInt(), _ -> freePort());
        }
      }
    }
    for (Pod pod : pods.values()) {
      start(pod);
    }
  }

  private void add(JsonObject workload) {
    int replicas = at(workload, "spec").get("replicas").getAsInt();
    for (int i = 0; i < replicas; i++) {
      String name = text(at(workload, "metadata"), "name") + "-" + i;
      pods.put(name, new Pod(name, network + (pods.size() + 1), workload, new LinkedHashMap<>()));
    }
  }

  /// Returns a port that is free on the addresses of all pods, below the range of the kernel for outgoing connections.
  private int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(22000, 32000);
      if (!ports.containsValue(port)
          && pods.values().stream().allMatch(pod -> isFree(pod.address(), port))) {
        return port;
      }
    }
  }

  private static boolean isFree(String address, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(address))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private void start(Pod pod) throws IOException {
    for (JsonObject claim : objects(at(pod.workload(), "spec"), "volumeClaimTemplates")) {
      Files.createDirectories(path(pod, text(at(claim, "metadata"), "name")));
    }
    for (JsonObject volume : objects(pod.spec(), "volumes")) {
      Path path = Files.createDirectories(path(pod, text(volume, "name")));
      if (volume.has("configMap")) {
        JsonObject files = manifests.get("ConfigMap", text(at(volume, "configMap"), "name"));
        for (Map.Entry<String, String> file : map(at(files, "data")).entrySet()) {
          Files.writeString(
              path.resolve(file.getKey()), inPlace(pod, reader(pod, volume), file.getValue()));
        }
      }
    }
    for (JsonObject container : objects(pod.spec(), "initContainers")) {
      run(pod, container).awaitSuccess();
    }
    for (JsonObject container : pod.containers()) {
      pod.processes().put(text(container, "name"), run(pod, container));
    }
    awaitReady(pod);
  }

  /// Returns the first container that mounts a volume.
  private static JsonObject reader(Pod pod, JsonObject volume) {
    return Stream.of("initContainers", "containers")
        .flatMap(list -> objects(pod.spec(), list).stream())
        .filter(container ->
            objects(container, "volumeMounts").stream()
                .anyMatch(mount -> text(mount, "name").equals(text(volume, "name"))))
        .findFirst()
        .orElseThrow();
  }

  private RedisHaProcess run(Pod pod, JsonObject container) {
    RedisHaProcess process =
        new RedisHaProcess(
            pod.name() + "." + text(container, "name"),
            command(pod, container),
            environment(pod, container),
            folder);
    processes.add(process);
    return process.start();
  }

  private List<String> command(Pod pod, JsonObject container) {
    List<String> command = new ArrayList<>();
    if (text(container, "image").equals(EXPORTER)) {
      // The entry point of the image.
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx54m", "-cp"));
      command.add(
          Stream.of(System.getProperty("java.class.path").split(":", -1))
              .map(path -> Path.of(path).toAbsolutePath().toString())
              .collect(Collectors.joining(":")));
      command.add("io.exporterkit.redis.Main");
    }
    Stream.of("command", "args")
        .flatMap(list -> texts(container, list).stream())
        .map(word -> inPlace(pod, container, word))
        .forEach(command::add);
    // The path of programs of the container applies to its command, too.
    Path program = programs(container).resolve(command.getFirst());
    if (Files.exists(program)) {
      command.set(0, program.toString());
    }
    return command;
  }

  private static Path programs(JsonObject container) {
    String image = text(container, "image");
    if (image.equals(EXPORTER)) {
      return Path.of("/usr/bin");
    }
    String name = PROGRAMS.get(image);
    if (name == null) {
      throw new IllegalArgumentException("no program is installed in place of the image " + image);
    }
    return Installed.root().resolve(".servers").resolve(name).resolve("bin");
  }

  private Map<String, String> environment(Pod pod, JsonObject container) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", programs(container) + ":/usr/bin:/bin");
    environment.put("HOSTNAME", pod.name());
    for (JsonObject variable : objects(container, "env")) {
      environment.put(
          text(variable, "name"),
          variable.has("value")
              ? inPlace(pod, container, text(variable, "value"))
              : secret(at(variable, "valueFrom", "secretKeyRef")));
    }
    return environment;
  }

  private String secret(JsonObject key) {
    String value = text(key, "name").equals("redis-ha") ? secret.get(text(key, "key")) : null;
    if (value == null) {
      throw new IllegalArgumentException("no such secret: " + key);
    }
    return value;
  }

  private String inPlace(Pod pod, JsonObject container, String text) {
    String result = text;
    for (JsonObject mount : objects(container, "volumeMounts")) {
      result =
          result.replaceAll(
              "(?<![\\w/.-])" + text(mount, "mountPath") + "(?![\\w-])",
              Matcher.quoteReplacement(path(pod, text(mount, "name")).toString()));
    }
    return replaced(pod, result);
  }

  /// Returns a text of the manifests with the addresses, ports and times of this machine.
  String replaced(Pod pod, String text) {
    String result = text.replaceAll("(?m)^bind \\* -::\\*$", "bind " + pod.address());
    result =
        result.replaceAll("(?m)(^ *bind |-web\\.listen-address=):", "$1" + pod.address() + ":");
    for (Map.Entry<Integer, Integer> port : ports.entrySet()) {
      result =
          result.replaceAll(
              "(?<![\\d.])" + port.getKey() + "(?![\\d.])", Integer.toString(port.getValue()));
    }
    for (Pod other : pods.values()) {
      String number = other.name().substring(other.name().lastIndexOf('-') + 1);
      if (other.name().startsWith("redis-ha-server-")) {
        result = result.replace("redis-ha-announce-" + number, other.address());
      }
    }
    return result
        .replace("localhost", pod.address())
        .replace("down-after-milliseconds mymaster 10000", "down-after-milliseconds mymaster 2000");
  }

  private Path path(Pod pod, String volume) {
    return folder.resolve(pod.name()).resolve(volume);
  }

  /// Returns when the startup and readiness probes of all containers of the pod succeed.
  void awaitReady(Pod pod) {
    for (JsonObject container : pod.containers()) {
      Stream.of("startupProbe", "readinessProbe")
          .filter(container::has)
          .forEach(probe ->
              pod.process(text(container, "name"))
                  .awaitReady(() -> succeeds(pod, container, probe)));
    }
  }

  /// Returns whether a probe of a container succeeds, such as its `livenessProbe`.
  ///
  /// @throws IllegalStateException when the program of the probe fails
  boolean succeeds(Pod pod, JsonObject container, String probe)
      throws IOException, InterruptedException {
    JsonObject action = at(container, probe);
    if (action.has("exec")) {
      ProcessBuilder command =
          new ProcessBuilder(
              texts(at(action, "exec"), "command").stream()
                  .map(word -> inPlace(pod, container, word))
                  .toList());
      command.environment().clear();
      command.environment().putAll(environment(pod, container));
      Tools.run(command);
      return true;
    }
    JsonObject get = at(action, "httpGet");
    URI page =
        URI.create(
            "http://%s:%d%s"
                .formatted(pod.address(), port(pod, text(get, "port")), text(get, "path")));
    return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
            .statusCode()
        == 200;
  }

  /// Returns the port in place of a port of a pod that has a name.
  int port(Pod pod, String name) {
    return pod.containers().stream()
        .flatMap(container -> objects(container, "ports").stream())
        .filter(port -> text(port, "name").equals(name))
        .map(port -> port(port.get("containerPort").getAsInt()))
        .findFirst()
        .orElseThrow();
  }

  /// Returns the port in place of a port of the manifests.
  int port(int port) {
    Integer found = ports.get(port);
    if (found == null) {
      throw new IllegalArgumentException("no container has the port " + port);
    }
    return found;
  }

  Pod pod(String name) {
    Pod pod = pods.get(name);
    if (pod == null) {
      throw new IllegalArgumentException("no pod " + name);
    }
    return pod;
  }

  List<Pod> pods() {
    return List.copyOf(pods.values());
  }

  List<RedisHaProcess> processes() {
    return List.copyOf(processes);
  }

  @Override
  public void close() {
    http.shutdownNow();
    processes.forEach(RedisHaProcess::close);
  }
}
