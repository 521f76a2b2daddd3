/// The protocol of Redis. In come addresses, credentials and commands; out come replies, read one by one and bounded in
/// size, or an exception with the reason why the connection failed. The package knows nothing of sessions and metrics.
@NullMarked
package io.exporterkit.redis.protocol;

import org.jspecify.annotations.NullMarked;
