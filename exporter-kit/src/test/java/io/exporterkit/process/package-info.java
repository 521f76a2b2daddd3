@NullMarked
package io.exporterkit.process;

import org.jspecify.annotations.NullMarked;
