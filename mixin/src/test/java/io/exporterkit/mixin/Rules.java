package io.exporterkit.mixin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Rules of Prometheus and tests of promtool, as their YAML.
final class Rules {
  private Rules() {}

  /// An alert or a recording rule.
  ///
  /// @param name of the alert or of the recorded series
  /// @param pending the time for which the condition holds before an alert fires
  record Rule(String name, String expr, Duration pending, Map<?, ?> yaml) {
    private static Rule of(Map<?, ?> yaml) {
      Object name = yaml.containsKey("alert") ? yaml.get("alert") : yaml.get("record");
      Duration pending = yaml.containsKey("for") ? duration(text(yaml, "for")) : Duration.ZERO;
      return new Rule(String.valueOf(name), text(yaml, "expr"), pending, yaml);
    }

    String severity() {
      return text(map(yaml, "labels"), "severity");
    }

    String summary() {
      return text(map(yaml, "annotations"), "summary");
    }
  }

  /// Returns the alerts and recording rules of a rendered file such as `alerts.yaml`.
  static List<Rule> rendered(String file) throws IOException {
    return rules(parse(Files.readString(Mixin.DIRECTORY.resolve("rendered").resolve(file))));
  }

  /// Returns the alerts and recording rules of all groups.
  static List<Rule> rules(Map<?, ?> yaml) {
    return maps(yaml, "groups").flatMap(group -> maps(group, "rules")).map(Rule::of).toList();
  }

  /// Returns the names and texts of the tests of promtool in `mixin/tests`.
  static Map<String, String> tests() throws IOException {
    return Mixin.texts(Mixin.DIRECTORY.resolve("tests"));
  }

  static Map<?, ?> parse(String yaml) {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  /// Writes a file with a single group of these rules.
  static void write(Path file, List<Rule> rules) throws IOException {
    Map<String, Object> group =
        Map.of("name", "test", "rules", rules.stream().map(Rule::yaml).toList());
    Files.writeString(
        file,
        new Dump(DumpSettings.builder().build()).dumpToString(Map.of("groups", List.of(group))));
  }

  /// Returns the maps in the list of a field; none if the field is absent.
  static Stream<Map<?, ?>> maps(Map<?, ?> yaml, String field) {
    return yaml.get(field) instanceof List<?> list
        ? list.stream().map(element -> (Map<?, ?>) element)
        : Stream.of();
  }

  static Map<?, ?> map(Map<?, ?> yaml, String field) {
    return yaml.get(field) instanceof Map<?, ?> map ? map : Map.of();
  }

  static String text(Map<?, ?> yaml, String field) {
    return String.valueOf(yaml.get(field));
  }

  /// Returns a duration in the form of Prometheus, such as `5m59s`.
  static Duration duration(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
