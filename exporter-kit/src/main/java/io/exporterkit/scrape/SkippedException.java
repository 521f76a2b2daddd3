package io.exporterkit.scrape;

/// The absence of a collector's subject on the target, which is not a fault: the target does not know the subject, or
/// has it switched off. The collector's outcome becomes [Outcome.Skipped].
public sealed class SkippedException extends Exception permits ForbiddenException {
  private static final long serialVersionUID = 1;

  /// Makes an exception.
  ///
  /// @param reason short and without secrets, because the reason is logged
  public SkippedException(String reason) {
    super(reason);
  }
}
