/// Measurements of whole processes: our exporter beside the original, on a real server. In come two programs and a server; out come
/// lines of figures, one a line, and the table of bench/README.md.
@NullMarked
package io.exporterkit.bench;

import org.jspecify.annotations.NullMarked;
