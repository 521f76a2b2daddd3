/// The servers of the tests. The input is the kind of a server, or its replies and faults. The output is an address on
/// loopback, and an object whose `close()` ends the server.
///
/// - [RedisServer], [Sentinel], [Haproxy], [Prometheus] and [Promtool] are real programs, unpacked by
///   `testing/install-servers`. A missing program fails the test.
/// - [ReplayServer] sends captured replies, [MisbehavingServer] violates the protocol, and [SlowLink] delays the bytes
///   of a connection.
///
/// Every server ends at `close()`, or with the JVM.
@NullMarked
package io.exporterkit.redis.servers;

import org.jspecify.annotations.NullMarked;
