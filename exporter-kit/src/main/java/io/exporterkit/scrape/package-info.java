/// Scrapes: a session with a target is opened, and collectors read from the session one after the other, before a
/// deadline.
///
/// In come a target, the collectors, and the moment by which the answer is due. Out come families, whatever happened: a
/// collector that fails, is denied access or times out ends with an [Outcome], which has a metric of its own, and does
/// not affect the other collectors. The package knows neither HTTP nor the formats of pages.
@NullMarked
package io.exporterkit.scrape;

import org.jspecify.annotations.NullMarked;
