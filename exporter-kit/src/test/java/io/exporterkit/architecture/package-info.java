/// What may depend on what, checked on the compiled classes and the sources.
@NullMarked
package io.exporterkit.architecture;

import org.jspecify.annotations.NullMarked;
