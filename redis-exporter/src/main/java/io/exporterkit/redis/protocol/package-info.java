/// Bytes and replies. In come addresses, credentials and commands; out come replies, read one by one and bounded in size, or an exception
/// that says what happened to the connection. Knows of no session and of no metric.
@NullMarked
package io.exporterkit.redis.protocol;

import org.jspecify.annotations.NullMarked;
