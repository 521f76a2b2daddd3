package io.exporterkit.redis.connection;

/// The server answered a command with an error, and it is no matter of permission.
public final class RedisErrorException extends Exception {
  private static final long serialVersionUID = 1;

  RedisErrorException(String message) {
    super(message);
  }
}
