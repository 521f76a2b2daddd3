package io.exporterkit.scrape;

/// What a collector wants is not to be had from this target, and that is no fault: not permitted, unknown there, switched off.
/// Makes its outcome [Outcome.Skipped].
public final class SkippedException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param reason short and without secrets, since it may be logged
  public SkippedException(String reason) {
    super(reason);
  }
}
