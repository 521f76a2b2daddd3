/// Whole pages: as they are expected word for word, beside those of the exporter this one replaces, over HTTP, and in a Prometheus.
///
/// In go captured and real servers; out come golden files (`src/test/resources/golden`) and the generated documents under `docs`,
/// both written anew with `-Dgolden=write`, and the list of intended differences (`parity/differences.tsv`).
@NullMarked
package io.exporterkit.redis.page;

import org.jspecify.annotations.NullMarked;
