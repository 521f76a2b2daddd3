/// The targets that requests name. In come keys and texts of requests; out come the targets that are known, bounded in number and
/// forgotten when nobody asks for them, and targets that are always down for texts that are none.
@NullMarked
package io.exporterkit.probe;

import org.jspecify.annotations.NullMarked;
