/// `testing/capture`: records what the servers of the tests reply to a command. In comes a name and a command; out come files below
/// `testing/captures`, which [io.exporterkit.redis.servers.ReplayServer] replays.
@NullMarked
package io.exporterkit.redis.servers.capture;

import org.jspecify.annotations.NullMarked;
