package io.exporterkit.metric;

/// The buckets of a native histogram, whose bounds are powers of a base
/// ([specification](https://prometheus.io/docs/specs/native_histograms/)). Only the protobuf format contains them: the
/// other formats have the classic buckets of the sample, if there are any, its sum and its count. Immutable.
///
/// With the schema `s`, the base is `2^(2^-s)`, and the positive bucket `i` counts the observations above `base^(i-1)`
/// and up to `base^i`; the negative bucket `i` is its mirror image. Schemas with bounds of their own (-53) have no
/// field in the protobuf format: such buckets are classic ones ([Distribution#cumulative]).
public final class NativeHistogram {
  private static final int LEAST_SCHEMA = -4;
  private static final int MOST_SCHEMA = 8;

  private final int schema;
  private final double zeroThreshold;
  private final long zeroCount;
  private final Buckets positive;
  private final Buckets negative;

  /// The buckets on one side of zero that are not empty, and any that are.
  ///
  /// @param indexes of the buckets, ascending
  /// @param counts `counts[i]` is the number of observations in the bucket `indexes[i]` alone
  @SuppressWarnings("ArrayRecordComponent") // copied on the way in, and never handed out
  public record Buckets(int[] indexes, long[] counts) {
    /// No buckets.
    public static final Buckets NONE = new Buckets(new int[0], new long[0]);

    /// Copies the arrays.
    ///
    /// @throws IllegalArgumentException when the arrays differ in length, the indexes do not ascend, or a count is
    ///     negative
    public Buckets {
      if (indexes.length != counts.length) {
        throw new IllegalArgumentException(
            indexes.length + " native buckets with " + counts.length + " counts");
      }
      for (int i = 0; i < indexes.length; i++) {
        if (i > 0 && indexes[i] <= indexes[i - 1]) {
          throw new IllegalArgumentException(
              "indexes of native buckets must ascend: " + indexes[i] + " after " + indexes[i - 1]);
        }
        if (counts[i] < 0) {
          throw new IllegalArgumentException("negative count of a native bucket: " + counts[i]);
        }
      }
      indexes = indexes.clone();
      counts = counts.clone();
    }

    /// Returns a copy.
    @Override
    public int[] indexes() {
      return indexes.clone();
    }

    /// Returns a copy.
    @Override
    public long[] counts() {
      return counts.clone();
    }

    /// Returns the number of buckets.
    public int size() {
      return indexes.length;
    }

    /// Returns the index of a bucket by its position, from 0 to [#size] - 1.
    public int index(int position) {
      return indexes[position];
    }

    /// Returns the number of observations in a bucket by its position, from 0 to [#size] - 1.
    public long count(int position) {
      return counts[position];
    }

    private double total() {
      double total = 0;
      for (long count : counts) {
        total += count;
      }
      return total;
    }
  }

  private NativeHistogram(
      int schema, double zeroThreshold, long zeroCount, Buckets positive, Buckets negative) {
    this.schema = schema;
    this.zeroThreshold = zeroThreshold;
    this.zeroCount = zeroCount;
    this.positive = positive;
    this.negative = negative;
  }

  /// Returns the buckets of a native histogram.
  ///
  /// @param schema from -4 to 8; with 0, each bound is twice the one before
  /// @param zeroThreshold observations from `-zeroThreshold` to `zeroThreshold` are in the zero bucket; not negative,
  ///     and finite
  /// @param zeroCount number of observations in the zero bucket
  /// @param positive the buckets above zero
  /// @param negative the buckets below zero
  /// @throws IllegalArgumentException when one of the numbers is out of range; the message names the number
  public static NativeHistogram of(
      int schema, double zeroThreshold, long zeroCount, Buckets positive, Buckets negative) {
    if (schema < LEAST_SCHEMA || schema > MOST_SCHEMA) {
      throw new IllegalArgumentException(
          "schema of a native histogram: want -4 to 8, not " + schema);
    }
    if (!(zeroThreshold >= 0) || zeroThreshold == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "zero threshold of a native histogram: want 0 or more, and finite, not " + zeroThreshold);
    }
    if (zeroCount < 0) {
      throw new IllegalArgumentException("negative count of the zero bucket: " + zeroCount);
    }
    return new NativeHistogram(schema, zeroThreshold, zeroCount, positive, negative);
  }

  /// Returns the schema, from -4 to 8.
  public int schema() {
    return schema;
  }

  /// Returns the largest absolute value in the zero bucket.
  public double zeroThreshold() {
    return zeroThreshold;
  }

  /// Returns the number of observations in the zero bucket.
  public long zeroCount() {
    return zeroCount;
  }

  /// Returns the buckets above zero.
  public Buckets positive() {
    return positive;
  }

  /// Returns the buckets below zero.
  public Buckets negative() {
    return negative;
  }

  /// Returns the number of observations in all buckets.
  double total() {
    return positive.total() + negative.total() + zeroCount;
  }
}
