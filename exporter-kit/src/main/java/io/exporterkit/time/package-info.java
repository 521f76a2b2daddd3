/// Time as a parameter: a clock that tests can hold still, and the deadline of a scrape, which all that a scrape does passes on.
@NullMarked
package io.exporterkit.time;

import org.jspecify.annotations.NullMarked;
