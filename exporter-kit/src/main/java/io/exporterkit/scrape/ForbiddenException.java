package io.exporterkit.scrape;

/// The target forbids what a collector wants: the user lacks a right, or a managed service has the command switched off. No fault, and
/// somebody can change it. Makes the collector's outcome [Outcome.Forbidden].
public final class ForbiddenException extends SkippedException {
  private static final long serialVersionUID = 1;

  /// @param reason short and without secrets, because it may be logged
  public ForbiddenException(String reason) {
    super(reason);
  }
}
