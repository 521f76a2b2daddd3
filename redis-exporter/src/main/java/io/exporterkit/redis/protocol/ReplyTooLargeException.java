package io.exporterkit.redis.protocol;

import java.io.IOException;

/// A reply past the [ReplyLimits], or past the memory that is left for replies. The connection on which it came is of no more use.
public class ReplyTooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  ReplyTooLargeException(String message) {
    super(message);
  }
}
