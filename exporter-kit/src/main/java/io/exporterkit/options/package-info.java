/// The command line. In come one table of options, the arguments and the environment; out come typed values with the warnings to
/// log, or a reason not to start. The same table writes `--help` and the reference page. The syntax is that of Go's flag package,
/// which the command lines of exporters are written for.
@NullMarked
package io.exporterkit.options;

import org.jspecify.annotations.NullMarked;
