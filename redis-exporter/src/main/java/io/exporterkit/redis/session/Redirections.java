package io.exporterkit.redis.session;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Round;

/// Follows replies that lead to another server, as those of a cluster's nodes do. Used by one thread.
@FunctionalInterface
public interface Redirections {
  /// Returns a round in which replies that lead to another server are replaced by what that one answers to the same command. Where a server
  /// cannot be asked, an error stands in their place, and the round ends as that attempt did.
  ///
  /// @param from the session that received the replies to this batch
  Round follow(RedisSession from, Batch batch, Round round) throws InterruptedException;
}
