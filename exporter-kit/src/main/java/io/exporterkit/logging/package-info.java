/// Log lines. In come SLF4J calls from the exporter and the libraries it uses; out goes one line per call, as Go's slog writes it
/// (`time=... level=INFO msg="..."`) or as JSON, to one stream. Set up by one call, [io.exporterkit.logging.Logging#configure],
/// without any file; whatever text comes from outside stays inside its line.
@NullMarked
package io.exporterkit.logging;

import org.jspecify.annotations.NullMarked;
