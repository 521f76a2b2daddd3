package io.exporterkit.redis.scrape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;

/// A page of metrics, read by series as written on the page: `redis_up`, `redis_db_keys{db="db0"}`.
public final class Page {
  private final String text;

  /// The values by series, in the page's order.
  private final Map<String, Double> values;

  private Page(String text, Map<String, Double> values) {
    this.text = text;
    this.values = values;
  }

  /// Parses a page in the text format.
  ///
  /// @throws AssertionError when a line is not a sample, or a series occurs twice
  public static Page of(String text) {
    Map<String, Double> values = new LinkedHashMap<>();
    // String.lines() would split at a carriage return, which may be in a label.
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

  /// Returns the text of the page.
  public String text() {
    return text;
  }

  public boolean has(String series) {
    return values.containsKey(series);
  }

  /// Returns the value of a series, written with its labels.
  ///
  /// @throws NoSuchElementException when the series is not on the page; the message lists the series of that name
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

  /// Returns all series of one name, in the page's order.
  public List<String> series(String name) {
    List<String> found = new ArrayList<>();
    for (String series : values.keySet()) {
      if (series.equals(name) || series.startsWith(name + "{")) {
        found.add(series);
      }
    }
    return found;
  }

  /// Returns all series of the page.
  public List<String> series() {
    return List.copyOf(values.keySet());
  }

  /// Returns the value of a label, as written between the quotes, of the only series of this name.
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

  /// Returns the reason in `redis_exporter_last_scrape_error`; empty after a scrape without errors.
  public String error() {
    return label("redis_exporter_last_scrape_error", "err");
  }

  /// Returns the outcome of a collector: `ok`, `skipped`, `failed`, `timed_out`; empty when it did not run.
  public String outcome(String collector) {
    String start =
        "redis_exporter_collector_outcome{collector=\"%s\",outcome=\"".formatted(collector);
    return values.keySet().stream()
        .filter(series -> series.startsWith(start))
        .map(series -> series.substring(start.length(), endOfValue(series, start.length())))
        .findFirst()
        .orElse("");
  }

  /// Returns the outcomes of all collectors by name, in the order in which they ran.
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
