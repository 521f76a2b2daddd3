package io.exporterkit.redis.protocol;

import java.io.IOException;

/// The server answered a command with an error, and it is no matter of permission.
public final class RedisErrorException extends IOException {
  private static final long serialVersionUID = 1;

  public RedisErrorException(String message) {
    super(message);
  }
}
