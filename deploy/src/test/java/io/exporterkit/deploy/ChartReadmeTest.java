package io.exporterkit.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of values in the README of the chart.
class ChartReadmeTest {
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| .+[.] \\|");

  @Test
  void theTableListsAllValuesAndTheirDefaults() throws IOException {
    List<String> rows =
        ROW.matcher(Files.readString(Helm.CHART.resolve("README.md")))
            .results()
            .map(row -> row.group(1) + " = " + row.group(2))
            .toList();
    List<String> values = new ArrayList<>();
    flatten(
        "", Yaml.documents(Files.readString(Helm.CHART.resolve("values.yaml"))).getFirst(), values);
    assertThat(rows).isEqualTo(values).hasSizeGreaterThan(90);
  }

  private static void flatten(String path, JsonObject mapping, List<String> values) {
    for (Map.Entry<String, JsonElement> entry : mapping.entrySet()) {
      String name = path + entry.getKey();
      if (entry.getValue() instanceof JsonObject nested && !nested.isEmpty()) {
        flatten(name + ".", nested, values);
      } else {
        values.add(name + " = " + entry.getValue());
      }
    }
  }
}
