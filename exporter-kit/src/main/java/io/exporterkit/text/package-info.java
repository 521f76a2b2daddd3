/// The syntax that Go has for numbers, durations and escaped text.
///
/// In come the characters of a reply, a flag or a variable, or bytes that may not be UTF-8; out come doubles, durations
/// and strings. Out also goes the reverse: numbers and durations as Go writes them. A target, a flag or a dashboard
/// made for an exporter in Go therefore means the same to one in Java. All methods are pure functions without state or
/// I/O, and so safe for use by several threads.
@NullMarked
package io.exporterkit.text;

import org.jspecify.annotations.NullMarked;
