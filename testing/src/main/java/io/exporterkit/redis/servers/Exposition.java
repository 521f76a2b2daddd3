package io.exporterkit.redis.servers;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A parsed page of the text format. The parser is strict: it refuses everything that Prometheus would refuse or merge.
///
/// @param types type by family
/// @param values value as written, by series; labels are sorted by name, so that two pages can be compared
public record Exposition(Map<String, String> types, Map<Series, String> values) {
  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)", Pattern.DOTALL);
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([^ ]+)", Pattern.DOTALL);
  private static final Pattern LABEL =
      Pattern.compile(
          "([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"\\\\\\n]*+(?:\\\\[\\\\\"n][^\"\\\\\\n]*+)*+)\"(,|$)");
  private static final Pattern NUMBER =
      Pattern.compile("NaN|[+-]Inf|-?[0-9]+(\\.[0-9]+)?(e[+-][0-9]{2,3})?");

  /// A series: its name and its labels, with values as they are between the quotes.
  ///
  /// @param family the name without `_bucket`, `_sum` and `_count` if they belong to a histogram or summary
  public record Series(String family, String name, Map<String, String> labels) {
    /// Returns the series without a prefix of its name: `redis_up` as `up`.
    public Series withoutPrefix(String prefix) {
      return new Series(
          family.startsWith(prefix) ? family.substring(prefix.length()) : family,
          name.startsWith(prefix) ? name.substring(prefix.length()) : name,
          labels);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(name);
      char before = '{';
      for (Map.Entry<String, String> label : labels.entrySet()) {
        text.append(before).append(label.getKey()).append("=\"").append(label.getValue());
        text.append('"');
        before = ',';
      }
      return text.append(before == ',' ? "}" : "").toString();
    }
  }

  public Exposition {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// Parses a page.
  ///
  /// @throws IllegalArgumentException with the first invalid line
  public static Exposition parse(String page) {
    return parse(
        page,
        series -> {
          throw new IllegalArgumentException("twice: " + series);
        });
  }

  /// Parses a page that may repeat a series. The first value of a repeated series counts.
  ///
  /// @param repeated receives each repeated series
  /// @throws IllegalArgumentException with the first invalid line
  public static Exposition parse(String page, Consumer<Series> repeated) {
    if (!page.isEmpty() && !page.endsWith("\n")) {
      throw new IllegalArgumentException("the last line has no line break");
    }
    Map<String, String> types = new LinkedHashMap<>();
    Map<Series, String> values = new LinkedHashMap<>();
    Set<String> helps = new HashSet<>();
    String family = "";
    for (String line : page.split("\n", -1)) {
      if (line.isEmpty()) {
        continue; // only at the end: there are no empty lines between the parts of a page
      }
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches()) {
        boolean help = comment.group(1).equals("HELP");
        family = comment.group(2);
        if (help ? !helps.add(family) : types.put(family, comment.group(3)) != null) {
          throw new IllegalArgumentException("twice: " + line);
        }
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches() || !NUMBER.matcher(sample.group(3)).matches()) {
        throw new IllegalArgumentException("no sample: " + line);
      }
      String name = sample.group(1);
      if (!belongs(name, family, types.getOrDefault(family, "untyped"))) {
        throw new IllegalArgumentException("not below its own TYPE: " + line);
      }
      Series series = new Series(family, name, labels(sample.group(2), line));
      if (values.putIfAbsent(series, sample.group(3)) != null) {
        repeated.accept(series);
      }
    }
    if (!helps.equals(types.keySet())) {
      throw new IllegalArgumentException("HELP and TYPE do not match: " + helps + types.keySet());
    }
    return new Exposition(types, values);
  }

  private static boolean belongs(String name, String family, String type) {
    return switch (type) {
      case "histogram" ->
          name.equals(family + "_bucket")
              || name.equals(family + "_sum")
              || name.equals(family + "_count");
      case "summary" ->
          name.equals(family) || name.equals(family + "_sum") || name.equals(family + "_count");
      default -> name.equals(family);
    };
  }

  private static Map<String, String> labels(@Nullable String text, String line) {
    Map<String, String> labels = new TreeMap<>();
    if (text == null || text.isEmpty()) {
      return labels;
    }
    Matcher label = LABEL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!label.find(at) || label.start() != at || labels.containsKey(label.group(1))) {
        throw new IllegalArgumentException("bad or repeated label: " + line);
      }
      labels.put(label.group(1), label.group(2));
      at = label.end();
    }
    return labels;
  }
}
