package io.exporterkit.scrape;

/// How a collector ended.
public sealed interface Outcome {
  /// It read what it wanted.
  record Ok() implements Outcome {}

  /// The target does not have what it wanted; not a fault.
  record Skipped(String reason) implements Outcome {}

  /// The target does not permit what it wanted; not a fault.
  record Forbidden(String reason) implements Outcome {}

  /// Something went wrong; what it had added before stands.
  record Failed(String reason) implements Outcome {}

  /// The deadline came first; what it had added before stands.
  record TimedOut(String reason) implements Outcome {}

  /// The word in the `outcome` label: `ok`, `skipped`, `forbidden`, `failed`, `timed_out`.
  default String word() {
    return switch (this) {
      case Ok() -> "ok";
      case Skipped _ -> "skipped";
      case Forbidden _ -> "forbidden";
      case Failed _ -> "failed";
      case TimedOut _ -> "timed_out";
    };
  }

  /// Why; empty for [Ok].
  default String reason() {
    return switch (this) {
      case Ok() -> "";
      case Skipped(String reason) -> reason;
      case Forbidden(String reason) -> reason;
      case Failed(String reason) -> reason;
      case TimedOut(String reason) -> reason;
    };
  }

  /// Whether nothing went wrong: ok, skipped or forbidden.
  default boolean isFine() {
    return switch (this) {
      case Ok(), Skipped _, Forbidden _ -> true;
      case Failed _, TimedOut _ -> false;
    };
  }
}
