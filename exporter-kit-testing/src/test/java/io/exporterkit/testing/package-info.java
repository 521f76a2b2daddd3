@NullMarked
package io.exporterkit.testing;

import org.jspecify.annotations.NullMarked;
