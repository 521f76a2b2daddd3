package io.exporterkit.redis.connection;

import java.io.IOException;

/// Other scrapes have left no memory for a reply: no fault of the command whose reply it was.
final class NoRoomException extends IOException {
  private static final long serialVersionUID = 1;

  NoRoomException(String message) {
    super(message);
  }
}
