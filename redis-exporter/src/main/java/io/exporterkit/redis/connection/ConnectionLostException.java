package io.exporterkit.redis.connection;

import java.io.IOException;

/// The target, or something on the way to it, closed or reset the connection.
final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1;

  ConnectionLostException() {
    super("connection closed by the target");
  }
}
