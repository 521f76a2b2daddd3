package io.exporterkit.metric;

import java.util.Arrays;

/// The value of a histogram or summary sample: points, a sum and a count. Immutable as long as the arrays that it was
/// made from are not changed.
///
/// A point of a histogram is a bucket: `value(i)` observations were at most `at(i)`. The bounds are finite and ascend;
/// the bucket `+Inf` is not a point, because it equals the count. A point of a summary is a quantile: `value(i)` is the
/// value at the quantile `at(i)`. A quantile is a fraction (0.99), or a percentage (99.9) where an exporter must keep
/// the names of another one.
public final class Distribution {
  private final double[] at;
  private final double[] values;
  private final double sum;
  private final double count;

  private Distribution(double[] at, double[] values, double sum, double count) {
    if (at.length != values.length) {
      throw new IllegalArgumentException(at.length + " points with " + values.length + " values");
    }
    this.at = at;
    this.values = values;
    this.sum = sum;
    this.count = count;
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
    return new Distribution(bounds, counts, sum, count);
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
    return new Distribution(quantiles, values, sum, count);
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
