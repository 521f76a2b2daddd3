package io.exporterkit.redis.scrape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;

/// A page of metrics, looked into by series as they stand there: `redis_up`,
/// `redis_db_keys{db="db0"}`.
public final class Page {
  private final String text;

  /// Values by series, in the page's order.
  private final Map<String, Double> values;

  private Page(String text, Map<String, Double> values) {
    this.text = text;
    this.values = values;
  }

  /// Reads a page in the text format.
  ///
  /// @throws AssertionError when a line is no sample, or a series stands there twice
  public static Page of(String text) {
    Map<String, Double> values = new LinkedHashMap<>();
    // Not lines(): a carriage return may stand in a label.
    Arrays.stream(text.split("\n", -1))
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> {
          int blank = line.lastIndexOf(' ');
          if (blank < 0) {
            throw new AssertionError("no sample: " + line);
          }
          if (values.put(line.substring(0, blank), number(line.substring(blank + 1))) != null) {
            throw new AssertionError("twice on the page: " + line);
          }
        });
    return new Page(text, values);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /// The page as it came.
  public String text() {
    return text;
  }

  public boolean has(String series) {
    return values.containsKey(series);
  }

  /// The value of a series, labels and all.
  ///
  /// @throws NoSuchElementException with the series of that name when it is not there
  public double value(String series) {
    return find(series)
        .orElseThrow(() -> {
          int brace = series.indexOf('{');
          String name = brace < 0 ? series : series.substring(0, brace);
          return new NoSuchElementException(series + "; there are " + series(name));
        });
  }

  public OptionalDouble find(String series) {
    Double value = values.get(series);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /// All series of one name, in the page's order.
  public List<String> series(String name) {
    List<String> found = new ArrayList<>();
    for (String series : values.keySet()) {
      if (series.equals(name) || series.startsWith(name + "{")) {
        found.add(series);
      }
    }
    return found;
  }

  /// All series of the page.
  public List<String> series() {
    return List.copyOf(values.keySet());
  }

  /// The value of a label, as it is written between the quotes, of the only series of this name.
  public String label(String name, String label) {
    List<String> found = series(name);
    if (found.size() != 1) {
      throw new AssertionError(name + " is there " + found.size() + " times: " + found);
    }
    String series = found.getFirst();
    for (String start : List.of("{" + label + "=\"", "," + label + "=\"")) {
      int from = series.indexOf(start);
      if (from >= 0) {
        return series.substring(from + start.length(), endOfValue(series, from + start.length()));
      }
    }
    throw new NoSuchElementException(label + " in " + series);
  }

  private static int endOfValue(String series, int from) {
    int at = from;
    while (series.charAt(at) != '"') {
      at += series.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }

  /// Whether `redis_up` is 1.
  public boolean up() {
    return value("redis_up") == 1;
  }

  /// The reason in `redis_exporter_last_scrape_error`; empty when all went well.
  public String error() {
    return label("redis_exporter_last_scrape_error", "err");
  }

  /// How a collector ended: `ok`, `skipped`, `failed`, `timed_out`; empty when it did not run.
  public String outcome(String collector) {
    String start =
        "redis_exporter_collector_outcome{collector=\"%s\",outcome=\"".formatted(collector);
    return values.keySet().stream()
        .filter(series -> series.startsWith(start))
        .map(series -> series.substring(start.length(), endOfValue(series, start.length())))
        .findFirst()
        .orElse("");
  }

  /// How all collectors ended, by name, in the order they ran.
  public Map<String, String> outcomes() {
    Map<String, String> outcomes = new LinkedHashMap<>();
    String start = "redis_exporter_collector_outcome{collector=\"";
    for (String series : values.keySet()) {
      if (series.startsWith(start)) {
        String collector = series.substring(start.length(), endOfValue(series, start.length()));
        outcomes.put(collector, outcome(collector));
      }
    }
    return outcomes;
  }

  @Override
  public String toString() {
    return text;
  }
}
