/// A target and its scrapes. A [RedisTarget] outlives its scrapes: one connection is kept for it, and what its server understands and
/// refuses. A [RedisSession] is one scrape's use of it; [RedisCollector]s read from it.
@NullMarked
package io.exporterkit.redis.session;

import org.jspecify.annotations.NullMarked;
