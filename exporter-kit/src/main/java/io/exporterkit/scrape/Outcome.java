package io.exporterkit.scrape;

/// The outcome of a collector in one scrape. Immutable.
public sealed interface Outcome {
  /// The collector read its whole subject.
  record Ok() implements Outcome {}

  /// The target lacks the collector's subject, which is not a fault.
  record Skipped(String reason) implements Outcome {}

  /// The target denies access to the collector's subject, which is not a fault.
  record Forbidden(String reason) implements Outcome {}

  /// An error occurred. Samples that were added before the error are kept.
  record Failed(String reason) implements Outcome {}

  /// The deadline passed while the collector ran. Samples that were added before are kept.
  record TimedOut(String reason) implements Outcome {}

  /// Returns the value of the `outcome` label: `ok`, `skipped`, `forbidden`, `failed` or `timed_out`.
  default String word() {
    return switch (this) {
      case Ok() -> "ok";
      case Skipped _ -> "skipped";
      case Forbidden _ -> "forbidden";
      case Failed _ -> "failed";
      case TimedOut _ -> "timed_out";
    };
  }

  /// Returns the reason; empty for [Ok].
  default String reason() {
    return switch (this) {
      case Ok() -> "";
      case Skipped(String reason) -> reason;
      case Forbidden(String reason) -> reason;
      case Failed(String reason) -> reason;
      case TimedOut(String reason) -> reason;
    };
  }

  /// Returns whether the outcome is ok, skipped or forbidden, which are no faults.
  default boolean isFine() {
    return switch (this) {
      case Ok(), Skipped _, Forbidden _ -> true;
      case Failed _, TimedOut _ -> false;
    };
  }
}
