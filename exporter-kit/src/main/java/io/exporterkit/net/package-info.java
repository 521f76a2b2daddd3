/// Connections to targets over TCP, TLS and unix sockets.
///
/// In come an address ([Endpoint]) and a deadline ([io.exporterkit.time.Deadline]). Out comes a stream of bytes
/// ([Wire]) whose every read and write ends in time, or an exception whose message is a reason that a user can act on.
/// Such a message contains no secret, address, port or time, because it becomes the value of a label. The package
/// contains no protocol above TCP and TLS.
@NullMarked
package io.exporterkit.net;

import org.jspecify.annotations.NullMarked;
