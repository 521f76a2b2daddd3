/// Targets and their scrapes. In come addresses, credentials and the commands of collectors; out come replies, or the
/// reason why there is none. A [RedisTarget] exists across scrapes, with one kept connection and what its server
/// refuses. A [RedisSession] is one scrape of it, from which [RedisCollector]s read.
@NullMarked
package io.exporterkit.redis.session;

import org.jspecify.annotations.NullMarked;
