/// Connections to targets. In comes an address and a deadline; out comes a stream of bytes whose every read and write ends in time, or a
/// reason that somebody can act on. Knows of no protocol above TCP and TLS.
@NullMarked
package io.exporterkit.net;

import org.jspecify.annotations.NullMarked;
