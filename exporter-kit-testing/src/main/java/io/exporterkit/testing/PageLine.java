package io.exporterkit.testing;

import io.exporterkit.metric.MetricType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A line of a page in the text format.
sealed interface PageLine {
  /// `# HELP name text`.
  record Help(String name, String text) implements PageLine {}

  /// `# TYPE name type`.
  record Type(String name, MetricType type) implements PageLine {}

  /// `name{label="value"} 1`.
  ///
  /// @param labels values by name as they are between the quotes, in the order of the line
  /// @param value as written, with a timestamp where there is one
  record Sample(String name, Map<String, String> labels, String value) implements PageLine {
    public Sample {
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    @Override
    public String toString() {
      String all =
          labels.entrySet().stream()
              .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
              .collect(Collectors.joining(",", "{", "}"));
      return name + (labels.isEmpty() ? "" : all) + " " + value;
    }
  }

  /// An empty line or a comment.
  record Other() implements PageLine {}

  String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  Pattern META = Pattern.compile("# (HELP|TYPE) (" + NAME + ")(?: (.*))?");
  Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.*)})? ([^ ]+(?: -?[0-9]+)?)");
  // Possessive, so that a long value needs no stack.
  Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"(?:,|$)");
  Pattern NUMBER = Pattern.compile("NaN|[+-]?Inf|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?");

  /// Reads a line.
  ///
  /// @throws IllegalArgumentException with the line, when it is none of the format
  static PageLine parse(String line) {
    Matcher meta = META.matcher(line);
    if (meta.matches()) {
      String text = meta.group(3) == null ? "" : meta.group(3);
      return meta.group(1).equals("HELP")
          ? new Help(meta.group(2), text)
          : new Type(meta.group(2), type(text));
    }
    if (line.isEmpty() || line.startsWith("#")) {
      return new Other();
    }
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches() || !NUMBER.matcher(sample.group(3).split(" ", -1)[0]).matches()) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    String text = sample.group(2) == null ? "" : sample.group(2);
    Matcher label = LABEL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!label.find(at) || label.start() != at) {
        throw new IllegalArgumentException("no labels: " + line);
      }
      labels.put(label.group(1), label.group(2));
      at = label.end();
    }
    return new Sample(sample.group(1), labels, sample.group(3));
  }

  private static MetricType type(String word) {
    return Stream.of(MetricType.values())
        .filter(type -> type.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no type of a metric: " + word));
  }
}
