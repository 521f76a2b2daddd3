package io.exporterkit.redis.protocol;

import java.io.IOException;

/// An error reply to a command, for another reason than a missing permission.
public final class RedisErrorException extends IOException {
  private static final long serialVersionUID = 1;

  public RedisErrorException(String message) {
    super(message);
  }
}
