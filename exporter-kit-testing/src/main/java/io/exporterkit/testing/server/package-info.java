/// Servers on loopback for tests of line protocols and HTTP. In comes a [Behaviour], or a recorded [Conversation]; out
/// comes an address, and an object whose `close()` ends all connections and threads.
///
/// [ScriptedServer] follows a script, [Recorder] stands before a real server, [RefusedPort] refuses connections,
/// and [Loopback] is the listener beneath, for servers of another kind.
@NullMarked
package io.exporterkit.testing.server;

import org.jspecify.annotations.NullMarked;
