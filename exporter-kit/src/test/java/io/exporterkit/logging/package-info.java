@NullMarked
package io.exporterkit.logging;

import org.jspecify.annotations.NullMarked;
