package io.exporterkit.redis.protocol;

import java.io.IOException;

/// A reply that exceeds the [ReplyLimits] or the memory that is left for replies. Its connection cannot be used any
/// more.
public class ReplyTooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  ReplyTooLargeException(String message) {
    super(message);
  }
}
