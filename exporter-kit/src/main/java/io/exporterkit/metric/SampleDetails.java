package io.exporterkit.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The details of a sample beside its value, which OpenMetrics and the protobuf format contain, and the text format
/// does not. Immutable.
///
/// @param created time since 1970-01-01T00:00:00Z at which the counter, histogram or summary began at 0, in seconds;
///     NaN when the time is unknown
/// @param exemplars of a counter, of which the last one is written, or of a histogram, of which the last one in each
///     bucket is written
public record SampleDetails(double created, List<Exemplar> exemplars) {
  /// No details.
  public static final SampleDetails NONE = new SampleDetails(Double.NaN, List.of());

  /// Copies the exemplars.
  public SampleDetails {
    exemplars = List.copyOf(exemplars);
  }

  /// Returns the details of a sample without exemplars.
  public static SampleDetails created(double seconds) {
    return new SampleDetails(seconds, List.of());
  }

  /// Returns the last exemplar in a bucket that OpenMetrics allows ([Exemplar#isShort]); null when there is none.
  ///
  /// @param above bound below the bucket, which is not in the bucket unless it is infinite
  /// @param upTo upper bound of the bucket
  public @Nullable Exemplar latest(double above, double upTo) {
    Exemplar latest = null;
    for (Exemplar exemplar : exemplars) {
      boolean isAbove = exemplar.value() > above || above == Double.NEGATIVE_INFINITY;
      if (isAbove && exemplar.value() <= upTo && exemplar.isShort()) {
        latest = exemplar;
      }
    }
    return latest;
  }

  /// Whether neither a time nor an exemplar is known.
  boolean areNone() {
    return !hasCreated() && exemplars.isEmpty();
  }

  /// Whether the time at which the sample began is known.
  public boolean hasCreated() {
    return !Double.isNaN(created);
  }
}
