/// One scrape: a session with the target is opened, collectors read from it one after the other, all of it before a deadline.
///
/// In come a target to open, the collectors, and the moment by which the scraper wants its answer. Out go families, whatever
/// happened: a collector that fails, is not permitted or is late ends as an [Outcome] with a metric of its own, and takes no other
/// along. Nothing here knows HTTP or the text format's bytes.
@NullMarked
package io.exporterkit.scrape;

import org.jspecify.annotations.NullMarked;
