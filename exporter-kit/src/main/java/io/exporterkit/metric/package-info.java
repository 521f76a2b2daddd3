/// What can be emitted: metric definitions and their catalogue.
@NullMarked
package io.exporterkit.metric;

import org.jspecify.annotations.NullMarked;
