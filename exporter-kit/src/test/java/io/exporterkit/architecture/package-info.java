/// Checks of the compiled classes and the sources: which package may depend on which, and the words of comments and
/// texts.
@NullMarked
package io.exporterkit.architecture;

import org.jspecify.annotations.NullMarked;
