@NullMarked
package io.exporterkit.options;

import org.jspecify.annotations.NullMarked;
