/// The comparison itself: that it finds what there is to find, and that it finds nothing.
@NullMarked
package io.exporterkit.parity;

import org.jspecify.annotations.NullMarked;
