package io.exporterkit.metric;

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

  /// Takes the arrays over, not copied: whoever makes a distribution gives them away.
  Distribution(double[] at, double[] values, double sum, double count) {
    if (at.length != values.length) {
      throw new IllegalArgumentException(at.length + " points with " + values.length + " values");
    }
    this.at = at;
    this.values = values;
    this.sum = sum;
    this.count = count;
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

  /// Sum of the observed values.
  public double sum() {
    return sum;
  }

  /// Number of observations.
  public double count() {
    return count;
  }
}
