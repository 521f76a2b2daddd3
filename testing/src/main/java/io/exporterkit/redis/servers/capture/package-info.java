/// The program `testing/capture`, which records the replies of the servers of the tests to a command. The input is a
/// name and a command. The output is files below `testing/captures`, which [io.exporterkit.redis.servers.ReplayServer]
/// replays.
@NullMarked
package io.exporterkit.redis.servers.capture;

import org.jspecify.annotations.NullMarked;
