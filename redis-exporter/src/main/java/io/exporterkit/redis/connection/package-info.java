/// Talking to Redis: addresses, connections, commands, replies, and what is known of each target.
///
/// In come addresses and commands; out go replies, read one by one and bounded in size, or an exception that says what happened to
/// the connection. A [RedisTarget] outlives its scrapes: it keeps one connection and what the server was seen to understand. A
/// [RedisSession] is one scrape's use of it. Nothing here knows metrics, except the two that tell of connecting itself.
@NullMarked
package io.exporterkit.redis.connection;

import org.jspecify.annotations.NullMarked;
