package io.exporterkit.scrape;

/// The target does not have what a collector wants, and that is no fault: unknown there, or switched off. Makes the collector's outcome
/// [Outcome.Skipped].
public sealed class SkippedException extends Exception permits ForbiddenException {
  private static final long serialVersionUID = 1;

  /// @param reason short and without secrets, since it may be logged
  public SkippedException(String reason) {
    super(reason);
  }
}
