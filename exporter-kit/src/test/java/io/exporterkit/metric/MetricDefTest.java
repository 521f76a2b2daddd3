package io.exporterkit.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricDefTest {
  @Test
  void holdsWhatItWasMadeFrom() {
    MetricDef def =
        MetricDef.counter("calls_total", Unit.NONE, "Calls by command.")
            .labels("cmd")
            .optionalLabels("db", "user");
    assertThat(def.name()).isEqualTo("calls_total");
    assertThat(def.type()).isEqualTo(MetricType.COUNTER);
    assertThat(def.unit()).isEqualTo(Unit.NONE);
    assertThat(def.help()).isEqualTo("Calls by command.");
    assertThat(def.labels()).containsExactly("cmd", "db", "user");
    assertThat(def.isOptionalLabel(0)).isFalse();
    assertThat(def.isOptionalLabel(1)).isTrue();
    assertThat(def.isOptionalLabel(2)).isTrue();
    assertThat(def.hasTargetLabels()).isTrue();
    assertThat(def).hasToString("counter calls_total[cmd, db, user]");
  }

  @Test
  void copiesInsteadOfChanging() {
    MetricDef plain = MetricDef.gauge("length", "Entries.");
    assertThat(plain.labels("a").withoutTargetLabels().hasTargetLabels()).isFalse();
    assertThat(plain.labels("a").labels("b").labels()).containsExactly("b");
    assertThat(plain.labels()).isEmpty();
    assertThat(plain.hasTargetLabels()).isTrue();
    assertThat(plain.withoutTargetLabels().labels("a").hasTargetLabels()).isFalse();
    assertThat(plain.withoutTargetLabels().optionalLabels("a").hasTargetLabels()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_", ":", "A9", "a:b_c9", "_9"})
  void acceptsMetricNames(String name) {
    assertThat(MetricDef.gauge(name, "Help.").name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9a", "a-b", "a b", "a.b", "\u00e4", "a\n", "\u0661"})
  void refusesOtherMetricNames(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricDef.gauge(name, "Help."))
        .withMessage("not a metric name: '" + name + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void refusesBlankHelp(String help) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricDef.untyped("a", help))
        .withMessage("metric a has no help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9", "a:b", "a-b", "b", "__name__", "__"})
  void refusesBadRepeatedAndReservedLabels(String label) {
    MetricDef def = MetricDef.gauge("a", "Help.").labels("b");
    assertThatIllegalArgumentException().isThrownBy(() -> def.optionalLabels(label));
  }

  @Test
  void refusesTheLabelsOfPointsWhereThereArePoints() {
    MetricDef histogram = MetricDef.histogram("h", Unit.SECONDS, "Help.");
    MetricDef summary = MetricDef.summary("s", Unit.SECONDS, "Help.");
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.labels("le"));
    assertThatIllegalArgumentException().isThrownBy(() -> summary.labels("quantile"));
    assertThat(histogram.labels("quantile").labels()).containsExactly("quantile");
    assertThat(MetricDef.gauge("g", "Help.").labels("le").labels()).containsExactly("le");
  }

  @Test
  void cataloguesBySortedName() {
    MetricDef b = MetricDef.gauge("b", Unit.BYTES, "One | two.").labels("x").optionalLabels("y");
    MetricDef a = MetricDef.counter("a", "First.");
    Catalogue catalogue = Catalogue.of(List.of(b, a, b));
    assertThat(catalogue.metrics()).containsExactly(a, b);
    assertThat(catalogue.markdown("ns"))
        .isEqualTo(
            """
            | metric | type | labels | unit | meaning |
            |---|---|---|---|---|
            | `ns_a` | counter |  |  | First. |
            | `ns_b` | gauge | `x`, [`y`] | bytes | One \\| two. |
            """);
    assertThat(catalogue.markdown("")).contains("| `a` |");
  }

  @Test
  void cataloguesNoNameTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Catalogue.of(
                List.of(
                    MetricDef.gauge("a", "One."), MetricDef.gauge("a", "Another.").labels("x"))))
        .withMessage("declared twice: gauge a[] and gauge a[x]");
  }
}
