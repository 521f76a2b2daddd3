package io.exporterkit.deploy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.JSON;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Objects of Kubernetes and of the Prometheus operator, as a chart or kustomize renders them: a YAML file with several
/// documents, read at least as strictly as an API server reads them.
///
/// Refused are unknown fields, wrong types, fields without a value, missing required fields, duplicate keys, invalid
/// names and labels, objects of the same name, and references from one object of the file to a part of another one that
/// does not exist, as [References] describes them.
final class Manifests {
  private final List<JsonObject> objects;

  private Manifests(List<JsonObject> objects) {
    this.objects = objects;
  }

  /// Reads and validates all documents.
  ///
  /// @throws IllegalArgumentException when there are problems; the text has one line for each problem
  static Manifests parse(String yaml) {
    List<JsonObject> objects = Yaml.documents(yaml);
    List<String> problems = problems(objects);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new Manifests(objects);
  }

  /// Returns the objects in the order of the documents.
  List<JsonObject> objects() {
    return List.copyOf(objects);
  }

  /// Returns the names of all objects, such as `Deployment/cache`, in the order of the documents.
  List<String> names() {
    return objects.stream().map(Manifests::name).toList();
  }

  /// Returns the object of this kind and name as a model of the Java client, such as `get("Deployment", "cache",
  /// V1Deployment.class)`.
  ///
  /// @throws IllegalArgumentException when there is no such object
  <T> T get(String kind, String name, Class<T> model) {
    return JSON.getGson().fromJson(get(kind, name), model);
  }

  /// Returns the object of this kind and name.
  ///
  /// @throws IllegalArgumentException when there is no such object
  JsonObject get(String kind, String name) {
    return objects.stream()
        .filter(object -> name(object).equals(kind + "/" + name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no " + kind + "/" + name + " in " + names()));
  }

  private static List<String> problems(List<JsonObject> objects) {
    List<String> problems = new ArrayList<>();
    List<JsonObject> operator = new ArrayList<>();
    for (JsonObject object : objects) {
      if (!(object.get("apiVersion") instanceof JsonPrimitive apiVersion)
          || !(object.get("kind") instanceof JsonPrimitive kind)
          || !(object.get("metadata") instanceof JsonObject)) {
        problems.add("no apiVersion, kind or metadata: " + object);
      } else if (apiVersion.getAsString().equals(OperatorModels.API_VERSION)) {
        operator.add(object);
      } else {
        KubernetesModels.problems(apiVersion.getAsString(), kind.getAsString(), object)
            .forEach(problem -> problems.add(name(object) + ": " + problem));
      }
    }
    List<List<String>> found = OperatorModels.problems(operator);
    for (int i = 0; i < operator.size(); i++) {
      String name = name(operator.get(i));
      found.get(i).forEach(problem -> problems.add(name + ": " + problem));
    }
    if (problems.isEmpty()) {
      objects.forEach(object -> checkMetadata(object, problems));
      problems.addAll(References.problems(objects));
    }
    return problems;
  }

  /// Returns kind and name of an object, such as `Deployment/cache`.
  static String name(JsonObject object) {
    JsonElement name = object.getAsJsonObject("metadata").get("name");
    return object.get("kind").getAsString() + "/" + (name == null ? "" : name.getAsString());
  }

  private static void checkMetadata(JsonObject object, List<String> problems) {
    JsonObject metadata = object.getAsJsonObject("metadata");
    if (!name(object).matches("[^/]+/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")) {
      problems.add(name(object) + ": metadata.name: not a valid name");
    }
    if (metadata.get("labels") instanceof JsonObject labels) {
      checkLabels(name(object) + ": metadata.labels", labels, problems);
    }
  }

  /// Adds a problem for each invalid name and value of labels.
  static void checkLabels(String path, JsonObject labels, List<String> problems) {
    for (Map.Entry<String, JsonElement> label : labels.asMap().entrySet()) {
      if (!label
          .getKey()
          .matches("([a-z0-9][-a-z0-9.]{0,252}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")) {
        problems.add(path + "." + label.getKey() + ": not a valid name of a label");
      }
      if (!label
          .getValue()
          .getAsString()
          .matches("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")) {
        problems.add(
            "%s.%s: not a valid value: %s".formatted(path, label.getKey(), label.getValue()));
      }
    }
  }
}
