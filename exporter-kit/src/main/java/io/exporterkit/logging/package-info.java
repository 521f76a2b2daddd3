/// A backend of SLF4J that writes one line for each call to one stream.
///
/// In come SLF4J calls of the exporter and its libraries. Out go lines in the form of Go's `slog`
/// (`time=... level=INFO msg="..."`) or as JSON. One call, [io.exporterkit.logging.Logging#configure], sets the backend
/// up without a configuration file. Text from outside cannot end a line or look like another key, because it is quoted.
@NullMarked
package io.exporterkit.logging;

import org.jspecify.annotations.NullMarked;
