package io.exporterkit.mixin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parts of a query that the rules of dashboards are about. The query must be valid: Prometheus checks the syntax.
///
/// In: `sum by (cmd) (rate(redis_commands_total{job=~"$job"}[$__rate_interval]))` Out: the selector
/// `redis_commands_total` with a matcher, the range `$__rate_interval`, and the call `rate` around it; the label `cmd`
///
/// @param labels the labels in the lists behind `by`, `on` and the like
/// @param texts the texts in quotes outside of selectors, such as the labels that `label_replace` makes
record Promql(List<Selector> selectors, List<String> labels, List<String> texts) {
  private static final Set<String> LISTS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
  private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
  // A text in quotes; a name; a number or a duration; a variable; any other character.
  private static final Pattern TOKEN =
      Pattern.compile("(?s)" + TEXT + "|([A-Za-z_][A-Za-z0-9_:]*)|[0-9.]+[a-z0-9]*|\\$[a-z_]+|.");
  private static final Pattern MATCHER =
      Pattern.compile("[\\s,]*(([a-z_]+)(?:=~|!~|!=|=)" + TEXT + ")");

  /// A selector of series.
  ///
  /// @param matchers the matchers as they are written, such as `job=~"$job"`
  /// @param range the text in brackets behind the selector; empty for an instant vector
  /// @param calls the names before the parentheses around the selector, from inside to outside; a name is empty where
  ///     there is none
  record Selector(String metric, List<String> matchers, String range, List<String> calls) {
    Selector {
      matchers = List.copyOf(matchers);
      calls = List.copyOf(calls);
    }

    /// Returns whether the function is called with the selector itself.
    boolean isDirectlyIn(Set<String> functions) {
      return !calls.isEmpty() && functions.contains(calls.getFirst());
    }
  }

  Promql {
    selectors = List.copyOf(selectors);
    labels = List.copyOf(labels);
    texts = List.copyOf(texts);
  }

  static Promql of(String query) {
    List<Selector> selectors = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Deque<String> calls = new ArrayDeque<>();
    String before = "";
    int at = 0;
    Matcher token = TOKEN.matcher(query);
    while (at < query.length() && token.find(at)) {
      at = token.end();
      if (token.group().isBlank()) {
        continue;
      }
      String name = token.group(2) == null ? "" : token.group(2);
      if (token.group(1) != null) {
        texts.add(token.group(1));
      } else if (token.group().equals("(") && LISTS.contains(before)) {
        int end = query.indexOf(')', at);
        Collections.addAll(labels, query.substring(at, end).strip().split("\\s*,\\s*", -1));
        at = end + 1;
      } else if (token.group().equals("(")) {
        calls.push(before);
      } else if (token.group().equals(")")) {
        calls.pop();
      } else if (!name.isEmpty() && isMetric(name, query.substring(at).stripLeading())) {
        at = addSelector(query, name, at, List.copyOf(calls), selectors);
      }
      before = name;
    }
    labels.removeIf(String::isEmpty);
    return new Promql(selectors, labels, texts);
  }

  private static boolean isMetric(String name, String rest) {
    return !LISTS.contains(name)
        && !OPERATORS.contains(name)
        && !rest.startsWith("(")
        && !rest.startsWith("by ");
  }

  /// Adds the selector of a metric whose name ends at `at`, and returns the index behind the selector.
  private static int addSelector(
      String query, String metric, int at, List<String> calls, List<Selector> selectors) {
    int end = at;
    List<String> matchers = new ArrayList<>();
    if (query.startsWith("{", end)) {
      Matcher matcher = MATCHER.matcher(query).region(end + 1, query.length());
      while (matcher.lookingAt()) {
        matchers.add(matcher.group(1));
        matcher.region(matcher.end(), query.length());
      }
      end = query.indexOf('}', matcher.regionStart()) + 1;
    }
    String range = "";
    if (query.startsWith("[", end)) {
      int close = query.indexOf(']', end);
      range = query.substring(end + 1, close);
      end = close + 1;
    }
    selectors.add(new Selector(metric, matchers, range, calls));
    return end;
  }
}
