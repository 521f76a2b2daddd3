package io.exporterkit.mixin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The dashboards follow the rules of Grafana's linter, and each rule can fail.
class LinterTest {
  private static final Set<String> COUNTERS = Set.of("redis_io_threaded_reads_processed");

  private static final String GOOD =
      """
      {
        "title": "D", "editable": false, "timezone": "browser",
        "templating": {"list": [
          {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
          {"name": "job", "label": "Job", "type": "query", "query": {"query": "label_values(up, job)"},
           "refresh": 2, "multi": true, "allValue": ".+",
           "datasource": {"type": "prometheus", "uid": "$datasource"}},
          {"name": "instance", "label": "Instance", "type": "query", "query": "label_values(up, instance)",
           "refresh": 2, "multi": true, "allValue": ".+",
           "datasource": {"type": "prometheus", "uid": "$datasource"}}
        ]},
        "panels": [{"type": "row", "title": "R", "collapsed": true, "panels": [
          {"title": "P", "description": "Text.", "type": "timeseries",
           "datasource": {"type": "prometheus", "uid": "$datasource" },
           "fieldConfig": {"defaults": {"unit": "short"}},
           "targets": [{"expr":
             "histogram_quantile(0.9, rate(x_bucket{job=~\\"$job\\", instance=~\\"$instance\\"}[$__rate_interval]))"
           }]}
        ]}]
      }
      """;

  @Test
  void allDashboardsPass() throws IOException {
    for (Dashboard dashboard : Dashboard.rendered()) {
      assertThat(Linter.check(dashboard, Catalogue.read().counters())).isEmpty();
    }
  }

  @Test
  void aGoodDashboardPasses() {
    assertThat(Linter.check(Dashboard.parse(GOOD), COUNTERS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          uneditable-dashboard-rule           | "editable": false        | "editable": true
          time-zone                           | "browser"                | "Europe/Berlin"
          template-datasource-rule            | "Data source"            | "Source"
          template-job-rule                   | "label": "Job"           | "label": "job"
          template-job-rule                   | "name": "job"            | "name": "database"
          template-instance-rule              | "label": "Instance"      | "label": "Server"
          template-instance-rule              | "multi": true            | "multi": false
          template-instance-rule              | ".+"                     | ".*"
          template-instance-rule              | "uid": "$datasource"}    | "uid": "abc"}
          template-label-promql-rule          | label_values(up, job)    | up
          template-on-time-change-reload-rule | "refresh": 2             | "refresh": 1
          template-unused-rule                | =~\\"$job\\"             | =\\"x\\"
          panel-datasource-rule               | "uid": "$datasource" }   | "uid": "abc" }
          panel-title-description-rule        | "description": "Text."   | "description": ""
          panel-title-description-rule        | "title": "P"             | "title": ""
          panel-units-rule                    | "unit": "short"          | "unit": "apples"
          panel-no-targets-rule               | "targets"                | "queries"
          target-job-rule                     | job=~\\"$job\\"          | job=\\"$job\\"
          target-instance-rule                | , instance=~             | , server=~
          target-rate-interval-rule           | [$__rate_interval]       | [5m]
          target-counter-agg-rule             | rate(x_bucket            | (x_total
          target-counter-agg-rule             | rate(x_bucket            | resets(x_total
          target-counter-agg-rule             | rate(x_bucket            | abs(redis_io_threaded_reads_processed
          target-histogram-rule               | histogram_quantile(0.9,  | avg_over_time(
          """)
  void eachRuleCanFail(String rule, String good, String bad) {
    assertThat(GOOD).contains(good);

    assertThat(Linter.check(Dashboard.parse(GOOD.replace(good, bad)), COUNTERS))
        .anySatisfy(complaint -> assertThat(complaint).startsWith(rule + ": D"));
  }
}
