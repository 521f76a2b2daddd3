package io.exporterkit.deploy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// The YAML of Kubernetes: documents separated by `---`. Duplicate keys are refused, and so are words such as `yes` and
/// `off` without quotes, because Kubernetes reads them as booleans.
final class Yaml {
  private Yaml() {}

  /// Returns the documents that are not empty.
  ///
  /// @throws IllegalArgumentException when the text is not valid YAML or a document is not a mapping
  static List<JsonObject> documents(String text) {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(false).build();
    Gson gson = new GsonBuilder().serializeNulls().create();
    List<JsonObject> documents = new ArrayList<>();
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        refuseBoolean(event);
      }
      for (Object document : new Load(settings).loadAllFromString(text)) {
        if (document != null) {
          JsonElement tree = gson.toJsonTree(document);
          if (!tree.isJsonObject()) {
            throw new IllegalArgumentException("a document is not a mapping: " + tree);
          }
          documents.add(tree.getAsJsonObject());
        }
      }
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return documents;
  }

  private static void refuseBoolean(Event event) {
    if (event instanceof ScalarEvent scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && scalar.getValue().matches("[yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF")) {
      throw new IllegalArgumentException(
          "'%s' needs quotes, because Kubernetes reads it as a boolean: %s"
              .formatted(
                  scalar.getValue(),
                  scalar.getStartMark().map(mark -> "line " + (mark.getLine() + 1)).orElse("")));
    }
  }
}
