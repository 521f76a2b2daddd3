package io.exporterkit.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void readsCumulativeBuckets() {
    Distribution value = Distribution.cumulative(of(0.1, 1, INF), of(3, 5, 6), 2.5);
    assertThat(value.type()).isEqualTo(MetricType.HISTOGRAM);
    assertThat(value.size()).isEqualTo(2);
    assertThat(value.at(1)).isEqualTo(1);
    assertThat(value.value(1)).isEqualTo(5);
    assertThat(value.count()).isEqualTo(6);
    assertThat(value.sum()).isEqualTo(2.5);
  }

  @Test
  void addsUpTheBucketsOfTheirOwn() {
    Distribution value = Distribution.perBucket(of(0.1, 1, INF), of(3, 2, 1), Double.NaN);
    assertThat(value.value(0)).isEqualTo(3);
    assertThat(value.value(1)).isEqualTo(5);
    assertThat(value.count()).isEqualTo(6);
    assertThat(value.sum()).isNaN();
  }

  @Test
  void keepsNoArrayOfTheCaller() {
    double[] counts = of(1, 2);
    Distribution value = Distribution.cumulative(of(1, INF), counts, 0);
    counts[0] = 9;
    assertThat(value.value(0)).isEqualTo(1);
  }

  @Test
  void refusesOtherBuckets() {
    refuses(
        "2 bounds of a histogram with 1 counts",
        () -> Distribution.cumulative(of(1, INF), of(1), 0));
    refuses(
        "the last bound of a histogram must be infinite",
        () -> Distribution.cumulative(of(1, 2), of(1, 2), 0));
    refuses(
        "the last bound of a histogram must be infinite",
        () -> Distribution.cumulative(of(), of(), 0));
    refuses(
        "bounds of a histogram must ascend: 1.0 after 2.0",
        () -> Distribution.cumulative(of(2, 1, INF), of(1, 2, 3), 0));
    refuses(
        "bounds of a histogram must ascend: 1.0 after 1.0",
        () -> Distribution.perBucket(of(1, 1, INF), of(1, 2, 3), 0));
    refuses(
        "bounds of a histogram must ascend: NaN",
        () -> Distribution.perBucket(of(Double.NaN, INF), of(1, 2), 0));
    refuses(
        "cumulative counts of a histogram must not fall: 2.0 after 3.0",
        () -> Distribution.cumulative(of(1, INF), of(3, 2), 0));
    refuses(
        "count of observations: want 0 or more, and finite, not -1.0",
        () -> Distribution.perBucket(of(1, INF), of(-1, 2), 0));
    refuses(
        "count of observations: want 0 or more, and finite, not NaN",
        () -> Distribution.cumulative(of(1, INF), of(1, Double.NaN), 0));
    refuses(
        "count of observations: want 0 or more, and finite, not Infinity",
        () -> Distribution.cumulative(of(1, INF), of(1, INF), 0));
  }

  @Test
  void readsQuantiles() {
    Distribution value = Distribution.quantiles(of(0, 0.5, 1), of(1, Double.NaN, 3), 9, 4);
    assertThat(value.type()).isEqualTo(MetricType.SUMMARY);
    assertThat(value.size()).isEqualTo(3);
    assertThat(value.count()).isEqualTo(4);
    assertThat(Distribution.quantiles(of(), of(), 9, 4).size()).isZero();
    refuses(
        "quantile of a summary: want 0 to 1, not 50.0",
        () -> Distribution.quantiles(of(50), of(1), 0, 0));
    refuses(
        "quantile of a summary: want 0 to 1, not -0.1",
        () -> Distribution.quantiles(of(-0.1), of(1), 0, 0));
    refuses(
        "quantile of a summary: want 0 to 1, not NaN",
        () -> Distribution.quantiles(of(Double.NaN), of(1), 0, 0));
    refuses(
        "a quantile is repeated: 0.5", () -> Distribution.quantiles(of(0.5, 0.5), of(1, 1), 0, 0));
    refuses("1 points with 2 values", () -> Distribution.quantiles(of(0.5), of(1, 1), 0, 0));
    refuses(
        "count of observations: want 0 or more, and finite, not -1.0",
        () -> Distribution.quantiles(of(0.5), of(1), 0, -1));
  }

  @Test
  void hasNativeBuckets() {
    NativeHistogram buckets =
        NativeHistogram.of(
            3,
            1e-10,
            1,
            new NativeHistogram.Buckets(new int[] {-2, 0, 1}, new long[] {1, 0, 4}),
            NativeHistogram.Buckets.NONE);
    Distribution value = Distribution.ofNative(buckets, 5, 6);
    assertThat(value.nativeBuckets()).isSameAs(buckets);
    assertThat(value.size()).isZero();
    assertThat(Distribution.ofNative(buckets, 5, 7).count())
        .as("one observation of NaN")
        .isEqualTo(7);
    refuses(
        "native buckets have more observations than the count: 6.0, 5.0",
        () -> Distribution.cumulative(of(INF), of(5), 1).withNative(buckets));
    refuses(
        "a summary has no native buckets",
        () -> Distribution.quantiles(of(), of(), 1, 9).withNative(buckets));
  }

  @Test
  void refusesOtherNativeBuckets() {
    NativeHistogram.Buckets none = NativeHistogram.Buckets.NONE;
    for (int schema : new int[] {-53, -5, 9}) {
      refuses(
          "schema of a native histogram: want -4 to 8, not " + schema,
          () -> NativeHistogram.of(schema, 0, 0, none, none));
    }
    for (double threshold : of(-1, Double.NaN, INF)) {
      refuses(
          "zero threshold of a native histogram: want 0 or more, and finite, not " + threshold,
          () -> NativeHistogram.of(0, threshold, 0, none, none));
    }
    refuses(
        "negative count of the zero bucket: -1", () -> NativeHistogram.of(0, 0, -1, none, none));
    refuses(
        "indexes of native buckets must ascend: 2 after 2",
        () -> new NativeHistogram.Buckets(new int[] {2, 2}, new long[] {1, 1}));
    refuses(
        "negative count of a native bucket: -3",
        () -> new NativeHistogram.Buckets(new int[] {2}, new long[] {-3}));
    refuses(
        "1 native buckets with 0 counts",
        () -> new NativeHistogram.Buckets(new int[] {2}, new long[0]));
  }

  @Test
  void isAddedToMetricsOfItsTypeOnly() {
    Samples out = new Samples();
    Distribution summary = Distribution.quantiles(of(), of(), 1, 1);
    refuses(
        "no such sample can be added to a histogram h[]",
        () -> out.add(MetricDef.histogram("h", Unit.NONE, "H."), summary));
    refuses(
        "no such sample can be added to a gauge g[]", () -> out.info(MetricDef.gauge("g", "G.")));
    out.add(MetricDef.summary("s", Unit.NONE, "S."), summary);
    out.info(MetricDef.info("x_info", "X.").labels("v"), "1");
    assertThat(out.families()).hasSize(2);
    refuses("info metric x does not end in _info", () -> MetricDef.info("x", "X."));
  }

  private static double[] of(double... numbers) {
    return numbers;
  }

  private static void refuses(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
