package io.exporterkit.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The value of a histogram or summary sample: points, a sum and a count. Immutable as long as the arrays that it was
/// made from are not changed.
///
/// A point of a histogram is a bucket: `value(i)` observations were at most `at(i)`. The bounds are finite and ascend;
/// the bucket `+Inf` is not a point, because it equals the count. A point of a summary is a quantile: `value(i)` is the
/// value at the quantile `at(i)`. A quantile is a fraction (0.99), or a percentage (99.9) where an exporter must keep
/// the names of another one.
public final class Distribution {
  private final MetricType type;
  private final double[] at;
  private final double[] values;
  private final double sum;
  private final double count;
  private final @Nullable NativeHistogram nativeBuckets;
  private final SampleDetails details;

  private Distribution(
      MetricType type,
      double[] at,
      double[] values,
      double sum,
      double count,
      @Nullable NativeHistogram nativeBuckets,
      SampleDetails details) {
    if (at.length != values.length) {
      throw new IllegalArgumentException(at.length + " points with " + values.length + " values");
    }
    this.type = type;
    this.at = at;
    this.values = values;
    this.sum = sum;
    this.count = count;
    this.nativeBuckets = nativeBuckets;
    this.details = details;
  }

  private Distribution(MetricType type, double[] at, double[] values, double sum, double count) {
    this(type, at, values, sum, count, null, SampleDetails.NONE);
  }

  /// Returns the value of a histogram sample whose counts are cumulative, as in the text format. Copies the arrays.
  ///
  /// In:  bounds `{0.1, 1, Infinity}`, counts `{3, 5, 6}`
  /// Out: `_bucket{le="0.1"} 3`, `_bucket{le="1"} 5`, `_bucket{le="+Inf"} 6`, `_count 6`
  ///
  /// @param bounds upper bounds of the buckets, ascending; the last one is infinite
  /// @param counts `counts[i]` is the number of observations that were at most `bounds[i]`
  /// @param sum of the observed values; NaN when the sum is unknown
  /// @throws IllegalArgumentException when the arrays differ in length, the bounds do not ascend or the last one is
  ///     finite, or a count is negative, not a number, or below the count before
  public static Distribution cumulative(double[] bounds, double[] counts, double sum) {
    requireBounds(bounds, counts);
    for (int i = 0; i < counts.length; i++) {
      requireCount(counts[i]);
      if (i > 0 && counts[i] < counts[i - 1]) {
        throw new IllegalArgumentException(
            "cumulative counts of a histogram must not fall: "
                + counts[i]
                + " after "
                + counts[i - 1]);
      }
    }
    int finite = bounds.length - 1;
    return ofBuckets(
        Arrays.copyOf(bounds, finite), Arrays.copyOf(counts, finite), sum, counts[finite]);
  }

  /// Returns the value of a histogram sample whose counts are those of each bucket alone.
  ///
  /// In:  bounds `{0.1, 1, Infinity}`, counts `{3, 2, 1}`
  /// Out: `_bucket{le="0.1"} 3`, `_bucket{le="1"} 5`, `_bucket{le="+Inf"} 6`, `_count 6`
  ///
  /// @param bounds upper bounds of the buckets, ascending; the last one is infinite
  /// @param counts `counts[i]` is the number of observations above `bounds[i - 1]` that were at most `bounds[i]`
  /// @param sum of the observed values; NaN when the sum is unknown
  /// @throws IllegalArgumentException when the arrays differ in length, the bounds do not ascend or the last one is
  ///     finite, or a count is negative or not a number
  public static Distribution perBucket(double[] bounds, double[] counts, double sum) {
    requireBounds(bounds, counts);
    double[] cumulative = new double[counts.length];
    double total = 0;
    for (int i = 0; i < counts.length; i++) {
      requireCount(counts[i]);
      total += counts[i];
      cumulative[i] = total;
    }
    return cumulative(bounds, cumulative, sum);
  }

  /// Returns the value of a summary sample. Copies the arrays.
  ///
  /// @param quantiles from 0 to 1, each at most once; may be empty
  /// @param values `values[i]` is the value at `quantiles[i]`; NaN when there were no observations
  /// @param sum of the observed values; NaN when the sum is unknown
  /// @param count number of observations; NaN when the number is unknown
  /// @throws IllegalArgumentException when the arrays differ in length, a quantile is repeated or out of range, or the
  ///     count is negative
  public static Distribution quantiles(
      double[] quantiles, double[] values, double sum, double count) {
    for (double quantile : quantiles) {
      if (!(quantile >= 0 && quantile <= 1)) {
        throw new IllegalArgumentException("quantile of a summary: want 0 to 1, not " + quantile);
      }
    }
    if (!Double.isNaN(count)) {
      requireCount(count);
    }
    return ofQuantiles(quantiles.clone(), values.clone(), sum, count);
  }

  /// Returns the value of a histogram sample that has native buckets only. See [#withNative] for a histogram that has
  /// classic buckets as well.
  ///
  /// @param sum of the observed values; NaN when the sum is unknown
  /// @param count number of observations, which may include observations of NaN, which are in no bucket
  /// @throws IllegalArgumentException when the buckets have more observations than the count
  public static Distribution ofNative(NativeHistogram buckets, double sum, double count) {
    requireCount(count);
    double[] none = {};
    return new Distribution(MetricType.HISTOGRAM, none, none, sum, count).withNative(buckets);
  }

  private static void requireBounds(double[] bounds, double[] counts) {
    if (bounds.length != counts.length) {
      throw new IllegalArgumentException(
          bounds.length + " bounds of a histogram with " + counts.length + " counts");
    }
    for (int i = 0; i < bounds.length; i++) {
      if (Double.isNaN(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1])) {
        throw new IllegalArgumentException(
            "bounds of a histogram must ascend: "
                + bounds[i]
                + (i > 0 ? " after " + bounds[i - 1] : ""));
      }
    }
    if (bounds.length == 0 || bounds[bounds.length - 1] != Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("the last bound of a histogram must be infinite");
    }
  }

  private static void requireCount(double count) {
    if (!(count >= 0) || count == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "count of observations: want 0 or more, and finite, not " + count);
    }
  }

  /// Returns a copy of a histogram's value with native buckets, too.
  ///
  /// @throws IllegalArgumentException for the value of a summary, and when the buckets have more observations than the
  ///     count
  public Distribution withNative(NativeHistogram buckets) {
    if (type != MetricType.HISTOGRAM) {
      throw new IllegalArgumentException("a summary has no native buckets");
    }
    if (buckets.total() > count) {
      throw new IllegalArgumentException(
          "native buckets have more observations than the count: "
              + buckets.total()
              + ", "
              + count);
    }
    return new Distribution(type, at, values, sum, count, buckets, details);
  }

  /// Returns a copy with the time at which the sample began, and exemplars.
  public Distribution with(SampleDetails more) {
    return new Distribution(type, at, values, sum, count, nativeBuckets, more);
  }

  /// Returns the value of a histogram sample, which keeps the arrays without a copy.
  ///
  /// @throws IllegalArgumentException when the bounds do not ascend or are not finite, or the arrays differ in length
  static Distribution ofBuckets(double[] bounds, double[] counts, double sum, double count) {
    double before = Double.NEGATIVE_INFINITY;
    for (double bound : bounds) {
      if (!(bound > before) || bound == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("bounds of a histogram must ascend, and be finite");
      }
      before = bound;
    }
    return new Distribution(MetricType.HISTOGRAM, bounds, counts, sum, count);
  }

  /// Returns the value of a summary sample, which keeps the arrays without a copy.
  ///
  /// @throws IllegalArgumentException when a quantile is repeated, or the arrays differ in length
  static Distribution ofQuantiles(double[] quantiles, double[] values, double sum, double count) {
    double[] sorted = quantiles.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException("a quantile is repeated: " + sorted[i]);
      }
    }
    return new Distribution(MetricType.SUMMARY, quantiles, values, sum, count);
  }

  /// Returns the type of metric that can have this value: [MetricType#HISTOGRAM] or [MetricType#SUMMARY].
  public MetricType type() {
    return type;
  }

  /// Returns the native buckets; null for a summary, and for a histogram that has none.
  public @Nullable NativeHistogram nativeBuckets() {
    return nativeBuckets;
  }

  /// Returns the time at which the sample began, and exemplars; [SampleDetails#NONE] when neither is known.
  public SampleDetails details() {
    return details;
  }

  /// Returns the number of series that the text format has for this value.
  int series() {
    int series = at.length;
    if (!Double.isNaN(sum)) {
      series++;
    }
    if (!Double.isNaN(count)) {
      series += type == MetricType.HISTOGRAM ? 2 : 1; // a count, and the bucket +Inf
    }
    return series;
  }

  /// Returns the number of points; may be 0.
  public int size() {
    return at.length;
  }

  /// Returns the upper bound or quantile of a point.
  ///
  /// @param point index from 0 to [#size] - 1
  /// @throws ArrayIndexOutOfBoundsException for another index
  public double at(int point) {
    return at[point];
  }

  /// Returns the cumulative count of a bucket, or the value at a quantile.
  ///
  /// @param point index from 0 to [#size] - 1
  /// @throws ArrayIndexOutOfBoundsException for another index
  public double value(int point) {
    return values[point];
  }

  /// Returns the sum of the observed values; NaN when the sum is unknown, which the formats leave out.
  public double sum() {
    return sum;
  }

  /// Returns the number of observations; NaN when the number is unknown, which the formats leave out.
  public double count() {
    return count;
  }
}
