/// Measurements of whole processes: our exporter and the original on a real server. The inputs are two programs and a
/// server. The output has one line for each figure, and tables like those of bench/README.md.
@NullMarked
package io.exporterkit.bench;

import org.jspecify.annotations.NullMarked;
