/// Families in, text out: what a scrape collected, written in the format Prometheus reads.
///
/// In come the pages of a scrape and whatever is registered in the official client's registry, converted once into the same
/// families; out go bytes in the text format 0.0.4, names exactly as they were declared.
@NullMarked
package io.exporterkit.exposition;

import org.jspecify.annotations.NullMarked;
