package io.exporterkit.metric;

import java.util.Arrays;

/// Value of a histogram or summary sample: points beside a sum and a count.
///
/// A histogram's point is a bucket: `value(i)` observations were at most `at(i)`; bounds ascend, and +Inf is left out, since it is
/// the count. A summary's point is a quantile: `value(i)` is the value at quantile `at(i)`, which may be a percentage (99.9) where
/// a drop-in must write one.
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

  /// Value of a histogram sample. Takes the arrays over, not copied.
  ///
  /// @throws IllegalArgumentException when bounds do not ascend, or are not finite: a bucket would stand twice
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

  /// Value of a summary sample. Takes the arrays over, not copied.
  ///
  /// @throws IllegalArgumentException when a quantile stands twice
  static Distribution ofQuantiles(double[] quantiles, double[] values, double sum, double count) {
    double[] sorted = quantiles.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException("a quantile stands twice: " + sorted[i]);
      }
    }
    return new Distribution(quantiles, values, sum, count);
  }

  /// Number of points.
  public int size() {
    return at.length;
  }

  /// Upper bound or quantile of a point.
  public double at(int point) {
    return at[point];
  }

  /// Cumulative count or value of a point.
  public double value(int point) {
    return values[point];
  }

  /// Sum of the observed values; NaN where it is not known, and not written.
  public double sum() {
    return sum;
  }

  /// Number of observations; NaN where it is not known, and not written.
  public double count() {
    return count;
  }
}
