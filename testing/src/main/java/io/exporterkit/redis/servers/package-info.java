/// The servers that tests talk to. In comes what kind of server a test wants, or the bytes and the
/// bad manners it wants; out comes an address on loopback, and a handle that ends the server.
///
/// Real ones: [RedisServer], [Sentinel], [Haproxy], [Prometheus], [Promtool], run from what
/// `testing/install-servers` unpacked (a missing one fails the test, never skips it). Of our own:
/// [ReplayServer] answers with captured replies, [MisbehavingServer] breaks the rules, [SlowLink]
/// is a long way to any of them. None of them outlives its `close()`, or the JVM.
@NullMarked
package io.exporterkit.redis.servers;

import org.jspecify.annotations.NullMarked;
