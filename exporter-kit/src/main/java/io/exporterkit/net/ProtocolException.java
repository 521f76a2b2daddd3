package io.exporterkit.net;

import java.io.IOException;

/// The target sent what does not belong to the protocol, or refused TLS. The connection is of no more use, and another one would end in
/// the same way.
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message the reason, without secrets, addresses and numbers that change
  public ProtocolException(String message) {
    super(message);
  }
}
