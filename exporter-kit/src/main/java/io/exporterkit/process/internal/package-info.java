/// Figures of the running process, for other packages of this library. No promise: they may change with any version.
@NullMarked
package io.exporterkit.process.internal;

import org.jspecify.annotations.NullMarked;
