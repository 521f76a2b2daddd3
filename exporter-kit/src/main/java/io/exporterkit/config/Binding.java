package io.exporterkit.config;

import io.exporterkit.config.ConfigNode.Entry;
import io.exporterkit.config.ConfigNode.Mapping;
import io.exporterkit.config.ConfigNode.Position;
import io.exporterkit.config.ConfigNode.Scalar;
import io.exporterkit.config.ConfigNode.Sequence;
import io.exporterkit.text.Nearest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The conversion of values of a file into records, by the components of the records. Used by one thread.
final class Binding {
  private final Scalars scalars;
  private final Faults faults;

  /// @param folder of relative paths
  Binding(Path folder, Faults faults) {
    this.scalars = new Scalars(folder, faults);
    this.faults = faults;
  }

  /// Returns the record of a whole file.
  <T extends Record> T record(ConfigNode node, Class<T> type) throws ConfigException {
    return type.cast(record(node, type, "the file"));
  }

  private Object record(ConfigNode node, Class<?> type, String name) throws ConfigException {
    Map<String, Entry> entries =
        ConfigNode.isNull(node) ? Map.of() : mapping(node, name, "keys").entries();
    RecordComponent[] components = type.getRecordComponents();
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : components) {
      keys.add(snakeCase(component.getName()));
    }
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (!keys.contains(entry.getKey())) {
        throw faults.at(
            entry.getValue().keyAt(),
            "an unknown key in " + name + ": " + right(entry.getKey(), keys));
      }
    }
    Optional<Object> defaults = RecordMethods.defaults(type);
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = component(entries.get(keys.get(i)), components[i], keys.get(i), node, defaults);
    }
    try {
      return RecordMethods.construct(type, components, values);
    } catch (IllegalArgumentException e) {
      throw faults.at(position(e, node, entries), String.valueOf(e.getMessage()));
    }
  }

  /// Returns the position of the key that a message begins with; otherwise that of the mapping.
  private static Position position(
      IllegalArgumentException fault, ConfigNode node, Map<String, Entry> entries) {
    String message = String.valueOf(fault.getMessage());
    Entry named = entries.get(message.substring(0, Math.max(0, message.indexOf(':'))));
    return named == null ? node.at() : named.keyAt();
  }

  private static String right(String key, List<String> known) {
    List<String> near = Nearest.to(key, known);
    return near.isEmpty()
        ? "want " + Scalars.alternatives(known)
        : "did you mean " + Scalars.alternatives(near) + "?";
  }

  private Object component(
      @Nullable Entry entry,
      RecordComponent component,
      String key,
      ConfigNode mapping,
      Optional<Object> defaults)
      throws ConfigException {
    if (entry != null && !ConfigNode.isNull(entry.value())) {
      return value(entry.value(), component.getGenericType(), key);
    }
    Class<?> type = component.getType();
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (defaults.isPresent()) {
      return RecordMethods.get(component, defaults.get());
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Map.class) {
      return Map.of();
    }
    throw entry == null
        ? faults.at(mapping.at(), key + " is missing: want the key " + key)
        : faults.at(entry.keyAt(), key + " is empty: want a value");
  }

  private Object value(ConfigNode node, Type type, String name) throws ConfigException {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        boolean isNoPath =
            of[0] == Path.class && node instanceof Scalar(_, String text, _) && text.isEmpty();
        return isNoPath ? Optional.empty() : Optional.of(value(node, of[0], name));
      }
      if (generic.getRawType() == List.class) {
        return list(node, of[0], name);
      }
      if (generic.getRawType() == Map.class && of[0] == String.class) {
        return map(node, of[1], name);
      }
    }
    if (!(type instanceof Class<?> plain)) {
      throw RecordMethods.unsuitable(type);
    }
    return plain.isRecord() && !scalars.isScalar(plain)
        ? record(node, plain, name)
        : scalars.read(node, plain, name);
  }

  private List<Object> list(ConfigNode node, Type of, String name) throws ConfigException {
    if (!(node instanceof Sequence(_, List<ConfigNode> items, _))) {
      throw faults.at(node.at(), name + " is no list: want a list, as in [first, second]");
    }
    List<Object> values = new ArrayList<>();
    for (ConfigNode item : items) {
      values.add(value(item, of, "an item of " + name));
    }
    return List.copyOf(values);
  }

  private Map<String, Object> map(ConfigNode node, Type of, String name) throws ConfigException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> entry : mapping(node, name, "entries").entries().entrySet()) {
      values.put(entry.getKey(), value(entry.getValue().value(), of, "an entry of " + name));
    }
    return Collections.unmodifiableMap(values);
  }

  private Mapping mapping(ConfigNode node, String name, String what) throws ConfigException {
    if (node instanceof Mapping mapping) {
      return mapping;
    }
    throw faults.at(
        node.at(),
        name
            + " has no "
            + what
            + ": want lines of key: value"
            + (name.equals("the file") ? "" : " below it"));
  }

  /// In: `clientAuthType`   Out: `client_auth_type`
  private static String snakeCase(String name) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      key.append(Character.isUpperCase(c) ? "_" : "").append(c);
    }
    return key.toString().toLowerCase(Locale.ROOT);
  }
}
