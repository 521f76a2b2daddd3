package io.exporterkit.deploy;

import static java.util.stream.Collectors.toMap;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The kinds of Kubernetes, as the generated models of its Java client declare them. The client itself converts numbers
/// to texts and texts to numbers; the API server refuses them, and so does this class.
final class KubernetesModels {
  private static final Map<String, Class<?>> KINDS =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", V1ConfigMap.class),
          Map.entry("v1/Namespace", V1Namespace.class),
          Map.entry("v1/PersistentVolumeClaim", V1PersistentVolumeClaim.class),
          Map.entry("v1/Pod", V1Pod.class),
          Map.entry("v1/Secret", V1Secret.class),
          Map.entry("v1/Service", V1Service.class),
          Map.entry("v1/ServiceAccount", V1ServiceAccount.class),
          Map.entry("apps/v1/DaemonSet", V1DaemonSet.class),
          Map.entry("apps/v1/Deployment", V1Deployment.class),
          Map.entry("apps/v1/StatefulSet", V1StatefulSet.class),
          Map.entry("batch/v1/CronJob", V1CronJob.class),
          Map.entry("batch/v1/Job", V1Job.class),
          Map.entry("networking.k8s.io/v1/Ingress", V1Ingress.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class),
          Map.entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class),
          Map.entry("rbac.authorization.k8s.io/v1/ClusterRole", V1ClusterRole.class),
          Map.entry("rbac.authorization.k8s.io/v1/ClusterRoleBinding", V1ClusterRoleBinding.class),
          Map.entry("rbac.authorization.k8s.io/v1/Role", V1Role.class),
          Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", V1RoleBinding.class));

  private KubernetesModels() {}

  /// Returns the problems of an object, each with its path, such as `spec.replicas: not an integer: "2"`.
  static List<String> problems(String apiVersion, String kind, JsonObject object) {
    Class<?> model = KINDS.get(apiVersion + "/" + kind);
    if (model == null) {
      return List.of("unknown kind " + kind + " of " + apiVersion);
    }
    List<String> problems = new ArrayList<>();
    check("", object, model, problems);
    return problems;
  }

  private static void check(String path, JsonElement value, Type type, List<String> problems) {
    if (value.isJsonNull()) {
      problems.add(path + ": no value");
    } else if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      checkList(path, value, generic.getActualTypeArguments()[0], problems);
    } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      checkMap(path, value, generic.getActualTypeArguments()[1], problems);
    } else if (type == IntOrString.class) {
      require(path, isInteger(value) || isString(value), "integer or text", value, problems);
    } else if (type == Quantity.class) {
      require(path, isQuantity(value), "quantity", value, problems);
    } else if (type == String.class || type == OffsetDateTime.class) {
      require(path, isString(value), "text", value, problems);
    } else if (type == byte[].class) {
      require(path, isBase64(value), "text in base64", value, problems);
    } else if (type == Integer.class || type == Long.class) {
      require(path, isInteger(value), "integer", value, problems);
    } else if (type == Double.class) {
      require(path, isNumber(value), "number", value, problems);
    } else if (type == Boolean.class) {
      require(path, isBoolean(value), "boolean", value, problems);
    } else if (type instanceof Class<?> model && model.getPackage() == V1Pod.class.getPackage()) {
      checkModel(path, value, model, problems);
    } else if (type != Object.class) {
      throw new IllegalStateException(path + " has the type " + type);
    }
  }

  private static void checkList(String path, JsonElement value, Type item, List<String> problems) {
    if (value.isJsonArray()) {
      for (int i = 0; i < value.getAsJsonArray().size(); i++) {
        check(path + "[" + i + "]", value.getAsJsonArray().get(i), item, problems);
      }
    } else {
      require(path, false, "list", value, problems);
    }
  }

  private static void checkMap(String path, JsonElement value, Type type, List<String> problems) {
    if (value.isJsonObject()) {
      value.getAsJsonObject().asMap().forEach((k, v) -> check(path + "." + k, v, type, problems));
    } else {
      require(path, false, "mapping", value, problems);
    }
  }

  private static void checkModel(
      String path, JsonElement value, Class<?> model, List<String> problems) {
    if (!value.isJsonObject()) {
      require(path, false, "mapping", value, problems);
      return;
    }
    Map<String, Type> fields =
        Stream.of(model.getDeclaredFields())
            .filter(field -> field.isAnnotationPresent(SerializedName.class))
            .collect(toMap(KubernetesModels::name, Field::getGenericType));
    Map<String, JsonElement> members = value.getAsJsonObject().asMap();
    members.forEach((name, member) -> {
      String at = path.isEmpty() ? name : path + "." + name;
      Type type = fields.get(name);
      if (type == null) {
        problems.add(at + ": unknown field");
      } else {
        check(at, member, type, problems);
      }
    });
    for (String name : required(model)) {
      if (!members.containsKey(name)) {
        problems.add((path.isEmpty() ? name : path + "." + name) + ": missing");
      }
    }
  }

  private static String name(Field field) {
    SerializedName name = field.getAnnotation(SerializedName.class);
    return name == null ? field.getName() : name.value();
  }

  @SuppressWarnings("unchecked")
  private static Set<String> required(Class<?> model) {
    try {
      return (Set<String>) model.getField("openapiRequiredFields").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(
      String path, boolean valid, String expected, JsonElement value, List<String> problems) {
    if (!valid) {
      problems.add("%s: expected %s: %s".formatted(path, expected, value));
    }
  }

  private static boolean isString(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isString();
  }

  private static boolean isBoolean(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isBoolean();
  }

  private static boolean isNumber(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isNumber();
  }

  private static boolean isInteger(JsonElement value) {
    return isNumber(value) && value.getAsString().matches("-?\\d+");
  }

  private static boolean isQuantity(JsonElement value) {
    try {
      return (isString(value) || isNumber(value))
          && Quantity.fromString(value.getAsString()).getNumber().signum() >= 0;
    } catch (RuntimeException _) {
      return false;
    }
  }

  private static boolean isBase64(JsonElement value) {
    try {
      return isString(value) && Base64.getDecoder().decode(value.getAsString()) != null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
