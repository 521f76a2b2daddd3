/// Go's spelling of numbers and lengths of time, and text from bytes that may not be text. In come the characters of a reply, a
/// flag or a variable; out come doubles, durations and strings, and the other way round for the exposition. A target, a flag or a
/// dashboard made for an exporter in Go then means the same to one in Java. Pure functions: no state, no I/O.
@NullMarked
package io.exporterkit.text;

import org.jspecify.annotations.NullMarked;
