package io.exporterkit.scrape;

/// A denial of access by the target: the user lacks a right, or a managed service has disabled the command. A denial is
/// not a fault, and an administrator can lift it. The collector's outcome becomes [Outcome.Forbidden].
public final class ForbiddenException extends SkippedException {
  private static final long serialVersionUID = 1;

  /// Makes an exception.
  ///
  /// @param reason short and without secrets, because the reason is logged
  public ForbiddenException(String reason) {
    super(reason);
  }
}
