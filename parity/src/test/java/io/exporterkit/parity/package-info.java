/// Tests of the comparison: it finds every kind of difference, and no difference between equal pages.
@NullMarked
package io.exporterkit.parity;

import org.jspecify.annotations.NullMarked;
