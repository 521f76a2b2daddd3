/// The parsing of command lines and environments, in the syntax of Go's flag package, for which the command lines of
/// exporters are written.
///
/// In come a table of options, the arguments and the environment. Out come typed values with warnings to log, or an
/// error that prevents the start. Help and the reference page are generated from the same table.
@NullMarked
package io.exporterkit.options;

import org.jspecify.annotations.NullMarked;
