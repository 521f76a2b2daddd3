package io.exporterkit.redis.collector;

import io.exporterkit.redis.connection.Command;
import io.exporterkit.redis.connection.Reply;
import java.io.IOException;
import java.util.List;

/// Replies of the shape a collector expects.
final class Replies {
  private Replies() {}

  /// Elements of a list; an [IOException] where the reply is none.
  static List<Reply> list(Reply reply, Command asked) throws IOException {
    if (reply instanceof Reply.Array(List<Reply> elements)) {
      return elements;
    }
    throw new IOException(asked + " is answered with no list");
  }

  /// The number; an [IOException] where the reply is none.
  static long number(Reply reply, Command asked) throws IOException {
    if (reply instanceof Reply.Int(long value)) {
      return value;
    }
    throw new IOException(asked + " is answered with no number");
  }
}
