package io.exporterkit.redis.connection;

import java.io.IOException;

/// The target sent what is no reply. The connection is of no more use.
final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1;

  ProtocolException(String message) {
    super(message);
  }
}
