package io.exporterkit.net;

import java.io.IOException;

/// An exception for bytes that do not belong to the protocol, or a failure of TLS. The connection can no longer be
/// used, and another one would fail in the same way.
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1;

  /// Makes an exception.
  ///
  /// @param message reason without secrets, addresses and changing numbers, because it becomes the value of a label
  public ProtocolException(String message) {
    super(message);
  }
}
