package io.exporterkit.redis.protocol;

/// A reply that was not read because the replies of other scrapes leave no memory for it. The command is not the cause.
public final class NoRoomException extends ReplyTooLargeException {
  private static final long serialVersionUID = 1;

  NoRoomException(String message) {
    super(message);
  }
}
