package io.exporterkit.deploy;

import com.google.gson.JsonObject;
import io.exporterkit.options.ParseResult;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.RedisOptions;
import io.exporterkit.redis.servers.Installed;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The exporter's container of a pod, as the kubelet starts it: its arguments, and its variables with the values of
/// secrets and with references such as `$(NAME)` replaced.
record RenderedContainer(List<String> args, Map<String, String> env, List<String> mounts) {

  /// Values that a cluster has in secrets and ConfigMaps.
  private static final Map<String, String> STORED =
      Map.of("REDIS_ADDR", "redis://cache:6379", "REDIS_PASSWORD", "secret", "REDIS_HOST", "cache");

  /// Returns the first container of a Deployment.
  static RenderedContainer of(JsonObject deployment) {
    V1Container container =
        JSON.getGson()
            .fromJson(
                deployment
                    .getAsJsonObject("spec")
                    .getAsJsonObject("template")
                    .getAsJsonObject("spec")
                    .getAsJsonArray("containers")
                    .get(0),
                V1Container.class);
    Map<String, String> env = new HashMap<>();
    for (V1EnvVar variable : Objects.requireNonNullElse(container.getEnv(), List.<V1EnvVar>of())) {
      String value = variable.getValue();
      if (value == null) {
        value = STORED.getOrDefault(variable.getName(), "");
      }
      for (Map.Entry<String, String> stored : STORED.entrySet()) {
        value = value.replace("$(" + stored.getKey() + ")", stored.getValue());
      }
      env.put(variable.getName(), value);
    }
    return new RenderedContainer(
        Objects.requireNonNullElse(container.getArgs(), List.of()),
        Map.copyOf(env),
        Objects.requireNonNullElse(container.getVolumeMounts(), List.<V1VolumeMount>of()).stream()
            .map(V1VolumeMount::getMountPath)
            .toList());
  }

  /// Returns the line with which the exporter refuses to start, or nothing if it starts. Mounted files are replaced by
  /// valid files of the same kind.
  Optional<String> refusal(Path folder) throws IOException {
    Map<String, String> local = new HashMap<>(env);
    for (Map.Entry<String, String> variable : local.entrySet()) {
      if (variable.getValue().startsWith("/")) {
        variable.setValue(file(variable.getValue(), folder));
      }
    }
    return switch (RedisOptions.TABLE.parse(args, local)) {
      case ParseResult.Usage usage -> Optional.of(usage.error());
      case ParseResult.Invalid invalid -> Optional.of(invalid.error());
      case ParseResult.Help _ -> Optional.of("help");
      case ParseResult.Parsed parsed when !parsed.warnings().isEmpty() ->
          Optional.of(parsed.warnings().toString());
      case ParseResult.Parsed parsed -> {
        try {
          ExporterConfig.of(parsed.values());
          yield Optional.empty();
        } catch (IllegalArgumentException e) {
          yield Optional.of(String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private String file(String path, Path folder) throws IOException {
    if (mounts.stream().noneMatch(mount -> path.startsWith(mount + "/"))) {
      throw new IllegalStateException(path + " is not below a mount: " + mounts);
    }
    Path tls = Installed.root().resolve("redis-exporter/src/test/resources/tls");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return switch (name) {
      case "tls-ca-cert.crt", "tls-server-ca-cert.crt" -> tls.resolve("ca.crt").toString();
      case "tls-client-cert.crt", "tls-server-cert.crt" -> tls.resolve("rsa.crt").toString();
      case "tls-client-key.key", "tls-server-key.key" -> tls.resolve("rsa.pkcs8.key").toString();
      case "script.lua" -> Files.writeString(folder.resolve(name), "return {}").toString();
      case "passwords.json" -> Files.writeString(folder.resolve(name), "{}").toString();
      default -> throw new IllegalStateException("unknown file " + path);
    };
  }
}
