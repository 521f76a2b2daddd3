/// Tests of the targets that requests name.
@NullMarked
package io.exporterkit.probe;

import org.jspecify.annotations.NullMarked;
