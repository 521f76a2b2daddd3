/// Time as a parameter. In comes a clock, which tests can stop. Out comes the deadline of a scrape, which all parts of
/// the scrape share.
@NullMarked
package io.exporterkit.time;

import org.jspecify.annotations.NullMarked;
