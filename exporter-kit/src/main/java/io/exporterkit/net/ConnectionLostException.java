package io.exporterkit.net;

import java.io.IOException;

/// The target, or something on the way to it, closed or reset the connection.
public final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1;

  /// Has no cause yet; see [#initCause].
  public ConnectionLostException() {
    super("connection closed by the target");
  }
}
