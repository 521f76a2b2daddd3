package io.exporterkit.deploy;

import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The kinds of the Prometheus operator, as the models of an npm package declare them. All objects are checked by one
/// run of node.
final class OperatorModels {
  static final String API_VERSION = "monitoring.coreos.com/v1";

  private static final Set<String> KINDS =
      Set.of("PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor");

  private OperatorModels() {}

  /// Returns the problems of each object, each with its path, such as `spec.endpoints[0].port: must be string`.
  static List<List<String>> problems(List<JsonObject> objects) {
    if (objects.isEmpty()) {
      return List.of();
    }
    for (JsonObject object : objects) {
      String kind = object.get("kind").getAsString();
      if (!KINDS.contains(kind)) {
        throw new IllegalArgumentException("unknown kind " + kind + " of " + API_VERSION);
      }
    }
    try {
      return run(JSON.serialize(objects));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<List<String>> run(String objects) throws IOException {
    Path folder = Files.createTempDirectory("operator-models");
    Path script = folder.resolve("operator-models.mjs");
    Path input = folder.resolve("objects.json");
    try {
      try (InputStream in = OperatorModels.class.getResourceAsStream("/operator-models.mjs")) {
        Files.copy(Objects.requireNonNull(in), script, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(input, objects);
      String output =
          Tools.run(
              new ProcessBuilder("node", script.toString(), Tools.folder().toString())
                  .redirectInput(input.toFile()));
      return JSON.getGson().fromJson(output, new TypeToken<List<List<String>>>() {}.getType());
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(input);
      Files.delete(folder);
    }
  }
}
