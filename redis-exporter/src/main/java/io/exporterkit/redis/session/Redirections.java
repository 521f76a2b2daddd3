package io.exporterkit.redis.session;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Round;

/// The following of replies that lead to another server, such as MOVED and ASK in a cluster. Used by one thread.
@FunctionalInterface
public interface Redirections {
  /// Sends the commands whose replies lead to another server to that server, and returns the round with its replies in
  /// their place. Where the other server does not answer, an error is in their place, and the round ends with the
  /// failure of that attempt.
  ///
  /// @param from the session that received the replies to this batch
  Round follow(RedisSession from, Batch batch, Round round) throws InterruptedException;
}
