package io.exporterkit.deploy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Fields of an object of Kubernetes.
final class RedisHaJson {
  private RedisHaJson() {}

  /// Returns the object at this path, such as `at(deployment, "spec", "template")`.
  ///
  /// @throws IllegalArgumentException when there is no such object
  static JsonObject at(JsonObject object, String... path) {
    JsonObject found = object;
    for (String name : path) {
      if (!(found.get(name) instanceof JsonObject next)) {
        throw new IllegalArgumentException("no " + name + " in " + found);
      }
      found = next;
    }
    return found;
  }

  /// Returns the text or number of a field.
  ///
  /// @throws IllegalArgumentException when there is no such field
  static String text(JsonObject object, String name) {
    if (!object.has(name)) {
      throw new IllegalArgumentException("no " + name + " in " + object);
    }
    return object.get(name).getAsString();
  }

  /// Returns the objects of a list; none if there is no such list.
  static List<JsonObject> objects(JsonObject object, String name) {
    List<JsonObject> objects = new ArrayList<>();
    if (object.has(name)) {
      object.getAsJsonArray(name).forEach(element -> objects.add(element.getAsJsonObject()));
    }
    return objects;
  }

  /// Returns the texts of a list; none if there is no such list.
  static List<String> texts(JsonObject object, String name) {
    List<String> texts = new ArrayList<>();
    if (object.has(name)) {
      object.getAsJsonArray(name).forEach(element -> texts.add(element.getAsString()));
    }
    return texts;
  }

  /// Returns the fields of an object of texts, such as labels.
  static Map<String, String> map(JsonObject object) {
    Map<String, String> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> field : object.asMap().entrySet()) {
      map.put(field.getKey(), field.getValue().getAsString());
    }
    return map;
  }
}
