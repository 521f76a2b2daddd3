package io.exporterkit.deploy;

import static java.util.stream.Collectors.toMap;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1HTTPGetAction;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.openapi.models.V1TCPSocketAction;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The references between the objects of a file, and between the parts of a pod:
///
/// - names of objects, of containers, of volumes, and of variables and mounts of a container are unique;
/// - a mount has a volume, and the port of a probe is a port of its container;
/// - a selector of a workload matches the labels of its pods;
/// - a Service, a NetworkPolicy, a PodDisruptionBudget and a PodMonitor select pods of the file, and a ServiceMonitor
///   selects a Service of the file, unless the file has no pods or no Services; the ports of all of them exist.
final class References {
  private final List<String> problems = new ArrayList<>();
  private final List<Workload> workloads = new ArrayList<>();
  private final List<JsonObject> services;
  private final List<JsonObject> objects;

  /// The pods of one object.
  private record Workload(
      String name, Map<String, String> labels, V1PodSpec spec, Collection<String> claims) {

    List<V1Container> containers() {
      return Stream.concat(list(spec.getInitContainers()).stream(), spec.getContainers().stream())
          .toList();
    }

    boolean hasPort(IntOrString port) {
      return containers().stream().anyMatch(container -> References.hasPort(container, port));
    }
  }

  private References(List<JsonObject> objects) {
    this.objects = objects;
    services = objects.stream().filter(object -> kind(object).equals("Service")).toList();
  }

  /// Returns the problems of objects whose fields are valid.
  static List<String> problems(List<JsonObject> objects) {
    References references = new References(objects);
    references.checkUniqueObjects();
    objects.forEach(references::addWorkload);
    references.workloads.forEach(references::checkPod);
    objects.forEach(references::checkObject);
    return references.problems;
  }

  private void checkUniqueObjects() {
    Set<String> names = new HashSet<>();
    for (JsonObject object : objects) {
      JsonElement namespace = object.getAsJsonObject("metadata").get("namespace");
      if (!names.add(name(object) + " " + namespace)) {
        problems.add(name(object) + ": more than one object of this name");
      }
    }
  }

  private void addWorkload(JsonObject object) {
    Optional<JsonObject> pod =
        switch (kind(object)) {
          case "Pod" -> Optional.of(object);
          case "Deployment", "StatefulSet", "DaemonSet", "Job" -> find(object, "spec", "template");
          case "CronJob" -> find(object, "spec", "jobTemplate", "spec", "template");
          default -> Optional.empty();
        };
    pod.ifPresent(found -> addWorkload(object, found));
  }

  private void addWorkload(JsonObject object, JsonObject pod) {
    Optional<JsonObject> labels = find(pod, "metadata", "labels");
    labels.ifPresent(
        found -> Manifests.checkLabels(name(object) + ": labels of the pods", found, problems));
    Map<String, String> values = strings(labels);
    find(object, "spec", "selector")
        .filter(_ -> !kind(object).equals("Job"))
        .map(selector -> JSON.getGson().fromJson(selector, V1LabelSelector.class))
        .filter(selector -> !selects(selector, values))
        .ifPresent(selector ->
            problems.add(
                "%s: spec.selector: %s does not match the labels of the pods, %s"
                    .formatted(name(object), selector.getMatchLabels(), values)));
    V1PodSpec spec = JSON.getGson().fromJson(pod.get("spec"), V1PodSpec.class);
    List<String> claims = new ArrayList<>();
    for (JsonObject claim : items(object, "volumeClaimTemplates")) {
      claims.add(claim.getAsJsonObject("metadata").get("name").getAsString());
    }
    workloads.add(new Workload(name(object), values, spec, claims));
  }

  private void checkPod(Workload pod) {
    unique(pod.name() + ": container", pod.containers(), V1Container::getName);
    unique(pod.name() + ": volume", list(pod.spec().getVolumes()), V1Volume::getName);
    unique(
        pod.name() + ": port",
        pod.containers().stream().flatMap(container -> ports(container).stream()).toList(),
        V1ContainerPort::getName);
    Set<String> volumes = new HashSet<>(pod.claims());
    list(pod.spec().getVolumes()).forEach(volume -> volumes.add(volume.getName()));
    for (V1Container container : pod.containers()) {
      String name = pod.name() + ": container " + container.getName();
      unique(name + ": variable", list(container.getEnv()), V1EnvVar::getName);
      unique(name + ": mount", list(container.getVolumeMounts()), V1VolumeMount::getMountPath);
      for (V1VolumeMount mount : list(container.getVolumeMounts())) {
        if (!volumes.contains(mount.getName())) {
          problems.add(name + ": mount: no volume " + mount.getName());
        }
      }
      for (V1ContainerPort port : ports(container)) {
        if (port.getName() != null && !port.getName().matches("(?=.*[a-z])[a-z0-9-]{1,15}")) {
          problems.add(name + ": not a valid name of a port: " + port.getName());
        }
      }
      checkProbe(name + ": livenessProbe", container.getLivenessProbe(), container);
      checkProbe(name + ": readinessProbe", container.getReadinessProbe(), container);
      checkProbe(name + ": startupProbe", container.getStartupProbe(), container);
    }
  }

  private void checkProbe(String name, @Nullable V1Probe probe, V1Container container) {
    if (probe == null) {
      return;
    }
    V1HTTPGetAction http = probe.getHttpGet();
    V1TCPSocketAction tcp = probe.getTcpSocket();
    Stream.of(
            Optional.ofNullable(http).map(V1HTTPGetAction::getPort),
            Optional.ofNullable(tcp).map(V1TCPSocketAction::getPort))
        .flatMap(Optional::stream)
        .filter(port -> !hasPort(container, port))
        .forEach(port -> problems.add(name + ": no port " + port + " of the container"));
    long handlers =
        Stream.of(http, tcp, probe.getExec(), probe.getGrpc()).filter(Objects::nonNull).count();
    if (handlers != 1) {
      problems.add(name + ": " + handlers + " actions instead of one");
    }
  }

  private void checkObject(JsonObject object) {
    switch (kind(object)) {
      case "Service" -> checkService(object);
      case "NetworkPolicy" -> checkNetworkPolicy(object);
      case "PodDisruptionBudget" -> selected(object, "selector");
      case "ServiceMonitor" -> checkServiceMonitor(object);
      case "PodMonitor" -> checkPodMonitor(object);
      default -> {}
    }
  }

  private void checkService(JsonObject object) {
    Map<String, String> selector = new HashMap<>(strings(find(object, "spec", "selector")));
    // The label that Kubernetes adds to each pod of a StatefulSet.
    String pod = selector.remove("statefulset.kubernetes.io/pod-name");
    if (pod != null
        && workloads.stream()
            .noneMatch(workload ->
                workload.name().equals("StatefulSet/" + pod.replaceFirst("-[0-9]+$", "")))) {
      problems.add(name(object) + ": no StatefulSet has the pod " + pod);
    }
    if (selector.isEmpty()) {
      return;
    }
    List<Workload> pods = selected(object, new V1LabelSelector().matchLabels(selector));
    for (V1ServicePort port : servicePorts(object)) {
      IntOrString target = port.getTargetPort();
      requirePort(name(object), target == null ? new IntOrString(port.getPort()) : target, pods);
    }
  }

  private void checkNetworkPolicy(JsonObject object) {
    V1NetworkPolicy policy = JSON.getGson().fromJson(object, V1NetworkPolicy.class);
    List<Workload> pods = selected(object, "podSelector");
    if (policy.getSpec() != null) {
      list(policy.getSpec().getIngress()).stream()
          .map(V1NetworkPolicyIngressRule::getPorts)
          .flatMap(ports -> list(ports).stream())
          .map(V1NetworkPolicyPort::getPort)
          .filter(Objects::nonNull)
          .forEach(port -> requirePort(name(object), port, pods));
    }
  }

  private void checkPodMonitor(JsonObject object) {
    List<Workload> pods = selected(object, "selector");
    for (JsonObject endpoint : items(object, "podMetricsEndpoints")) {
      if (endpoint.get("port") instanceof JsonPrimitive port) {
        requirePort(name(object), new IntOrString(port.getAsString()), pods);
      }
    }
  }

  private void checkServiceMonitor(JsonObject object) {
    if (services.isEmpty()) {
      return;
    }
    V1LabelSelector selector = selector(object, "selector");
    List<JsonObject> selected =
        services.stream()
            .filter(service -> selects(selector, strings(find(service, "metadata", "labels"))))
            .toList();
    if (selected.isEmpty()) {
      problems.add(name(object) + ": selects no Service");
    }
    for (JsonObject endpoint : items(object, "endpoints")) {
      if (endpoint.get("port") instanceof JsonPrimitive port
          && !selected.isEmpty()
          && selected.stream()
              .flatMap(service -> servicePorts(service).stream())
              .noneMatch(found -> port.getAsString().equals(found.getName()))) {
        problems.add(name(object) + ": no Service that it selects has the port " + port);
      }
    }
  }

  private List<Workload> selected(JsonObject object, String field) {
    return selected(object, selector(object, field));
  }

  private List<Workload> selected(JsonObject object, V1LabelSelector selector) {
    List<Workload> pods =
        workloads.stream().filter(pod -> selects(selector, pod.labels())).toList();
    if (pods.isEmpty() && !workloads.isEmpty()) {
      problems.add(name(object) + ": selects no pods");
    }
    return pods;
  }

  private void requirePort(String name, IntOrString port, List<Workload> pods) {
    if (!pods.isEmpty() && pods.stream().noneMatch(pod -> pod.hasPort(port))) {
      problems.add(name + ": no pod that it selects has the port " + port);
    }
  }

  private <T> void unique(
      String name, Collection<T> values, Function<? super T, @Nullable String> key) {
    Set<String> keys = new HashSet<>();
    for (T value : values) {
      String found = key.apply(value);
      if (found != null && !keys.add(found)) {
        problems.add(name + " " + found + " is there more than once");
      }
    }
  }

  private static V1LabelSelector selector(JsonObject object, String field) {
    return find(object, "spec", field)
        .map(selector -> JSON.getGson().fromJson(selector, V1LabelSelector.class))
        .orElseGet(V1LabelSelector::new);
  }

  private static List<JsonObject> items(JsonObject object, String field) {
    return find(object, "spec")
        .filter(spec -> spec.has(field))
        .map(spec -> spec.getAsJsonArray(field).asList())
        .orElse(List.of())
        .stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static boolean selects(V1LabelSelector selector, Map<String, String> labels) {
    Map<String, String> equal = selector.getMatchLabels();
    return (equal == null || labels.entrySet().containsAll(equal.entrySet()))
        && list(selector.getMatchExpressions()).stream()
            .allMatch(requirement -> matches(requirement, labels.get(requirement.getKey())));
  }

  private static boolean matches(V1LabelSelectorRequirement requirement, @Nullable String value) {
    return switch (requirement.getOperator()) {
      case "In" -> list(requirement.getValues()).contains(value);
      case "NotIn" -> !list(requirement.getValues()).contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case String other -> throw new IllegalArgumentException("unknown operator " + other);
    };
  }

  private static boolean hasPort(V1Container container, IntOrString port) {
    return ports(container).stream()
        .anyMatch(found ->
            port.isInteger()
                ? port.getIntValue().equals(found.getContainerPort())
                : port.getStrValue().equals(found.getName()));
  }

  private static List<V1ServicePort> servicePorts(JsonObject service) {
    return find(service, "spec")
        .map(spec -> JSON.getGson().fromJson(spec, V1ServiceSpec.class))
        .map(spec -> list(spec.getPorts()))
        .orElse(List.of());
  }

  private static List<V1ContainerPort> ports(V1Container container) {
    return list(container.getPorts());
  }

  private static <T> List<T> list(@Nullable List<T> values) {
    return values == null ? List.of() : values;
  }

  private static Optional<JsonObject> find(JsonObject object, String... path) {
    JsonObject found = object;
    for (String name : path) {
      if (!(found.get(name) instanceof JsonObject next)) {
        return Optional.empty();
      }
      found = next;
    }
    return Optional.of(found);
  }

  private static Map<String, String> strings(Optional<JsonObject> object) {
    return object.map(JsonObject::asMap).orElse(Map.of()).entrySet().stream()
        .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().getAsString()));
  }

  private static String kind(JsonObject object) {
    return object.get("kind").getAsString();
  }

  private static String name(JsonObject object) {
    return Manifests.name(object);
  }
}
