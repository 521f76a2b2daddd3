package io.exporterkit.net;

import java.io.IOException;

/// An exception for a connection that was closed or reset, by the target or by a device on the way to the target. The
/// message is always `connection closed by the target`.
public final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1;

  /// Makes an exception without a cause, which [#initCause] may add.
  public ConnectionLostException() {
    super("connection closed by the target");
  }
}
