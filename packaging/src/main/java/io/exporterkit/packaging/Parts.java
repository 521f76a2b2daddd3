package io.exporterkit.packaging;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The list of the parts of the program, in CycloneDX's form: the libraries, as Maven knows them, the runtime, and
/// uPlot, which draws the charts of the live page.
final class Parts {
  private static final Pattern PACKAGE =
      Pattern.compile(
          "^package: (\\S+) (\\S+)$.*?^licence: (\\S+)$", Pattern.MULTILINE | Pattern.DOTALL);

  private Parts() {}

  /// Writes the list.
  ///
  /// @param libraries the list of the libraries
  /// @param release the file `release` of the runtime
  /// @param uplot the text beside uPlot, with a line `package: uplot 1.6.32`
  static void write(Path libraries, Path release, Path uplot, Path to) throws IOException {
    Properties runtime = new Properties();
    try (Reader file = Files.newBufferedReader(release)) {
      runtime.load(file);
    }
    String version = unquoted(runtime, "JAVA_RUNTIME_VERSION");
    JsonObject part = part("platform", "runtime", "OpenJDK", version);
    part.put("publisher", unquoted(runtime, "IMPLEMENTOR"));
    part.put("description", "The runtime of the packages and images for Linux on x86-64.");
    try {
      JsonObject parts = JsonParser.object().from(Files.readString(libraries));
      parts.getArray("components").add(part);
      parts.getArray("components").add(script(Files.readString(uplot)));
      Files.writeString(to, JsonWriter.indent("  ").string().value(parts).done() + "\n");
    } catch (JsonParserException e) {
      throw new IOException(libraries + " is no JSON", e);
    }
  }

  /// Returns the part for a script of an npm package.
  ///
  /// In: `package: uplot 1.6.32` and `licence: MIT`, each in a line
  private static JsonObject script(String text) throws IOException {
    Matcher line = PACKAGE.matcher(text);
    if (!line.find()) {
      throw new IOException("no line with a package and its licence in the text of uPlot");
    }
    String purl = "pkg:npm/" + line.group(1) + "@" + line.group(2);
    JsonObject licence = new JsonObject();
    licence.put("id", line.group(3));
    JsonObject choice = new JsonObject();
    choice.put("license", licence);
    JsonObject part = part("library", purl, line.group(1), line.group(2));
    part.put("purl", purl);
    part.put("licenses", JsonArray.from(choice));
    part.put("description", "Draws the charts of the live page, as a script in exporter-kit.");
    return part;
  }

  private static JsonObject part(String type, String reference, String name, String version) {
    JsonObject part = new JsonObject();
    part.put("type", type);
    part.put("bom-ref", reference);
    part.put("name", name);
    part.put("version", version);
    return part;
  }

  private static String unquoted(Properties release, String name) {
    return release.getProperty(name, "\"unknown\"").replace("\"", "");
  }
}
