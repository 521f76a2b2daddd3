package io.exporterkit.packaging;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/// The list of the parts of the program, in CycloneDX's form: the libraries, as Maven knows them, and the runtime.
final class Parts {
  private Parts() {}

  /// Writes the list.
  ///
  /// @param libraries the list of the libraries
  /// @param release the file `release` of the runtime
  static void write(Path libraries, Path release, Path to) throws IOException {
    Properties runtime = new Properties();
    try (Reader file = Files.newBufferedReader(release)) {
      runtime.load(file);
    }
    String version = unquoted(runtime, "JAVA_RUNTIME_VERSION");
    JsonObject part = new JsonObject();
    part.put("type", "platform");
    part.put("bom-ref", "runtime");
    part.put("publisher", unquoted(runtime, "IMPLEMENTOR"));
    part.put("name", "OpenJDK");
    part.put("version", version);
    part.put("description", "The runtime of the packages and images for Linux on x86-64.");
    try {
      JsonObject parts = JsonParser.object().from(Files.readString(libraries));
      parts.getArray("components").add(part);
      Files.writeString(to, JsonWriter.indent("  ").string().value(parts).done() + "\n");
    } catch (JsonParserException e) {
      throw new IOException(libraries + " is no JSON", e);
    }
  }

  private static String unquoted(Properties release, String name) {
    return release.getProperty(name, "\"unknown\"").replace("\"", "");
  }
}
