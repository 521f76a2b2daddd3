package io.exporterkit.redis.protocol;

/// Other scrapes have left no memory for a reply: no fault of the command whose reply it was.
public final class NoRoomException extends ReplyTooLargeException {
  private static final long serialVersionUID = 1;

  NoRoomException(String message) {
    super(message);
  }
}
