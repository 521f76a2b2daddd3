package io.exporterkit.mixin;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A dashboard of Grafana, as its JSON.
record Dashboard(JsonObject json) {
  /// A panel of a dashboard, which is not a row.
  record Panel(String dashboard, JsonObject json) {
    String title() {
      return json.getString("title", "");
    }

    String type() {
      return json.getString("type", "");
    }

    List<String> queries() {
      return objects(json.getArray("targets")).map(target -> target.getString("expr", "")).toList();
    }

    /// Returns the titles of the dashboard and of the panel, for messages.
    String name() {
      return dashboard + " / " + title();
    }
  }

  static Dashboard parse(String text) {
    try {
      return new Dashboard(JsonParser.object().from(text));
    } catch (JsonParserException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// Returns the rendered dashboards of the checkout.
  static List<Dashboard> rendered() throws IOException {
    return Mixin.texts(Mixin.DIRECTORY.resolve("rendered/dashboards")).values().stream()
        .map(Dashboard::parse)
        .toList();
  }

  String uid() {
    return json.getString("uid", "");
  }

  String title() {
    return json.getString("title", "");
  }

  /// Returns the panels on the grid, with rows, and the panels of collapsed rows behind their row.
  List<JsonObject> grid() {
    List<JsonObject> all = new ArrayList<>();
    for (JsonObject panel : objects(json.getArray("panels")).toList()) {
      all.add(panel);
      objects(panel.getArray("panels")).forEach(all::add);
    }
    return all;
  }

  List<Panel> panels() {
    return grid().stream()
        .filter(panel -> !panel.getString("type", "").equals("row"))
        .map(panel -> new Panel(title(), panel))
        .toList();
  }

  List<JsonObject> variables() {
    return objects(json.getObject("templating", new JsonObject()).getArray("list")).toList();
  }

  List<JsonObject> annotations() {
    return objects(json.getObject("annotations", new JsonObject()).getArray("list")).toList();
  }

  List<JsonObject> links() {
    return objects(json.getArray("links")).toList();
  }

  /// Returns the query of a variable, such as `label_values(redis_up, job)`, in either of its two forms.
  static String queryOf(JsonObject variable) {
    return variable.get("query") instanceof JsonObject query
        ? query.getString("query", "")
        : variable.getString("query", "");
  }

  /// Returns the objects of an array, which may be absent.
  static Stream<JsonObject> objects(@Nullable JsonArray array) {
    return array == null ? Stream.of() : array.stream().map(JsonObject.class::cast);
  }

  /// Replaces the variables of Grafana in a query by values of the same form.
  static String substituted(String query) {
    return query
        .replace("$__rate_interval", "1m")
        .replace("$__range", "1h")
        .replaceAll("\\$[a-z]+", ".+");
  }
}
