/// What can be emitted, and what was: metric definitions and their catalogue on one side, the samples of one scrape on the other.
///
/// In come definitions, written once as constants by whoever writes a collector, and the values the collector read. Out go
/// families: all samples of one metric, in compact arrays, ready for the exposition formats. Nothing here knows HTTP, time or
/// the thing that is scraped.
@NullMarked
package io.exporterkit.metric;

import org.jspecify.annotations.NullMarked;
