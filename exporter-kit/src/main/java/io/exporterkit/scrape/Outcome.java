package io.exporterkit.scrape;

/// The outcome of a collector in one scrape. Immutable.
public sealed interface Outcome {
  /// The collector read its whole subject.
  record Ok() implements Outcome {
    @Override
    public String word() {
      return "ok";
    }

    @Override
    public String reason() {
      return "";
    }

    @Override
    public boolean isFine() {
      return true;
    }
  }

  /// The target lacks the collector's subject, which is not a fault.
  record Skipped(String reason) implements Outcome {
    @Override
    public String word() {
      return "skipped";
    }

    @Override
    public boolean isFine() {
      return true;
    }
  }

  /// The target denies access to the collector's subject, which is not a fault.
  record Forbidden(String reason) implements Outcome {
    @Override
    public String word() {
      return "forbidden";
    }

    @Override
    public boolean isFine() {
      return true;
    }
  }

  /// An error occurred. Samples that were added before the error are kept.
  record Failed(String reason) implements Outcome {
    @Override
    public String word() {
      return "failed";
    }

    @Override
    public boolean isFine() {
      return false;
    }
  }

  /// The deadline passed while the collector ran. Samples that were added before are kept.
  record TimedOut(String reason) implements Outcome {
    @Override
    public String word() {
      return "timed_out";
    }

    @Override
    public boolean isFine() {
      return false;
    }
  }

  /// Returns the value of the `outcome` label: `ok`, `skipped`, `forbidden`, `failed` or `timed_out`.
  String word();

  /// Returns the reason; empty for [Ok].
  String reason();

  /// Returns whether the outcome is ok, skipped or forbidden, which are no faults.
  boolean isFine();
}
