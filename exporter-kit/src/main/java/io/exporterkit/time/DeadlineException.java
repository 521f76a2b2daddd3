package io.exporterkit.time;

import java.io.IOException;

/// A deadline that has passed, or a target that was silent for too long. A collector that throws this exception ends
/// with the outcome `timed_out`.
public final class DeadlineException extends IOException {
  private static final long serialVersionUID = 1;

  /// Makes an exception.
  ///
  /// @param message short and without secrets, because the message becomes the reason
  public DeadlineException(String message) {
    super(message);
  }
}
