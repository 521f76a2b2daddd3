package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import io.exporterkit.redis.servers.Promtool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The alerts and recording rules are valid, refer to existing metrics and labels, and behave as the tests of promtool
/// in `mixin/tests` expect.
class RulesTest {
  @Test
  void promtoolAcceptsTheRenderedRules() {
    for (String file : List.of("alerts.yaml", "rules.yaml")) {
      Path path = Mixin.DIRECTORY.resolve("rendered").resolve(file);
      assertThat(Promtool.run("", "check", "rules", path.toString()))
          .as(file)
          .matches(Promtool.Verdict::passed);
    }
  }

  static Set<String> testFiles() throws IOException {
    return Rules.tests().keySet();
  }

  /// Runs the tests of a file with only the rules that the file names, because promtool evaluates all rules at each
  /// step of each test.
  @ParameterizedTest
  @MethodSource("testFiles")
  void theTestsOfPromtoolPass(String file, @TempDir Path directory) throws IOException {
    String text = Files.readString(Mixin.DIRECTORY.resolve("tests").resolve(file));
    for (String rules : List.of("alerts.yaml", "rules.yaml")) {
      Path path = directory.resolve("rendered").resolve(rules);
      Files.createDirectories(path.getParent());
      Rules.write(
          path, Rules.rendered(rules).stream().filter(rule -> text.contains(rule.name())).toList());
    }
    Path test =
        Files.writeString(Files.createDirectories(directory.resolve("tests")).resolve(file), text);

    assertThat(Promtool.run("", "test", "rules", test.toString()))
        .matches(Promtool.Verdict::passed);
  }

  /// A check of an alert by a test of promtool.
  ///
  /// @param expected the alerts that fire at this time
  record Check(String alert, Duration time, List<Map<?, ?>> expected) {
    static Check of(Map<?, ?> yaml) {
      return new Check(
          Rules.text(yaml, "alertname"),
          Rules.duration(Rules.text(yaml, "eval_time")),
          Rules.maps(yaml, "exp_alerts").toList());
    }

    boolean fires() {
      return !expected.isEmpty();
    }
  }

  /// Each alert has a test in which the alert is pending shortly before it fires, fires with all labels and
  /// annotations, is kept firing if the rule says so, and resolves; and a test, the near miss, in which the alert never
  /// fires.
  @Test
  void eachAlertIsTestedFiringResolvingAndNotFiring() throws IOException {
    List<List<Check>> tests =
        promtoolTests()
            .map(test -> Rules.maps(test, "alert_rule_test").map(Check::of).toList())
            .toList();
    for (Rules.Rule alert : Rules.rendered("alerts.yaml")) {
      List<List<Check>> checks =
          tests.stream()
              .map(test ->
                  test.stream().filter(check -> check.alert().equals(alert.name())).toList())
              .filter(test -> !test.isEmpty())
              .toList();
      assertThat(checks).as(alert.name() + " fires").anyMatch(test -> fires(alert, test));
      assertThat(checks)
          .as(alert.name() + " does not fire")
          .anyMatch(test -> test.stream().noneMatch(Check::fires));
    }
    Set<String> names = names(Rules.rendered("alerts.yaml"));
    assertThat(tests)
        .allSatisfy(
            test -> assertThat(names).containsAll(test.stream().map(Check::alert).toList()));
  }

  private static boolean fires(Rules.Rule alert, List<Check> checks) {
    for (Check firing : checks) {
      boolean isPending =
          checks.stream()
              .anyMatch(check ->
                  !check.fires()
                      && check.time().compareTo(firing.time()) < 0
                      && check.time().plus(alert.pending()).compareTo(firing.time()) >= 0);
      boolean isResolved =
          checks.stream()
              .anyMatch(check -> !check.fires() && check.time().compareTo(firing.time()) > 0);
      boolean isComplete =
          firing.fires()
              && firing.expected().stream()
                  .allMatch(expected ->
                      Rules.text(Rules.map(expected, "exp_labels"), "severity")
                              .equals(alert.severity())
                          && Rules.map(expected, "exp_annotations").size() == 3);
      boolean isKept =
          !alert.yaml().containsKey("keep_firing_for")
              || checks.stream()
                  .anyMatch(check -> check.fires() && check.time().compareTo(firing.time()) > 0);
      if (isComplete && isKept && isResolved && (isPending || alert.pending().isZero())) {
        return true;
      }
    }
    return false;
  }

  @Test
  void eachRecordingRuleIsTested() throws IOException {
    assertThat(
            promtoolTests()
                .flatMap(test -> Rules.maps(test, "promql_expr_test"))
                .filter(check -> Rules.maps(check, "exp_samples").findAny().isPresent())
                .map(check -> Rules.text(check, "expr")))
        .containsExactlyInAnyOrderElementsOf(names(Rules.rendered("rules.yaml")));
  }

  @Test
  void metricsAndLabelsOfRulesAndTestsExist() throws IOException {
    Catalogue catalogue = Catalogue.read();
    Set<String> unknown = new HashSet<>();
    for (Rules.Rule rule :
        Stream.of("alerts.yaml", "rules.yaml").flatMap(RulesTest::renderedRules).toList()) {
      unknown.addAll(unknown(catalogue, rule.expr()));
    }
    for (Map<?, ?> test : promtoolTests().toList()) {
      Rules.maps(test, "input_series")
          .forEach(series -> unknown.addAll(unknown(catalogue, Rules.text(series, "series"))));
    }
    assertThat(unknown).isEmpty();
  }

  /// Returns the metrics of a query that are not in docs/metrics.md, and the labels that none of its metrics has.
  static List<String> unknown(Catalogue catalogue, String query) {
    Promql promql = Promql.of(query);
    List<String> unknown = new ArrayList<>();
    Set<String> labels = new HashSet<>(promql.texts());
    for (Promql.Selector selector : promql.selectors()) {
      // Prometheus itself makes the metric up, with job and instance.
      String metric = selector.metric().equals("up") ? "redis_up" : selector.metric();
      Set<String> known = catalogue.labels(metric);
      if (known.isEmpty()) {
        unknown.add(metric);
      }
      for (String matcher : selector.matchers()) {
        String label = matcher.replaceAll("[=!].*", "");
        if (!known.contains(label)) {
          unknown.add(metric + "{" + label + "}");
        }
      }
      labels.addAll(known);
    }
    promql.labels().stream()
        .filter(label -> !labels.contains(label))
        .map(label -> "by or on " + label)
        .forEach(unknown::add);
    return unknown;
  }

  @Test
  void twoCopiesWithDifferentSettingsStandSideBySide(@TempDir Path directory)
      throws IOException, InterruptedException {
    String rendered =
        Mixin.jsonnet(
            """
            local one = import 'mixin.libsonnet';
            local two = one {
              _config+:: {
                namespace: 'cache',
                selector: '',
                exporterSelector: 'team="cache"',
                jobLabel: 'service',
                instanceLabel: 'server',
                clusterLabel: 'region',
                ruleGroups: 'cache',
              },
            };
            { groups: [
              group
              for mixin in [one, two]
              for group in mixin.prometheusRules.groups + mixin.prometheusAlerts.groups
            ] }
            """);
    Path file = Files.writeString(directory.resolve("rules.yaml"), rendered);
    assertThat(Promtool.run("", "check", "rules", file.toString()))
        .matches(Promtool.Verdict::passed);

    List<Rules.Rule> rules = Rules.rules(Rules.parse(rendered));
    for (Rules.Rule rule : rules.subList(rules.size() / 2, rules.size())) {
      Promql promql = Promql.of(rule.expr());
      assertThat(promql.selectors())
          .as(rule.name())
          .isNotEmpty()
          .allMatch(selector -> selector.metric().matches("cache_.*|up"))
          .noneMatch(selector ->
              selector.matchers().stream().anyMatch(matcher -> matcher.startsWith("job=")));
      assertThat(promql.labels()).as(rule.name()).doesNotContain("job", "instance");
      assertThat(Rules.text(rule.yaml(), "annotations"))
          .as(rule.name())
          .doesNotContain("$labels.job", "$labels.instance");
    }
  }

  @Test
  void theAlertsOnMastersCanBeSwitchedOff() throws IOException, InterruptedException {
    String rendered =
        Mixin.jsonnet(
            "((import 'mixin.libsonnet') + { _config+:: { deploymentLabels: null } }).prometheusAlerts");
    Set<String> removed = names(Rules.rendered("alerts.yaml"));
    removed.removeAll(names(Rules.rules(Rules.parse(rendered))));
    assertThat(removed).containsExactlyInAnyOrder("RedisMasterMissing", "RedisMultipleMasters");
  }

  @Test
  void theObjectOfTheOperatorHasTheSameGroups() throws IOException {
    Map<?, ?> object =
        Rules.parse(Files.readString(Mixin.DIRECTORY.resolve("rendered/prometheusrule.yaml")));
    assertThat(Rules.rules(Rules.map(object, "spec")))
        .isEqualTo(
            Stream.of("rules.yaml", "alerts.yaml").flatMap(RulesTest::renderedRules).toList());
  }

  private static Stream<Rules.Rule> renderedRules(String file) {
    try {
      return Rules.rendered(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Map<?, ?>> promtoolTests() throws IOException {
    return Rules.tests().values().stream().flatMap(text -> Rules.maps(Rules.parse(text), "tests"));
  }

  private static Set<String> names(List<Rules.Rule> rules) {
    Set<String> names = new HashSet<>();
    rules.forEach(rule -> names.add(rule.name()));
    return names;
  }
}
