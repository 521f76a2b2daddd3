/// Whole pages: as they are expected word for word, over HTTP, and in a Prometheus. Beside those of the exporter this one replaces
/// they are in the module `parity`.
///
/// In go captured and real servers; out come golden files (`src/test/resources/golden`) and the generated documents under `docs`,
/// both written anew with `-Dgolden=write`.
@NullMarked
package io.exporterkit.redis.page;

import org.jspecify.annotations.NullMarked;
