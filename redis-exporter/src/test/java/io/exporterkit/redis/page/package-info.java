/// Tests of whole pages: compared with files, over HTTP, and in a Prometheus. The module `parity` compares pages with
/// those of the original exporter.
///
/// In go captured and real servers; out come golden files (`src/test/resources/golden`) and the generated documents
/// under `docs`, both rewritten with `-Dgolden=write`.
@NullMarked
package io.exporterkit.redis.page;

import org.jspecify.annotations.NullMarked;
