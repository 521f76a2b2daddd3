package io.exporterkit.redis.session;

import io.exporterkit.net.Patience;
import io.exporterkit.redis.protocol.TargetAddress;
import java.io.IOException;

/// The opening of sessions with other servers that a target leads to.
@FunctionalInterface
interface NodeSessions {
  /// Opens a session with a server, with the credentials of the target that leads to it. The caller closes the session.
  RedisSession open(RedisTarget seed, TargetAddress node, Patience patience)
      throws IOException, InterruptedException;
}
