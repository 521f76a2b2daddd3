package io.exporterkit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exporterkit.metric.Catalogue;
import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Unit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PromlintTest {
  private static final String HELP = "Explains itself.";

  private static List<String> findings(MetricDef... defs) {
    return texts(Promlint.strict().check(Catalogue.of(List.of(defs)), "q"));
  }

  private static List<String> texts(List<Promlint.Finding> findings) {
    return findings.stream().map(Promlint.Finding::toString).toList();
  }

  @Test
  void goodMetricsHaveNoFindings() {
    assertThat(
            findings(
                MetricDef.counter("commands_total", HELP).labels("cmd"),
                MetricDef.counter("busy_seconds_total", Unit.SECONDS, HELP),
                MetricDef.counter("read_bytes_total", Unit.BYTES, HELP),
                MetricDef.gauge("memory_bytes", Unit.BYTES, HELP),
                MetricDef.gauge("last_save_timestamp_seconds", Unit.TIMESTAMP, HELP),
                MetricDef.gauge("start_time_seconds", Unit.TIMESTAMP, HELP),
                MetricDef.gauge("hits_ratio", Unit.RATIO, HELP),
                MetricDef.gauge("is_leader", Unit.BOOLEAN, HELP),
                MetricDef.histogram("wait_seconds", Unit.SECONDS, HELP).labels("queue"),
                MetricDef.summary("size_bytes", Unit.BYTES, HELP),
                MetricDef.untyped("anything_total", HELP),
                MetricDef.gauge("messages", "Waiting.")))
        .isEmpty();
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        // The rules of promlint.
        Arguments.of(
            MetricDef.counter("commands", HELP), "counter metrics should have \"_total\" suffix"),
        Arguments.of(
            MetricDef.gauge("keys_total", HELP),
            "non-counter metrics should not have \"_total\" suffix"),
        Arguments.of(
            MetricDef.summary("keys_total", Unit.NONE, HELP),
            "non-counter metrics should not have \"_total\" suffix"),
        Arguments.of(
            MetricDef.gauge("keys_bucket", HELP),
            "non-histogram metrics should not have \"_bucket\" suffix"),
        Arguments.of(
            MetricDef.gauge("keys_count", HELP),
            "non-histogram and non-summary metrics should not have \"_count\" suffix"),
        Arguments.of(
            MetricDef.gauge("keys_sum", HELP),
            "non-histogram and non-summary metrics should not have \"_sum\" suffix"),
        Arguments.of(
            MetricDef.gauge("keys", HELP).labels("le"),
            "non-histogram metrics should not have \"le\" label"),
        Arguments.of(
            MetricDef.histogram("keys", Unit.NONE, HELP).labels("quantile"),
            "non-summary metrics should not have \"quantile\" label"),
        Arguments.of(
            MetricDef.gauge("keys_gauge", HELP), "metric name should not include type 'gauge'"),
        Arguments.of(
            MetricDef.gauge("counter_keys", HELP), "metric name should not include type 'counter'"),
        Arguments.of(MetricDef.gauge("a:b", HELP), "metric names should not contain ':'"),
        Arguments.of(
            MetricDef.gauge("sent_ms", HELP), "metric names should not contain abbreviated units"),
        Arguments.of(
            MetricDef.gauge("sent_kb_now", HELP),
            "metric names should not contain abbreviated units"),
        Arguments.of(
            MetricDef.gauge("wait_minutes_now", HELP),
            "use base unit \"seconds\" instead of \"minutes\""),
        Arguments.of(
            MetricDef.gauge("sent_kilobytes_now", HELP),
            "use base unit \"bytes\" instead of \"kilobytes\""),
        // The rules of the kit.
        Arguments.of(
            MetricDef.gauge("memory", Unit.BYTES, HELP),
            "metrics with the declared unit bytes should have \"_bytes\" suffix"),
        Arguments.of(
            MetricDef.gauge("bytes_used", Unit.BYTES, HELP),
            "metrics with the declared unit bytes should have \"_bytes\" suffix"),
        Arguments.of(
            MetricDef.counter("busy_total", Unit.SECONDS, HELP),
            "metrics with the declared unit seconds should have \"_seconds\" suffix"),
        Arguments.of(
            MetricDef.gauge("save_timestamp_seconds", Unit.SECONDS, HELP),
            "suffix \"_timestamp_seconds\" does not fit the declared unit seconds"),
        Arguments.of(
            MetricDef.gauge("save_seconds", Unit.TIMESTAMP, HELP),
            "metrics with the declared unit Unix time in seconds should have \"_timestamp_seconds\" suffix"),
        Arguments.of(
            MetricDef.gauge("hits", Unit.RATIO, HELP),
            "metrics with the declared unit ratio should have \"_ratio\" suffix"),
        Arguments.of(
            MetricDef.gauge("wait", Unit.MILLISECONDS, HELP),
            "use base unit \"seconds\" instead of the declared unit milliseconds"),
        Arguments.of(
            MetricDef.gauge("wait", Unit.MICROSECONDS, HELP),
            "use base unit \"seconds\" instead of the declared unit microseconds"),
        Arguments.of(
            MetricDef.gauge("share", Unit.PERCENT, HELP),
            "use unit \"ratio\" instead of the declared unit percent"),
        Arguments.of(
            MetricDef.counter("fine_total", Unit.BOOLEAN, HELP),
            "a metric with the declared unit 1 or 0 should be a gauge"),
        Arguments.of(
            MetricDef.gauge("fine_seconds", Unit.BOOLEAN, HELP),
            "suffix \"_seconds\" does not fit the declared unit 1 or 0"),
        Arguments.of(
            MetricDef.gauge("sent_bytes", HELP),
            "suffix \"_bytes\" says a unit, and none is declared"),
        Arguments.of(
            MetricDef.counter("wait_seconds_total", HELP),
            "suffix \"_seconds\" says a unit, and none is declared"),
        Arguments.of(
            MetricDef.gauge("hit_ratio", HELP),
            "suffix \"_ratio\" says a unit, and none is declared"),
        Arguments.of(
            MetricDef.gauge("KEYS", HELP),
            "metric names should be of lower case words with single underscores between them"),
        Arguments.of(
            MetricDef.gauge("all__keys", HELP),
            "metric names should be of lower case words with single underscores between them"),
        Arguments.of(
            MetricDef.gauge("keys_", HELP),
            "metric names should be of lower case words with single underscores between them"),
        Arguments.of(
            MetricDef.gauge("keys", HELP).labels("DB"),
            "label 'DB' should be of lower case words with single underscores between them"),
        Arguments.of(
            MetricDef.gauge("keys", HELP).labels("_db"),
            "label '_db' should be of lower case words with single underscores between them"),
        Arguments.of(
            MetricDef.gauge("keys", HELP).labels("job"),
            "label 'job' is set by Prometheus, which renames it to 'exported_job'"),
        Arguments.of(
            MetricDef.gauge("keys", HELP).optionalLabels("instance"),
            "label 'instance' is set by Prometheus, which renames it to 'exported_instance'"),
        Arguments.of(
            MetricDef.gauge("keys", "Waiting keys"), "help text should end with a full stop"),
        Arguments.of(
            MetricDef.gauge("expired_keys", "Number of expired keys."),
            "help text should say more than the name"),
        Arguments.of(
            MetricDef.gauge("expired_keys", "q_expired_keys metric."),
            "help text should say more than the name"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadMetricHasOneFinding(MetricDef def, String text) {
    assertThat(findings(def)).containsExactly("q_" + def.name() + " " + text);
  }

  @Test
  void camelCaseIsTwoFindings() {
    assertThat(findings(MetricDef.gauge("sentMails", HELP).labels("toHost")))
        .containsExactly(
            "q_sentMails label 'toHost' should be of lower case words with single underscores between them",
            "q_sentMails label names should be written in 'snake_case' not 'camelCase'",
            "q_sentMails metric names should be of lower case words with single underscores between them",
            "q_sentMails metric names should be written in 'snake_case' not 'camelCase'");
  }

  @Test
  void ofAPageTheDeclaredUnitsAreUnknown() {
    String page =
        """
        # HELP wait_seconds Time to be served.
        # TYPE wait_seconds histogram
        wait_seconds_bucket{le="1"} 1
        wait_seconds_bucket{le="+Inf"} 2
        wait_seconds_sum 3
        wait_seconds_count 2
        # HELP size_bytes Sizes of messages.
        # TYPE size_bytes summary
        size_bytes{quantile="0.5",queue="a\\"},\\\\"} 4 1700000000000
        size_bytes_sum{queue="a"} -Inf
        size_bytes_count{queue="a"} 2
        # EOF
        """;
    assertThat(Promlint.strict().check(page)).isEmpty();
  }

  @Test
  void aPageHasFindingsAboutHelpTypesAndRepeatedSeries() {
    String page =
        """
        # TYPE a_total counter
        a_total{x="1",y="2"} 1
        a_total{y="2",x="1"} 1
        b_count 1
        # HELP c_seconds Times.
        # TYPE c_seconds gauge
        c_seconds_sum 1
        """;
    assertThat(texts(Promlint.strict().check(page)))
        .containsExactly(
            "a_total metric not unique",
            "a_total no help text",
            "b_count no help text",
            "c_seconds_sum no help text");
  }

  @Test
  void aLineThatIsNoneIsNamed() {
    assertThatThrownBy(() -> Promlint.strict().check("a 1\nb c d\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2 of the page: no sample: b c d");
    assertThatThrownBy(() -> Promlint.strict().check("a{x=\"1} 1\n"))
        .hasMessage("line 1 of the page: no labels: a{x=\"1} 1");
    assertThatThrownBy(() -> Promlint.strict().check("# TYPE a speed\n"))
        .hasMessage("line 1 of the page: no type of a metric: speed");
  }

  @Test
  void anExceptionHasAReasonAndIsNeeded() {
    Catalogue catalogue =
        Catalogue.of(
            List.of(
                MetricDef.gauge("old_ms", HELP),
                MetricDef.gauge("old_kb", HELP),
                MetricDef.gauge("fine", HELP)));
    Promlint lint = Promlint.strict().except("q_old_*", "named by the service");
    assertThat(lint.check(catalogue, "q")).isEmpty();
    assertThat(texts(lint.except("q_fine", "for fun").check(catalogue, "q")))
        .containsExactly("q_fine follows all rules: no exception needed");
    assertThat(lint.except("q_absent", "on some servers").check(catalogue, "q")).isEmpty();
    assertThat(texts(Promlint.strict().except("q_old_ms", "x").check(catalogue, "q")))
        .containsExactly("q_old_kb metric names should not contain abbreviated units");
    assertThatThrownBy(() -> lint.except("q_a", " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an exception needs a metric and a reason");
    assertThatThrownBy(() -> lint.except("q_old_*", "again"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an exception already: q_old_*");
  }
}
