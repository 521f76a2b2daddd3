package io.exporterkit.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesBudgetTest {
  private static final MetricDef A = MetricDef.gauge("a", "A.").labels("k");
  private static final MetricDef B = MetricDef.gauge("b", "B.").labels("k");
  private static final MetricDef H = MetricDef.histogram("h", Unit.NONE, "H.").labels("k");

  @Test
  void dropsTheSeriesBeyondALimitOfTheScrape() {
    SeriesBudget budget = new SeriesBudget(new SeriesLimits(3, 0));
    Samples first = samples(budget);
    Samples second = samples(budget);
    add(first, A, 2);
    budget.endCollector(first.families());
    add(second, B, 3);
    assertThat(first.families().getFirst().size()).isEqualTo(2);
    assertThat(second.families().getFirst().size()).isEqualTo(1);
    assertThat(budget.dropped()).isEqualTo(Map.of("b", 2L));
    Samples third = samples(budget);
    add(third, A, 1);
    assertThat(third.families()).as("no empty family").isEmpty();
  }

  @Test
  void dropsTheSeriesBeyondALimitOfTheFamilyAlsoAcrossCollectors() {
    SeriesBudget budget = new SeriesBudget(new SeriesLimits(0, 3));
    Samples first = samples(budget);
    add(first, A, 2);
    budget.endCollector(first.families());
    Samples second = samples(budget);
    add(second, A, 2);
    add(second, B, 4);
    assertThat(second.families().get(0).size()).isEqualTo(1);
    assertThat(second.families().get(1).size()).isEqualTo(3);
    assertThat(budget.dropped()).isEqualTo(Map.of("a", 1L, "b", 1L));
  }

  @Test
  void countsTheBucketsOfAHistogram() {
    SeriesBudget budget = new SeriesBudget(new SeriesLimits(0, 9));
    Samples out = samples(budget);
    for (int i = 0; i < 3; i++) { // 1 bucket, +Inf, sum and count
      out.histogram(H, new double[] {1}, new double[] {2}, 3, 4, "k" + i);
    }
    assertThat(out.families().getFirst().size()).isEqualTo(2);
    assertThat(out.families().getFirst().series()).isEqualTo(8);
    assertThat(budget.dropped()).isEqualTo(Map.of("h", 4L));
  }

  @Test
  void doesNotCountARepeatedSeries() {
    SeriesBudget budget = new SeriesBudget(new SeriesLimits(2, 0));
    Samples out = samples(budget);
    out.add(A, 1, "k");
    out.add(A, 2, "k");
    out.add(A, 3, "other");
    assertThat(out.families().getFirst().size()).isEqualTo(2);
    assertThat(out.dropped()).isEqualTo(1);
    assertThat(budget.dropped()).isEmpty();
  }

  @Test
  void hasNoLimitWithoutAny() {
    SeriesBudget budget = new SeriesBudget(SeriesLimits.NONE);
    Samples out = samples(budget);
    add(out, A, 10_000);
    assertThat(out.families().getFirst().size()).isEqualTo(10_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SeriesLimits(-1, 0))
        .withMessage("a limit of series is 0 for none, or above");
  }

  private static Samples samples(SeriesBudget budget) {
    return new Samples(_ -> true, budget);
  }

  private static void add(Samples out, MetricDef def, int count) {
    for (int i = 0; i < count; i++) {
      out.add(def, i, "k" + i);
    }
  }
}
