package io.exporterkit.time;

import java.io.IOException;

/// The deadline passed, or the target was silent for longer than it may be. Makes a collector's outcome [Outcome.TimedOut].
public final class DeadlineException extends IOException {
  private static final long serialVersionUID = 1;

  public DeadlineException(String message) {
    super(message);
  }
}
