package io.exporterkit.testing;

import io.exporterkit.metric.Catalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A check of the names, types, units, labels and help texts of metrics, for tests of an exporter. It has the rules of
/// `promtool check metrics` (promlint) in promlint's own words, and further ones: the suffix fits the declared unit
/// ([io.exporterkit.metric.MetricDef#unit]), names and labels are of lower case words, no label is one that Prometheus
/// sets, and a help text ends with a full stop and says more than the name.
///
/// ```java
/// Promlint lint = Promlint.strict()
///     .except("mailq_wait_ms", "the service's documents have this name")
///     .except("jvm_*", "metrics of the official client");
/// assertThat(lint.check(running.catalogue(), "mailq")).isEmpty();
/// ```
///
/// Immutable, and so safe for use by several threads.
public final class Promlint {
  private final Map<String, String> exceptions;

  private Promlint(Map<String, String> exceptions) {
    this.exceptions = exceptions;
  }

  /// A finding about one metric.
  ///
  /// @param metric name with the namespace
  /// @param text what should be different, such as `counter metrics should have "_total" suffix`
  public record Finding(String metric, String text) implements Comparable<Finding> {
    @Override
    public int compareTo(Finding other) {
      int order = metric.compareTo(other.metric);
      return order == 0 ? text.compareTo(other.text) : order;
    }

    /// Returns the line that promtool prints: the metric, a space, the text.
    @Override
    public String toString() {
      return metric + " " + text;
    }
  }

  /// Returns a check of all rules, without exceptions.
  public static Promlint strict() {
    return new Promlint(Map.of());
  }

  /// Returns a copy that reports nothing about a metric.
  ///
  /// @param metric name with the namespace; with `*` at its end, all names that begin so
  /// @param reason why the metric is an exception, for readers of the test
  /// @throws IllegalArgumentException when the name or the reason is blank, or the name is an exception already
  public Promlint except(String metric, String reason) {
    if (metric.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("an exception needs a metric and a reason");
    }
    Map<String, String> all = new LinkedHashMap<>(exceptions);
    if (all.put(metric, reason) != null) {
      throw new IllegalArgumentException("an exception already: " + metric);
    }
    return new Promlint(all);
  }

  /// Returns the findings about a catalogue, sorted by metric and text; empty when there are none. An exception for a
  /// metric of the catalogue that follows all rules is a finding, too.
  ///
  /// @param namespace put before each name with an underscore; empty for none
  public List<Finding> check(Catalogue catalogue, String namespace) {
    return check(catalogue.metrics().stream().map(def -> LintedMetric.of(def, namespace)).toList());
  }

  /// Returns the findings about a page in the text format, sorted by metric and text; empty when there are none. Rules
  /// about declared units do not apply, because a page has none.
  ///
  /// @throws IllegalArgumentException when the page cannot be read; the message names the line
  public List<Finding> check(String page) {
    return check(LintedPage.metrics(page));
  }

  /// Returns the findings about a catalogue and a page of one exporter. A metric of both is checked as declared, and
  /// for the labels that only the page shows, such as those of the target.
  List<Finding> check(Catalogue catalogue, String namespace, String page) {
    Map<String, LintedMetric> all = new LinkedHashMap<>();
    catalogue.metrics().forEach(def -> add(all, LintedMetric.of(def, namespace)));
    LintedPage.metrics(page).forEach(metric -> add(all, metric));
    return check(all.values());
  }

  private static void add(Map<String, LintedMetric> all, LintedMetric metric) {
    all.merge(metric.name(), metric, LintedMetric::with);
  }

  private List<Finding> check(Collection<LintedMetric> metrics) {
    TreeSet<Finding> found = new TreeSet<>();
    TreeSet<String> unneeded = new TreeSet<>();
    LinkedHashSet<String> needed = new LinkedHashSet<>();
    for (LintedMetric metric : metrics) {
      List<String> texts = new ArrayList<>(PromlintRules.check(metric));
      texts.addAll(KitRules.check(metric));
      List<String> matching = exceptions.keySet().stream().filter(e -> fits(e, metric)).toList();
      if (matching.isEmpty()) {
        texts.forEach(text -> found.add(new Finding(metric.name(), text)));
      } else {
        (texts.isEmpty() ? unneeded : needed).addAll(matching);
      }
    }
    unneeded.removeAll(needed);
    unneeded.forEach(
        name -> found.add(new Finding(name, "follows all rules: no exception needed")));
    return List.copyOf(found);
  }

  private static boolean fits(String exception, LintedMetric metric) {
    return exception.endsWith("*")
        ? metric.name().startsWith(exception.substring(0, exception.length() - 1))
        : metric.name().equals(exception);
  }
}
